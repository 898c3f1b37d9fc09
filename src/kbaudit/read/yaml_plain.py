"""YAML front matter in its plainest form, read without a parser of all of YAML.

Nearly all front matter is keys, words and lists in blocks, one to a line, or lists and mappings in
brackets on one line. That much is read here in a fraction of the time, with the same outcome as by
`kbaudit.read.yaml_matter`: the tests compare the two. Whatever is not that plain, or gives cause
for a remark, is left to the parser.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from kbaudit.model.span import Span
from kbaudit.read.instance import Instance, Path, Place
from kbaudit.read.yaml_lines import QUOTED, SCALARS, Line, NotPlainError, Word, lines_of, words_of
from kbaudit.read.yaml_scalar import Scalar, is_text, resolved, trap

_DEEPEST = 8
_BRACKETS = {"[": "]", "{": "}"}


class Plain(NamedTuple):
    """What plain front matter states: its data, the place of each path, and its scalars."""

    data: dict[str, Any]
    places: dict[Path, Place]
    scalars: list[Scalar]


def read_yaml(text: str, content: Span, fence: Span) -> tuple[Instance, Sequence[Scalar]]:
    """The instance that the front matter `content` of `text` states, and all its scalars.

    `fence` is the place of the opening fence, for problems that have no better one.
    """
    if (plain := read_plain(text, content)) is not None:
        return Instance(plain.data, plain.places), plain.scalars
    from kbaudit.read.yaml_matter import parse

    return parse(text, content, fence)


def read_plain(text: str, content: Span) -> Plain | None:
    """What the front matter `content` of `text` states; None where it is not plain."""
    try:
        reader = _Reader(text, lines_of(text, content))
        data = reader.mapping(0, ())
    except NotPlainError:
        return None
    return Plain(data, reader.places, reader.scalars) if reader.next is None else None


class _Reader:
    """Reads lines as blocks; `end` is the offset behind the last key or scalar that was read."""

    def __init__(self, text: str, lines: list[Line]) -> None:
        self.text = text
        self.lines = lines
        self.at = 0
        self.end = 0
        self.places: dict[Path, Place] = {}
        self.scalars: list[Scalar] = []

    @property
    def next(self) -> Line | None:
        """The next line, if there is one."""
        return self.lines[self.at] if self.at < len(self.lines) else None

    def mapping(self, column: int, path: Path) -> dict[str, Any]:
        """The mapping whose keys stand in `column`; its first line may begin with a dash."""
        values: dict[str, Any] = {}
        while (line := self.next) is not None and line.key and line.column == column:
            if line.dash and values:
                break
            if line.key in values or len(path) > _DEEPEST:
                raise NotPlainError
            self.at += 1
            self.end = line.where.end
            inner = (*path, line.key)
            values[line.key], span = self._value(line, inner)
            self.places[inner] = Place(span, line.where)
        if not values or (line is not None and line.indent > column):
            raise NotPlainError
        return values

    def _sequence(self, indent: int, path: Path) -> list[Any]:
        items: list[Any] = []
        while (line := self.next) is not None and line.dash and line.indent == indent:
            inner = (*path, len(items))
            if line.key:
                items.append(self.mapping(line.column, inner))
                self.places[inner] = Place(Span(line.where.start, self.end))
            else:
                self.at += 1
                value, span = self._inline(line.value, inner)
                items.append(value)
                self.places[inner] = Place(span)
        return items

    def _value(self, line: Line, path: Path) -> tuple[Any, Span]:
        """The value of the key of `line`, which stands behind it or in the lines below."""
        if line.value is not None:
            return self._inline(line.value, path)
        below = self.next
        if below is None or below.indent < line.column + (not below.dash):
            raise NotPlainError
        value: Any
        if below.dash:
            value = self._sequence(below.indent, path)
            return value, Span(below.start, self.end)
        value = self.mapping(below.column, path)
        return value, Span(below.start, self.end)

    def _inline(self, value: Word | None, path: Path) -> tuple[Any, Span]:
        """A value that stands on one line, and the place of it."""
        if value is None:
            raise NotPlainError
        if value.kind in SCALARS:
            return self._scalar(value, path), value.span
        words = words_of(self.text, value.span)
        found = self._in_brackets(words, path)
        if next(words).kind != "end":
            raise NotPlainError
        return found

    def _in_brackets(self, words: Iterator[Word], path: Path) -> tuple[Any, Span]:
        """The next value of `words`, and its place: to its last scalar, for a list or mapping."""
        first = next(words)
        if first.kind in SCALARS:
            return self._scalar(first, path), first.span
        closing = _BRACKETS.get(first.text)
        if closing is None or len(path) > _DEEPEST:
            raise NotPlainError
        values: dict[str | int, Any] = {}
        while True:
            key = next(words) if closing == "}" else None
            name = len(values) if key is None else key.text
            if key is not None and (key.kind != "key" or name in values):
                raise NotPlainError
            self.end = key.span.end if key is not None else self.end
            values[name], span = self._in_brackets(words, (*path, name))
            self.places[*path, name] = Place(span, key.span if key is not None else None)
            sign = next(words)
            if sign.text == closing and sign.kind == "sign":
                break
            if sign.text != "," or sign.kind != "sign":
                raise NotPlainError
        whole = Span(first.span.start, self.end)
        return (values if closing == "}" else list(values.values())), whole

    def _scalar(self, word: Word, path: Path) -> Any:
        self.end = word.span.end
        self.scalars.append(Scalar(path, word.text, word.span))
        if word.kind in QUOTED:
            return word.text
        value = resolved(word.text)
        if value is None or not is_text(path):
            return value
        if trap(word.text, path):
            raise NotPlainError
        return word.text
