"""YAML front matter in its plainest form, read without a parser of all of YAML.

Nearly all front matter is keys, words and lists in blocks, one to a line, or lists and mappings in
brackets on one line. That much is read here in a fraction of the time, with the same outcome as by
`kbaudit.read.yaml_matter`: the tests compare the two. Whatever is not that plain, or gives cause
for a remark, is left to the parser.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from kbaudit.model.span import Span
from kbaudit.read.instance import Instance, Path, Place
from kbaudit.read.yaml_scalar import Scalar, is_text, resolved, trap

_CHARACTERS = re.compile(r"(?:[ -~\n]|\r\n|[\u00a1-\u167f\u3001-\ud7ff])*")


def _forms(stops: str) -> str:
    """A pattern of scalars: words, which end at any of `stops`, or quotes without escapes."""
    return (
        rf"(?P<text>[\w./=<~^(+]"
        rf"(?:[^\s:#{stops}]|:(?=[^\s{stops}])|(?<=\S)#|[ ]+(?=[^\s:#{stops}]))*)"
        r"|\"(?P<double>[^\"\\]*)\"|'(?P<single>[^']*)'"
    )


_STOPS = r",\[\]{}"
_VALUE = rf"(?:{_forms('')}|(?P<flow>\[.*\]|\{{.*\}}))"
_START = r"(?P<indent> *)(?P<dash>- )?"
_KEYED = re.compile(
    rf"{_START}(?P<key>[A-Za-z_][\w./-]{{0,99}}(?: [\w./-]{{1,99}}){{0,9}}):(?: +{_VALUE})? *"
)
_ITEM = re.compile(rf"{_START}{_VALUE} *")
_TOKEN = re.compile(
    rf" *(?:(?P<sign>[\[\]{{}},])|(?P<key>[A-Za-z_][\w./-]{{0,99}}): +|{_forms(_STOPS)})"
)
_NOTHING = re.compile(r" *(?:#.*)?")
_DEEPEST = 8
_QUOTED = frozenset({"double", "single"})
_SCALARS = _QUOTED | {"text"}
_VALUES = _SCALARS | {"flow"}
_BRACKETS = {"[": "]", "{": "}"}


class Plain(NamedTuple):
    """What plain front matter states: its data, the place of each path, and its scalars."""

    data: dict[str, Any]
    places: dict[Path, Place]
    scalars: list[Scalar]


class _Word(NamedTuple):
    """One value: how it is written, its text without quotes, and its place with them.

    In brackets keys and signs are words as well, and ``end`` stands behind the last one.
    """

    kind: str
    text: str
    span: Span


class _Line(NamedTuple):
    """One line, and its value, if there is one. `key` is empty for an item.

    `column` is where its key or item stands, behind the dash if it begins with one.
    """

    indent: int
    column: int
    start: int
    key: str
    where: Span
    value: _Word | None

    @property
    def dash(self) -> bool:
        return self.column > self.indent


class _NotPlainError(Exception):
    """There is more to it than is read here."""


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
    if not _CHARACTERS.fullmatch(text, content.start, content.end):
        return None
    try:
        reader = _Reader(text, _lines(text, content))
        data = reader.mapping(0, ())
    except _NotPlainError:
        return None
    return Plain(data, reader.places, reader.scalars) if reader.next is None else None


def _lines(text: str, content: Span) -> list[_Line]:
    lines: list[_Line] = []
    start = content.start
    while start < content.end:
        stop = text.find("\n", start, content.end)
        stop = content.end if stop < 0 else stop
        end = stop - 1 if text[stop - 1 : stop] == "\r" else stop
        if not _NOTHING.fullmatch(text, start, end):
            lines.append(_line(text, start, end))
        start = stop + 1
    return lines


def _line(text: str, start: int, end: int) -> _Line:
    match = _KEYED.fullmatch(text, start, end)
    key = match["key"] if match else ""
    match = match or _ITEM.fullmatch(text, start, end)
    if match is None:
        raise _NotPlainError
    indent = match.end("indent") - start
    first = start + indent
    where = Span(*match.span("key")) if key else Span(first, first)
    column = indent + 2 if match["dash"] else indent
    value = _word(match) if match.lastgroup in _VALUES else None
    return _Line(indent, column, first, key, where, value)


def _word(match: re.Match[str]) -> _Word:
    """What the last group of `match` is."""
    kind = match.lastgroup or ""
    start, end = match.span(kind)
    quotes = int(kind in _QUOTED)
    return _Word(kind, match[kind], Span(start - quotes, end + quotes))


def _words(text: str, span: Span) -> Iterator[_Word]:
    """The words of a list or mapping in brackets."""
    at = span.start
    while at < span.end:
        match = _TOKEN.match(text, at, span.end)
        if match is None:
            raise _NotPlainError
        yield _word(match)
        at = match.end()
    yield _Word("end", "", Span(at, at))


class _Reader:
    """Reads lines as blocks; `end` is the offset behind the last key or scalar that was read."""

    def __init__(self, text: str, lines: list[_Line]) -> None:
        self.text = text
        self.lines = lines
        self.at = 0
        self.end = 0
        self.places: dict[Path, Place] = {}
        self.scalars: list[Scalar] = []

    @property
    def next(self) -> _Line | None:
        """The next line, if there is one."""
        return self.lines[self.at] if self.at < len(self.lines) else None

    def mapping(self, column: int, path: Path) -> dict[str, Any]:
        """The mapping whose keys stand in `column`; its first line may begin with a dash."""
        values: dict[str, Any] = {}
        while (line := self.next) is not None and line.key and line.column == column:
            if line.dash and values:
                break
            if line.key in values or len(path) > _DEEPEST:
                raise _NotPlainError
            self.at += 1
            self.end = line.where.end
            inner = (*path, line.key)
            values[line.key], span = self._value(line, inner)
            self.places[inner] = Place(span, line.where)
        if not values or (line is not None and line.indent > column):
            raise _NotPlainError
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

    def _value(self, line: _Line, path: Path) -> tuple[Any, Span]:
        """The value of the key of `line`, which stands behind it or in the lines below."""
        if line.value is not None:
            return self._inline(line.value, path)
        below = self.next
        if below is None or below.indent < line.column + (not below.dash):
            raise _NotPlainError
        value: Any
        if below.dash:
            value = self._sequence(below.indent, path)
            return value, Span(below.start, self.end)
        value = self.mapping(below.column, path)
        return value, Span(below.start, self.end)

    def _inline(self, value: _Word | None, path: Path) -> tuple[Any, Span]:
        """A value that stands on one line, and the place of it."""
        if value is None:
            raise _NotPlainError
        if value.kind in _SCALARS:
            return self._scalar(value, path), value.span
        words = _words(self.text, value.span)
        found = self._in_brackets(words, path)
        if next(words).kind != "end":
            raise _NotPlainError
        return found

    def _in_brackets(self, words: Iterator[_Word], path: Path) -> tuple[Any, Span]:
        """The next value of `words`, and its place: to its last scalar, for a list or mapping."""
        first = next(words)
        if first.kind in _SCALARS:
            return self._scalar(first, path), first.span
        closing = _BRACKETS.get(first.text)
        if closing is None or len(path) > _DEEPEST:
            raise _NotPlainError
        values: dict[str | int, Any] = {}
        while True:
            key = next(words) if closing == "}" else None
            name = len(values) if key is None else key.text
            if key is not None and (key.kind != "key" or name in values):
                raise _NotPlainError
            self.end = key.span.end if key is not None else self.end
            values[name], span = self._in_brackets(words, (*path, name))
            self.places[*path, name] = Place(span, key.span if key is not None else None)
            sign = next(words)
            if sign.text == closing and sign.kind == "sign":
                break
            if sign.text != "," or sign.kind != "sign":
                raise _NotPlainError
        whole = Span(first.span.start, self.end)
        return (values if closing == "}" else list(values.values())), whole

    def _scalar(self, word: _Word, path: Path) -> Any:
        self.end = word.span.end
        self.scalars.append(Scalar(path, word.text, word.span))
        if word.kind in _QUOTED:
            return word.text
        value = resolved(word.text)
        if value is None or not is_text(path):
            return value
        if trap(word.text, path):
            raise _NotPlainError
        return word.text
