"""How an index writes connections, told from those that it has, so that new ones look alike."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from kbaudit.model.edit import Edit
from kbaudit.model.span import Span
from kbaudit.read.connections import Connection, column_type
from kbaudit.read.index import IndexRow, connects
from kbaudit.read.lists import Index
from kbaudit.read.page import Page
from kbaudit.read.scopes import scope_of
from kbaudit.read.table import Cell, Table, TableRow
from kbaudit.read.vocabulary import PageType
from kbaudit.rulekit import Context
from kbaudit.rules._index_columns import Columns

_SHORT = {"Implementation": "Impl", "Environment": "Env"}
"""The words that indexes of these knowledge bases shorten; others stand as they are."""
NOTHING = frozenset({"", "—", "–", "-", "--", "none", "n/a"})


@dataclass(frozen=True)
class IndexStyle:
    """The habits of one index, and of its rows of one scope where several share the index."""

    index: Index
    ctx: Context
    scope: str = ""

    @cached_property
    def rows(self) -> tuple[IndexRow, ...]:
        """The rows that have these habits."""
        where = self.ctx.facts.scope_at
        return tuple(
            row
            for row in self.index.rows
            if not self.scope or where(self.index, row.name_span) == self.scope
        )

    @cached_property
    def _resolved(self) -> tuple[tuple[Connection, Page], ...]:
        """The connections that lead to a page."""
        found = []
        for row in self.rows:
            for connection in row.connections:
                other = self.ctx.facts.connection_target(self.index, connection).file
                if isinstance(other, Page):
                    found.append((connection, other))
        return tuple(found)

    @cached_property
    def types(self) -> Counter[PageType]:
        """How often the index connects with pages of each type."""
        return Counter(page.type for _, page in self._resolved)

    @cached_property
    def placeholder(self) -> str:
        """What stands in a cell that has nothing to say."""
        texts = Counter(
            text
            for table in self.index.tables
            for row in table.rows
            for cell in row.cells
            if (text := cell.span.of(self.index.text)).lower() in NOTHING and text
        )
        return texts.most_common(1)[0][0] if texts else "—"

    @cached_property
    def _columns(self) -> Columns:
        connections = tuple(one for one, _ in self._resolved)
        return Columns(self.index, connections, self.ctx.kb.scopes)

    def table_of(self, row: IndexRow) -> Table | None:
        """The pipe table in which a row stands."""
        table = self.index.tables[row.table] if row.table >= 0 else None
        return table if table is not None and not table.wiki else None

    def cell_for(self, row: IndexRow, kind: PageType) -> tuple[Cell, str] | None:
        """The cell of a row for connections with pages of type `kind`, and its column."""
        table = self.table_of(row)
        return self._cell(table, row.span, kind) if table is not None else None

    def _cell(self, table: Table, span: Span, kind: PageType) -> tuple[Cell, str] | None:
        row = self._table_rows(table).get(span)
        if row is None or len(row.cells) != len(table.columns):
            return None
        general = None
        for column, cell in zip(table.columns, row.cells, strict=True):
            if not self.is_for_connections(column):
                continue
            wanted = column_type(column, self.ctx.kb.vocabulary)
            if wanted == kind:
                return cell, column
            if wanted is None and general is None:
                general = (cell, column)
        return general

    def is_for_connections(self, column: str) -> bool:
        """Whether a column holds connections."""
        return connects(column, self.index.type, self.ctx.kb.vocabulary)

    def added(self, row: IndexRow, pages: Sequence[Page]) -> list[Edit] | None:
        """The edits that add connections with `pages` to a row; None where there is no place."""
        texts: dict[Cell, list[str]] = {}
        kinds: dict[Cell, PageType] = {}
        for page in pages:
            place = self.cell_for(row, page.type)
            if place is None:
                return None
            text = self.written(page, place[1])
            texts.setdefault(place[0], []).append(text)
            kinds[place[0]] = page.type
        edits = []
        for cell, new in texts.items():
            old = cell.span.of(self.index.text)
            joined = self.separator.join(new)
            if old.lower() in NOTHING:
                blank = " " if not old else ""
                edits.append(Edit(self.index.path, cell.span, f"{blank}{joined}"))
                continue
            at = self._behind(row, cell, kinds[cell])
            edits.append(Edit(self.index.path, Span(at, at), f"{self.separator}{joined}"))
        return edits

    def written(self, page: Page, column: str) -> str:
        """A connection with a page, as the index writes them in a column."""
        name = page.name
        if not self._columns.are_scoped(column):
            scope = scope_of(page.name, self.ctx.kb.scopes)
            name = page.name.removeprefix(f"{scope}_") if scope else page.name
        typed = column_type(column, self.ctx.kb.vocabulary) is not None
        if typed or not self._columns.are_marked(column):
            return name
        return f"✅{self._gap}{self.word(page.type)}:{name}"

    def word(self, kind: PageType) -> str:
        """The word for a page type, as this index writes it, else as the others do."""
        words = self._words.get(kind) or next(
            (words[kind] for words in self._words_elsewhere if kind in words), None
        )
        if words:
            return min(words, key=lambda word: (-words[word], word))
        return kind.name if self._writes_long else _SHORT.get(kind.name, kind.name)

    @cached_property
    def _words(self) -> dict[PageType, Counter[str]]:
        """How often which word stands for each page type."""
        return _words(self.rows, self.ctx)

    @cached_property
    def _words_elsewhere(self) -> list[dict[PageType, Counter[str]]]:
        indexes = (one for one in self.ctx.kb.indexes if one is not self.index)
        return [_words(index.rows, self.ctx) for index in indexes]

    @cached_property
    def _gap(self) -> str:
        """What stands between mark and type."""
        sample = next((one for one, _ in self._resolved if one.mark), None)
        if sample is None:
            return ""
        text = self.index.text[sample.mark_span.end : sample.name_span.start]
        return text[: len(text) - len(text.lstrip())]

    @cached_property
    def _writes_long(self) -> bool:
        marked = [one for one, page in self._resolved if one.mark and page.type.short]
        return bool(marked) and all(self._is_long(one) for one in marked)

    def _is_long(self, connection: Connection) -> bool:
        kind = self.ctx.kb.vocabulary.type_named(connection.type)
        return kind is not None and kind.name == connection.type

    @cached_property
    def separator(self) -> str:
        """What stands between two connections of one cell."""
        text = self.index.text
        between = Counter(
            gap
            for row in self.rows
            for one, other in pairwise(row.connections)
            if row.table >= 0
            and "|" not in (gap := text[one.span.end : other.span.start])
            and len(gap) <= 8
        )
        return between.most_common(1)[0][0] if between else ", "

    def removed(self, row: IndexRow, connection: Connection) -> Edit | None:
        """The edit that takes a connection out of its cell."""
        cell = self._cell_of(row, connection)
        if cell is None:
            return None
        inside = [one for one in row.connections if cell.span.contains(one.span)]
        if any(
            self.index.text[one.span.end : other.span.start] != self.separator
            for one, other in pairwise(inside)
        ) or (inside[0].span.start, inside[-1].span.end) != (cell.span.start, cell.span.end):
            return None  # other words stand in the cell: what they are about is not ours to say
        at = inside.index(connection)
        if len(inside) == 1:
            return Edit(self.index.path, cell.span, self.placeholder)
        if at == 0:
            return Edit(self.index.path, Span(cell.span.start, inside[1].span.start), "")
        return Edit(self.index.path, Span(inside[at - 1].span.end, connection.span.end), "")

    def _cell_of(self, row: IndexRow, connection: Connection) -> Cell | None:
        table = self.table_of(row)
        written = self._table_rows(table).get(row.span) if table is not None else None
        cells = written.cells if written is not None else ()
        return next((cell for cell in cells if cell.span.contains(connection.span)), None)

    def _table_rows(self, table: Table) -> dict[Span, TableRow]:
        """The rows of a table by their places."""
        if table.span not in self._rows_at:
            self._rows_at[table.span] = {row.span: row for row in table.rows}
        return self._rows_at[table.span]

    @cached_property
    def _rows_at(self) -> dict[Span, dict[Span, TableRow]]:
        return {}

    def _behind(self, row: IndexRow, cell: Cell, kind: PageType) -> int:
        """Behind the last connection of that type in the cell, else at its end."""
        alike = [
            one.span.end
            for one in row.connections
            if cell.span.contains(one.span)
            and self.ctx.kb.vocabulary.type_named(one.type) == kind
            and one.mark
        ]
        end = max(alike, default=cell.span.end)
        return end + 1 if self.index.text[end : end + 1] == "`" else end


def _words(rows: Iterable[IndexRow], ctx: Context) -> dict[PageType, Counter[str]]:
    """How often which word stands before the names of pages of each type."""
    found: dict[PageType, Counter[str]] = {}
    for row in rows:
        for one in row.connections:
            kind = ctx.kb.vocabulary.type_named(one.type) if one.mark else None
            if kind is not None:
                found.setdefault(kind, Counter())[one.type] += 1
    return found
