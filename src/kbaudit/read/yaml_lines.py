"""The lines of YAML front matter that is written plainly, and the words of its brackets."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from kbaudit.model.regex import regex
from kbaudit.model.span import Span

_CHARACTERS = regex(r"(?:[ -~\n]|\r\n|[\u00a1-\u167f\u3001-\ud7ff])*")


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
_KEYED = regex(
    rf"{_START}(?P<key>[A-Za-z_][\w./-]{{0,99}}(?: [\w./-]{{1,99}}){{0,9}}):(?: +{_VALUE})? *"
)
_ITEM = regex(rf"{_START}{_VALUE} *")
_TOKEN = regex(
    rf" *(?:(?P<sign>[\[\]{{}},])|(?P<key>[A-Za-z_][\w./-]{{0,99}}): +|{_forms(_STOPS)})"
)
_NOTHING = regex(r" *(?:#.*)?")
QUOTED = frozenset({"double", "single"})
SCALARS = QUOTED | {"text"}
_VALUES = SCALARS | {"flow"}


class Word(NamedTuple):
    """One value: how it is written, its text without quotes, and its place with them.

    In brackets keys and signs are words as well, and ``end`` stands behind the last one.
    """

    kind: str
    text: str
    span: Span


class Line(NamedTuple):
    """One line, and its value, if there is one. `key` is empty for an item.

    `column` is where its key or item stands, behind the dash if it begins with one.
    """

    indent: int
    column: int
    start: int
    key: str
    where: Span
    value: Word | None

    @property
    def dash(self) -> bool:
        """Whether a dash stands before it."""
        return self.column > self.indent


class NotPlainError(Exception):
    """There is more to front matter than is read without the parser of all of YAML."""


def lines_of(text: str, content: Span) -> list[Line]:
    """The lines of `content`, but blank ones and comments. Raises NotPlainError."""
    if not _CHARACTERS.fullmatch(text, content.start, content.end):
        raise NotPlainError
    lines: list[Line] = []
    start = content.start
    while start < content.end:
        stop = text.find("\n", start, content.end)
        stop = content.end if stop < 0 else stop
        end = stop - 1 if text[stop - 1 : stop] == "\r" else stop
        if not _NOTHING.fullmatch(text, start, end):
            lines.append(_line(text, start, end))
        start = stop + 1
    return lines


def _line(text: str, start: int, end: int) -> Line:
    match = _KEYED.fullmatch(text, start, end)
    key = match["key"] if match else ""
    match = match or _ITEM.fullmatch(text, start, end)
    if match is None:
        raise NotPlainError
    indent = match.end("indent") - start
    first = start + indent
    where = Span(*match.span("key")) if key else Span(first, first)
    column = indent + 2 if match["dash"] else indent
    value = _word(match) if match.lastgroup in _VALUES else None
    return Line(indent, column, first, key, where, value)


def _word(match: re.Match[str]) -> Word:
    """What the last group of `match` is."""
    kind = match.lastgroup or ""
    start, end = match.span(kind)
    quotes = int(kind in QUOTED)
    return Word(kind, match[kind], Span(start - quotes, end + quotes))


def words_of(text: str, span: Span) -> Iterator[Word]:
    """The words of the list or mapping in brackets at `span`. Raises NotPlainError."""
    at = span.start
    while at < span.end:
        match = _TOKEN.match(text, at, span.end)
        if match is None:
            raise NotPlainError
        yield _word(match)
        at = match.end()
    yield Word("end", "", Span(at, at))
