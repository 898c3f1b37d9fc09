"""Tables as values, whichever dialect they are written in."""

from dataclasses import dataclass

from kbaudit.model.regex import regex
from kbaudit.model.span import Span

_EMPHASIS = regex(r"[*_`']+")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell; `span` is its content without surrounding blanks.

    `cut` is the offset of a single bar of a MediaWiki cell, before which no attributes stand: a
    renderer drops what is before it.
    """

    span: Span
    cut: int | None = None


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of cells. `width` is the number of cells that a renderer sees in it."""

    span: Span
    cells: tuple[Cell, ...]
    width: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table: `header` is its first row when it has one, `rows` the others."""

    wiki: bool
    span: Span
    header: TableRow | None
    rows: tuple[TableRow, ...]
    columns: tuple[str, ...]
    """Titles of the columns, folded to lower case and without emphasis."""

    def cell(self, row: TableRow, *names: str) -> Cell | None:
        """The cell of `row` under the first of the columns `names` that the table has."""
        for name in names:
            if name in self.columns:
                index = self.columns.index(name)
                return row.cells[index] if index < len(row.cells) else None
        return None


def trimmed(text: str, start: int, end: int) -> Span:
    """The span between two offsets without blanks at its ends; empty at `start` if all is blank."""
    inner = text[start:end]
    left = len(inner) - len(inner.lstrip())
    size = len(inner.strip())
    return Span(start + left, start + left + size) if size else Span(start, start)


def column_title(title: str) -> str:
    """The title of a column as compared: folded to lower case, without emphasis."""
    return " ".join(_EMPHASIS.sub("", title).casefold().split())
