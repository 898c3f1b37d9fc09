"""Whether rows of an index name their pages, or show what people read."""

from kbaudit.read.index import IndexRow
from kbaudit.read.lists import Index


def titled(index: Index) -> frozenset[int]:
    """The tables of an index, by number, that show titles: some of them have blanks."""
    return frozenset(row.table for row in index.rows if row.link is not None and " " in row.name)


def is_label(row: IndexRow, text: str) -> bool:
    """Whether the name of a row is what its link shows."""
    if row.link is None or row.link.span.start < row.name_span.end:
        return False
    return not text[row.name_span.end : row.link.span.start].strip("`*_'\" ")
