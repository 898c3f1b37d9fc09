"""Connections: the pages that a row of an index names beside its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from sys import intern

from kbaudit.model.regex import regex
from kbaudit.model.span import Span
from kbaudit.read.vocabulary import PageType, Vocabulary


@dataclass(frozen=True, slots=True)
class Connection:
    """``✅Type:Name`` or ``⬜Type:Name``. `mark` is one of these signs, empty where there is none.

    `type` is as written, or that of the column; empty for a bare name under a heading such as
    ``Required By``. `size` is how many characters the mark takes. `stated` tells a page named by
    its name from a word that may mean one.
    """

    mark: str
    type: str
    name: str
    span: Span
    size: int = 0
    stated: bool = True

    @property
    def mark_span(self) -> Span:
        """The place of the mark, where the connection begins."""
        return Span(self.span.start, self.span.start + self.size)

    @property
    def name_span(self) -> Span:
        """The place of the name, with which the connection ends."""
        return Span(self.span.end - len(self.name), self.span.end)


_OPEN_MARKS = "⬜☐🔲◻"
_MARKED = regex(
    r"(?P<mark>[✅☑✔✓⬜☐🔲◻]\ufe0f?)[ \t]*`?(?P<type>[A-Za-z]{3,20}):"
    r"[ \t]*(?P<name>[\w.+-][\w.+/-]{0,200})"
)
_TYPED = regex(
    r"(?<![\w✅☑✔✓⬜☐🔲◻\ufe0f:/])(?P<type>[A-Z][A-Za-z]{2,20}):[ \t]?(?P<name>\w[\w.+/-]{0,200})"
)
_NAME = regex(r"\w[\w.+/-]{0,199}(?<!\.)")
_BARE = regex(r"\w[\w.-]{1,200}")


def can_name(name: str) -> bool:
    """Whether a connection can name the page `name`: not if it holds a blank, for one."""
    return _NAME.fullmatch(name) is not None


def marked(text: str, within: Span, vocabulary: Vocabulary) -> Iterator[Connection]:
    """Connections with a mark in front of them; words of other types are none."""
    for match in _MARKED.finditer(text, within.start, within.end):
        if vocabulary.type_named(match["type"]) is None:
            continue
        name = intern(match["name"].rstrip("."))
        yield Connection(
            "⬜" if match["mark"][0] in _OPEN_MARKS else "✅",
            intern(match["type"]),
            name,
            Span(match.start(), match.start("name") + len(name)),
            len(match["mark"]),
        )


def unmarked(text: str, cell: Span, column: str, vocabulary: Vocabulary) -> list[Connection]:
    """Connections of a cell without marks: ``Impl:Name``, or bare names under a telling column."""
    typed = [
        _plain(match["type"], Span(*match.span("name")), match.start("type"), text, stated=True)
        for match in _TYPED.finditer(text, cell.start, cell.end)
        if vocabulary.type_named(match["type"]) is not None
    ]
    return typed or list(bare(text, cell, column_type(column, vocabulary)))


def bare(text: str, cell: Span, kind: PageType | None) -> Iterator[Connection]:
    """Every word of a cell, as a name that may mean a page."""
    name = kind.name if kind else ""
    for match in _BARE.finditer(text, cell.start, cell.end):
        yield _plain(name, Span(*match.span()), match.start(), text, stated=False)


def named(text: str, where: Span, kind: PageType) -> Connection:
    """The page named at `where`, of a type that the row says."""
    return _plain(kind.name, where, where.start, text, stated=True)


def column_type(column: str, vocabulary: Vocabulary) -> PageType | None:
    """The page type that the title of a column means, in the singular or plural."""
    words = [column, column.removesuffix("s")]
    words += [word.strip("()").removesuffix("s") for word in column.split()]
    return next((kind for word in words if (kind := vocabulary.type_named(word))), None)


def _plain(kind: str, where: Span, start: int, text: str, *, stated: bool) -> Connection:
    return Connection(
        "", intern(kind), intern(where.of(text)), Span(start, where.end), stated=stated
    )
