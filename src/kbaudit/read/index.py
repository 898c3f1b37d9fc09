"""Index files: which page they list, where they say it lies, and what they say it connects to.

An index is one table or many, or a long document with a ``## Workflow: <name>`` section for each
page. Legends, notes and tables of counts stand in the same file: a table lists pages when its rows
link to page files, or when its columns say that it holds pages and their files.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kbaudit.model.regex import regex
from kbaudit.model.span import Span
from kbaudit.read.connections import Connection, bare, column_type, marked, named, unmarked
from kbaudit.read.links import FileLink
from kbaudit.read.sections import Section
from kbaudit.read.table import Cell, Table, TableRow
from kbaudit.read.vocabulary import PageType, Vocabulary


@dataclass(frozen=True, slots=True)
class IndexRow:
    """One page as an index lists it. `table` is the ordinal of its table, -1 for a section.

    `can_connect` tells whether the row has a place for connections at all.
    """

    name: str
    name_span: Span
    span: Span
    link: FileLink | None
    connections: tuple[Connection, ...]
    table: int
    can_connect: bool


@dataclass(frozen=True, slots=True)
class CutRow:
    """A row of an index table that a renderer cuts into another number of cells than its header.

    `repair` is the row with the bars in its cells escaped, empty where that does not make it whole.
    """

    span: Span
    width: int
    expected: int
    repair: str


@dataclass(frozen=True, slots=True)
class IndexContent:
    """What an index file says: rows in the order of the file, and rows that are cut."""

    rows: tuple[IndexRow, ...]
    cut: tuple[CutRow, ...]


NAME_COLUMNS = ("page", "name", "page name", "title")
FILE_COLUMNS = ("file", "link", "path", "page file")
_CONNECTION_COLUMNS = frozenset(
    {"connections", "connection", "required by", "applies to", "used by", "implemented by", "links"}
    | {"related", "related pages", "steps", "references", "backlinks", "connected to", "implements"}
    | {"in workflows", "in workflow", "implements (principle)", "requires", "uses"}
)
_PAGE_FILES = (".md", ".wiki", ".mediawiki")
_SECTION = regex(r"(?P<type>[A-Za-z]{3,20}):[ \t]*`?(?P<name>\w[\w.-]{0,200})`?[ \t]*")
_NAME = regex(
    r"\[{0,2}[*_`]{0,3}(?P<name>\w[\w.+-]{0,200}(?: [\w.+-]{1,80}){0,6}?)"
    r"[*_`]{0,3}\]{0,2}(?:\([^()]{0,400}\))?"
)
_ATTRIBUTE = regex(
    r"^[ \t]*\|[ \t]*(?:\*\*)?([A-Za-z]{3,20})(?:\*\*)?[ \t]*\|([^\n]*)", re.MULTILINE
)
_QUOTED = regex(r"(?<=`)\w[\w.-]{1,200}(?=`)|(?<=\[\[)\w[\w.-]{1,200}(?=\]\])")


def read_index(
    text: str,
    kind: PageType,
    sections: tuple[Section, ...],
    tables: tuple[Table, ...],
    links: tuple[FileLink, ...],
    vocabulary: Vocabulary,
) -> IndexContent:
    """Rows of the index of pages of type `kind`. `text` is the file with code blocks masked."""
    reader = _Reader(text, kind, sections, tables, links, vocabulary)
    rows = sorted([*reader.table_rows(), *reader.section_rows()], key=lambda row: row.span)
    return IndexContent(tuple(rows), tuple(reader.cut_rows()))


def connects(column: str, kind: PageType, vocabulary: Vocabulary) -> bool:
    """Whether a column of the index of pages of type `kind` holds connections."""
    if column in _CONNECTION_COLUMNS:
        return True
    other = column_type(column, vocabulary)
    return other is not None and other != kind


class _Reader:
    def __init__(
        self,
        text: str,
        kind: PageType,
        sections: tuple[Section, ...],
        tables: tuple[Table, ...],
        links: tuple[FileLink, ...],
        vocabulary: Vocabulary,
    ) -> None:
        self.text = text
        self.kind = kind
        self.vocabulary = vocabulary
        self.links = [link for link in links if link.target.lower().endswith(_PAGE_FILES)]
        self.link_starts = [link.span.start for link in self.links]
        self.all_tables = tables
        self.table_starts = [table.span.start for table in tables]
        self.sections = [(s, m) for s in sections if (m := self._names_page(s))]
        self.section_starts = [section.body.start for section, _ in self.sections]
        self.tables = [
            (number, table)
            for number, table in enumerate(tables)
            if not self._in_section(table.span) and self._lists_pages(table)
        ]

    def _names_page(self, section: Section) -> re.Match[str] | None:
        match = _SECTION.fullmatch(section.title)
        return match if match and self.vocabulary.type_named(match["type"]) == self.kind else None

    def _in_section(self, span: Span) -> bool:
        at = bisect_left(self.section_starts, span.start + 1) - 1
        return at >= 0 and self.sections[at][0].body.contains(span)

    def _links(self, span: Span) -> Sequence[FileLink]:
        """The links to page files inside `span`."""
        first = bisect_left(self.link_starts, span.start)
        last = bisect_left(self.link_starts, span.end)
        return self.links[first:last]

    def _lists_pages(self, table: Table) -> bool:
        folders = tuple(f"{kind.folder}/" for kind in self.vocabulary.types)
        if any(folder in link.target for link in self._links(table.span) for folder in folders):
            return True
        pages = any(column in NAME_COLUMNS for column in table.columns)
        return pages and any(column in FILE_COLUMNS for column in table.columns)

    def _name_cell(self, table: Table, row: TableRow) -> Cell | None:
        own = self.kind.name.lower()
        return table.cell(row, *NAME_COLUMNS, own, f"{own} page") or next(iter(row.cells), None)

    def table_rows(self) -> Iterator[IndexRow]:
        """One row for each line of the tables that list pages."""
        for number, table in self.tables:
            connecting = any(self._connects(column) for column in table.columns)
            for row in table.rows:
                cell = self._name_cell(table, row)
                link = next(iter(self._links(row.span)), None)
                name = _NAME.fullmatch(cell.span.of(self.text)) if cell else None
                if cell is None or (name is None and link is None):
                    continue
                where = cell.span
                if name is not None:
                    start = cell.span.start + name.start("name")
                    where = Span(start, start + len(name["name"]))
                found = self._connections(table, row, cell)
                yield IndexRow(
                    name["name"] if name else "",
                    where,
                    row.span,
                    link,
                    found,
                    number,
                    connecting or bool(found),
                )

    def _connects(self, column: str) -> bool:
        return connects(column, self.kind, self.vocabulary)

    def _connections(self, table: Table, row: TableRow, name: Cell) -> tuple[Connection, ...]:
        found = list(marked(self.text, row.span, self.vocabulary))
        for column, cell in zip(table.columns, row.cells, strict=False):
            if cell is name or not self._connects(column):
                continue
            if not any(cell.span.contains(connection.span) for connection in found):
                found += unmarked(self.text, cell.span, column, self.vocabulary)
        return tuple(sorted(found, key=lambda connection: connection.span))

    def section_rows(self) -> Iterator[IndexRow]:
        """One row for each ``## Workflow: <name>`` section."""
        for section, match in self.sections:
            start = section.title_span.start + match.start("name")
            where = Span(start, start + len(match["name"]))
            link = next(iter(self._links(section.body)), None)
            found = [
                *marked(self.text, section.body, self.vocabulary),
                *self._attributes(section.body),
                *self._step_tables(section.body),
            ]
            ordered = tuple(sorted(found, key=lambda connection: connection.span))
            yield IndexRow(match["name"], where, section.heading, link, ordered, -1, True)

    def _attributes(self, body: Span) -> Iterator[Connection]:
        """``| **Principle** | `name` |``: a page named in full, in backticks or brackets."""
        for match in _ATTRIBUTE.finditer(self.text, body.start, body.end):
            kind = self.vocabulary.type_named(match[1])
            if kind is None:
                continue
            for name in _QUOTED.finditer(self.text, match.start(2), match.end(2)):
                yield named(self.text, Span(*name.span()), kind)

    def _step_tables(self, body: Span) -> Iterator[Connection]:
        """Columns of step tables hold short names of pages."""
        first = bisect_left(self.table_starts, body.start)
        last = bisect_left(self.table_starts, body.end)
        for table in self.all_tables[first:last]:
            for at, column in enumerate(table.columns):
                kind = column_type(column, self.vocabulary)
                if kind is None or kind == self.kind:
                    continue
                for row in table.rows:
                    if at < len(row.cells):
                        yield from bare(self.text, row.cells[at].span, kind)

    def cut_rows(self) -> Iterator[CutRow]:
        """Rows whose cells do not fit their header.

        In a table that lists pages each column counts. In the other tables of the file a row may
        be short, as GFM lets it; one that is too long loses what is behind its last column.
        """
        listing = {number for number, _ in self.tables}
        for number, table in enumerate(self.all_tables):
            if table.wiki or table.header is None:
                continue
            expected = table.header.width
            for row in table.rows:
                if row.width > expected or (row.width < expected and number in listing):
                    whole = len(row.cells) == expected < row.width
                    yield CutRow(
                        row.span, row.width, expected, _escaped(self.text, row) if whole else ""
                    )


def _escaped(text: str, row: TableRow) -> str:
    """The row with a backslash before each bar that stands inside one of its cells."""
    parts: list[str] = []
    at = row.span.start
    for cell in row.cells:
        parts += (text[at : cell.span.start], re.sub(r"(?<!\\)\|", r"\\|", cell.span.of(text)))
        at = cell.span.end
    return "".join([*parts, text[at : row.span.end]])
