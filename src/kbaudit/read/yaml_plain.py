"""YAML front matter in its plainest form, read without a parser of all of YAML.

Nearly all front matter is keys, words and lists in blocks, one to a line. That much is read here in
a fraction of the time, with the same outcome as by `kbaudit.read.yaml_matter`: the tests compare
the two. Whatever is not that plain, or gives cause for a remark, is left to the parser.
"""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from kbaudit.model.span import Span
from kbaudit.read.instance import Instance, Path, Place
from kbaudit.read.yaml_scalar import Scalar, is_text, resolved, trap

_CHARACTERS = re.compile(r"(?:[ -~\n]|\r\n|[\u00a1-\u167f\u3001-\ud7ff])*")
_VALUE = (
    r"(?:(?P<text>[\w./=<~^(+](?:[^\s:#]|:(?=\S)|(?<=\S)#|[ ]+(?=[^\s:#]))*)"
    r"|\"(?P<double>[^\"\\]*)\"|'(?P<single>[^']*)')"
)
_START = r"(?P<indent> *)(?P<dash>- )?"
_KEYED = re.compile(
    rf"{_START}(?P<key>[A-Za-z_][\w./-]{{0,99}}(?: [\w./-]{{1,99}}){{0,9}}):(?: +{_VALUE})? *"
)
_ITEM = re.compile(rf"{_START}{_VALUE} *")
_NOTHING = re.compile(r" *(?:#.*)?")
_DEEPEST = 8


class Plain(NamedTuple):
    """What plain front matter states: its data, the place of each path, and its scalars."""

    data: dict[str, Any]
    places: dict[Path, Place]
    scalars: list[Scalar]


class _Line(NamedTuple):
    """One line. `key` is empty for an item; `kind` says how the value is written, if there is one.

    `column` is where its key or item stands, behind the dash if it begins with one.
    """

    indent: int
    column: int
    start: int
    key: str
    where: Span
    kind: str
    value: str
    span: Span

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
        reader = _Reader(_lines(text, content))
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
    match = _KEYED.fullmatch(text, start, end) or _ITEM.fullmatch(text, start, end)
    if match is None:
        raise _NotPlainError
    groups = match.groupdict()
    indent = len(match["indent"])
    kind = next((one for one in ("text", "double", "single") if groups[one] is not None), "")
    quotes = int(kind in ("double", "single"))
    first = start + indent
    key = groups.get("key") or ""
    where = Span(*match.span("key")) if key else Span(first, first)
    span = Span(match.start(kind) - quotes, match.end(kind) + quotes) if kind else where
    column = indent + 2 if groups["dash"] else indent
    return _Line(indent, column, first, key, where, kind, groups[kind] if kind else "", span)


class _Reader:
    """Reads lines as blocks; `end` is the offset behind the last key or scalar that was read."""

    def __init__(self, lines: list[_Line]) -> None:
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
                items.append(self._scalar(line, inner))
                self.places[inner] = Place(line.span)
        return items

    def _value(self, line: _Line, path: Path) -> tuple[Any, Span]:
        """The value of the key of `line`, which stands behind it or in the lines below."""
        if line.kind:
            return self._scalar(line, path), line.span
        below = self.next
        if below is None or below.indent < line.column + (not below.dash):
            raise _NotPlainError
        value: Any
        if below.dash:
            value = self._sequence(below.indent, path)
            return value, Span(below.start, self.end)
        value = self.mapping(below.column, path)
        return value, Span(below.start, self.end)

    def _scalar(self, line: _Line, path: Path) -> Any:
        self.end = line.span.end
        self.scalars.append(Scalar(path, line.value, line.span))
        if line.kind in ("double", "single"):
            return line.value
        value = resolved(line.value)
        if value is None or not is_text(path):
            return value
        if trap(line.value, path):
            raise _NotPlainError
        return line.value
