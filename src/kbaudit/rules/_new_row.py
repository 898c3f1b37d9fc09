"""A new row of an index, like the rows that its table has."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from kbaudit.model.span import Span
from kbaudit.read.connections import can_name
from kbaudit.read.index import NAME_COLUMNS, IndexRow
from kbaudit.read.links import FileLink
from kbaudit.read.page import Page
from kbaudit.read.scopes import scope_of
from kbaudit.read.table import Table, TableRow
from kbaudit.rulekit import Context
from kbaudit.rules._index_style import IndexStyle
from kbaudit.rules._links import relative
from kbaudit.rules._overview import overview
from kbaudit.rules._row_names import is_label, titled

NOTES = ("notes", "note", "description", "summary", "purpose", "key insight", "about")
SOURCE = ("source", "source file", "source location", "code")
_NUMBERS = ("#", "no", "no.", "nr")


@dataclass(frozen=True)
class NewRow:
    """Writes rows for a table of an index.

    They connect with pages of those types with which the index does, or, with `any_type`, of all.
    Columns of numbers count on behind `rows`, or from 1 where these are `of_another` index.
    """

    style: IndexStyle
    table: Table
    rows: Sequence[IndexRow]
    any_type: bool = False
    of_another: bool = False

    def place(self, page: Page) -> int:
        """The row of the table, by its number, before which the row of a page belongs."""
        names = self._names
        return bisect_left(names, page.name.casefold()) if self._ordered else len(names)

    @cached_property
    def _names(self) -> list[str]:
        return [row.name.casefold() for row in self.rows]

    @cached_property
    def _ordered(self) -> bool:
        return len(self._names) > 2 and self._names == sorted(self._names)

    @cached_property
    def _pattern(self) -> IndexRow | None:
        """The row of which new ones are made."""
        return next((row for row in reversed(self.rows) if row.link is not None), None)

    @cached_property
    def _written(self) -> TableRow | None:
        """The pattern as it stands in the table."""
        like = self._pattern
        return next((one for one in self.table.rows if like and one.span == like.span), None)

    def text(self, page: Page) -> str | None:
        """The row of a page, without a line end; None where no row can be the pattern."""
        index = self.style.index
        like, row = self._pattern, self._written
        if like is None or row is None or len(row.cells) != len(self.table.columns):
            return None
        if row.width != len(row.cells):
            return None
        parts: list[str] = []
        at = row.span.start
        for number, (column, cell) in enumerate(zip(self.table.columns, row.cells, strict=True)):
            old = cell.span.of(index.text)
            new = self._cell(page, column, like, self._owned[number], old)
            gap = index.text[at : cell.span.start]
            blank = " " if not old and new else ""
            parts += (gap, blank, new.ljust(self._widths[number]))
            at = cell.span.end
            if self._widths[number]:
                at += _blanks(index.text, at)
                parts.append(" ")
        return "".join([*parts, index.text[at : row.span.end]])

    def _cell(self, page: Page, column: str, like: IndexRow, span: Span, old: str) -> str:
        text = self.style.index.text
        replaced = []
        if span.contains(like.name_span) and len(like.name_span):
            replaced.append((like.name_span, self._shown(page, like)))
        index = self.style.index
        facts = self.style.ctx.facts
        pattern = facts.row_page(index, like)
        replaced += [
            (link.target_span, relative(index.path, page.path))
            for link in self._links
            if span.contains(link.span) and facts.linked_page(index, link) is pattern
        ]
        if replaced:
            return _spliced(text, span, replaced, like.name or page.name, page.name)
        nothing = self.style.placeholder if old else ""
        if self.style.is_for_connections(column):
            return self._connections(page, column) or nothing
        if column in NOTES:
            return overview(page) or nothing
        if column in SOURCE:
            return self._source(page, old) or nothing
        if column in _NUMBERS:
            return str(self._number(page, column))
        return self._constants.get(column, nothing)

    def _shown(self, page: Page, like: IndexRow) -> str:
        """The name of a page, or its title where rows show those."""
        index = self.style.index
        scope = scope_of(page.name, self.style.ctx.kb.scopes)
        title = like.table in titled(index) or is_label(like, index.text)
        if not title or not scope or scope_of(like.name, (scope,)):
            return page.name
        short = page.name.removeprefix(f"{scope}_")
        return short if "_" in like.name else short.replace("_", " ")

    @cached_property
    def _owned(self) -> tuple[Span, ...]:
        """What new rows take of each cell of the pattern."""
        cells = self._written.cells if self._written else ()
        return tuple(self._own(cell.span, number) for number, cell in enumerate(cells))

    def _own(self, span: Span, number: int) -> Span:
        """The part of a cell of the pattern that is not about the page of the pattern alone.

        Words before or behind the link stay where they stand in all rows.
        """
        text = self.style.index.text
        links = [one for one in self._links if span.contains(one.span)]
        cells = [
            row.cells[number].span.of(text) for row in self.table.rows if number < len(row.cells)
        ]
        if not links:
            return span
        label = text.rfind("[", span.start, links[0].span.start + 1)
        start, end = max(label, span.start), links[-1].span.end
        head, tail = text[span.start : start], text[end : span.end]
        if not re.search(r"\w", head) or all(cell.startswith(head) for cell in cells):
            start = span.start
        if not re.search(r"\w", tail) or all(cell.endswith(tail) for cell in cells):
            end = span.end
        return Span(start, end)

    def _number(self, page: Page, column: str) -> int:
        """The number of a new row; they count on in the order in which rows are asked for."""
        given = self._given.setdefault(column, {})
        if not given:
            self._start[column] = 1 if self.of_another else self._last(column) + 1
        return given.setdefault(page.path, self._start[column] + len(given))

    @cached_property
    def _given(self) -> dict[str, dict[str, int]]:
        """The numbers of new rows, by column and path of the page."""
        return {}

    @cached_property
    def _start(self) -> dict[str, int]:
        return {}

    def _last(self, column: str) -> int:
        """The highest number of a column that counts the rows."""
        at = self.table.columns.index(column)
        texts = [
            r.cells[at].span.of(self.style.index.text) for r in self.table.rows if at < len(r.cells)
        ]
        return max((int(text) for text in texts if text.isdecimal()), default=len(self.rows))

    @cached_property
    def _links(self) -> list[FileLink]:
        """The links of the pattern."""
        row, links = self._written, self.style.index.file_links
        return [one for one in links if row is not None and row.span.contains(one.span)]

    @cached_property
    def _constants(self) -> dict[str, str]:
        """What stands in all rows, by column."""
        text, rows = self.style.index.text, self.table.rows
        found: dict[str, str] = {}
        for at, column in enumerate(self.table.columns):
            texts = {one.cells[at].span.of(text) for one in rows if at < len(one.cells)}
            if len(texts) == 1 and len(rows) > 1 and column not in NAME_COLUMNS:
                found.setdefault(column, texts.pop())
        return found

    def _connections(self, page: Page, column: str) -> str:
        ctx = self.style.ctx
        kinds = () if self.any_type else self.style.types
        near = [other for other in related(page, ctx) if can_name(other.name)]
        texts = []
        for other in near:
            place = self.style.cell_for(self._pattern, other.type) if self._pattern else None
            if place is not None and place[1] == column and (not kinds or other.type in kinds):
                texts.append(self.style.written(other, column))
        return self.style.separator.join(texts)

    def _source(self, page: Page, old: str) -> str:
        citation = next(iter(page.citations), None)
        if citation is None:
            return ""
        path = citation.path
        depth = old.strip("`").split(":")[0].count("/")
        whole = path.count("/") > 0 and old.strip("`").startswith(path.split("/")[0])
        if not whole:
            path = "/".join(path.split("/")[-depth - 1 :])
        lines = citation.ranges[0] if citation.ranges and re.search(r":L?\d", old) else None
        if lines is not None:
            letter = "L" if ":L" in old else ""
            path += f":{letter}{lines.first}-{lines.last}"
        return f"`{path}`" if old.startswith("`") else path

    @cached_property
    def _widths(self) -> list[int]:
        """How wide the cells of each column are filled up, 0 where they are not."""
        text = self.style.index.text
        rows: list[TableRow] = [*self.table.rows]
        if self.table.header is not None:
            rows.append(self.table.header)
        found = []
        for number in range(len(self.table.columns)):
            cells = [row.cells[number].span for row in rows if number < len(row.cells)]
            widths = {len(span) + _blanks(text, span.end) for span in cells}
            lengths = {len(span) for span in cells}
            found.append(widths.pop() - 1 if len(widths) == 1 and len(lengths) > 1 else 0)
        return found


def related(page: Page, ctx: Context) -> list[Page]:
    """The pages that edges of the graph connect with a page, in the order of the types."""
    order = {kind: at for at, kind in enumerate(ctx.kb.vocabulary.types)}
    near = (ctx.kb.by_path[path] for path in ctx.facts.edges_of.get(page.path, ()))
    pages = [other for other in near if isinstance(other, Page)]
    return sorted(pages, key=lambda one: order.get(one.type, len(order)))


def _spliced(text: str, span: Span, replaced: list[tuple[Span, str]], old: str, new: str) -> str:
    """The text of `span` with what is `replaced`, and `new` for `old` in labels between."""
    parts: list[str] = []
    at = span.start
    for where, replacement in sorted(replaced):
        parts += (text[at : where.start].replace(old, new), replacement)
        at = where.end
    return "".join([*parts, text[at : span.end].replace(old, new)])


def _blanks(text: str, at: int) -> int:
    """How many blanks follow."""
    end = at
    while end < len(text) and text[end] == " ":
        end += 1
    return end - at
