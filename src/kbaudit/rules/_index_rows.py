"""Where new rows of an index go, and rows that lead to no page."""

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

from kbaudit.model.edit import Edit, Fix, Safety
from kbaudit.model.span import Span
from kbaudit.read.index import IndexRow
from kbaudit.read.lists import Index
from kbaudit.read.names import Match
from kbaudit.read.page import Page
from kbaudit.read.scopes import scope_of
from kbaudit.rulekit import Context, count
from kbaudit.rules._heirs import Lost
from kbaudit.rules._index_style import IndexStyle
from kbaudit.rules._mapped import whole_line
from kbaudit.rules._new_row import NewRow

_ENOUGH = 0.5


def added_rows(index: Index, pages: Sequence[Page], ctx: Context) -> dict[str, Fix]:
    """A fix for each of `pages` that can be given a row in `index`, by its path.

    Rows that go to the same place share one edit: which of them comes first is then no question.
    """
    lost = Lost(index, pageless_rows(index, ctx), ctx)
    pages = [page for page in pages if not lost.may_mean(page)]
    placed: dict[tuple[int, Safety], list[tuple[Page, str]]] = defaultdict(list)
    places = {scope: _Places(index, ctx, scope) for scope in set(map(ctx.kb.scope_of, pages))}
    for page in sorted(pages, key=lambda page: page.name.casefold()):
        scoped = places[ctx.kb.scope_of(page)]
        for number, safety in scoped.table_for(page):
            new = scoped.row_in(number)
            text = new.text(page)
            if text is not None:
                at = _offset(index, new.rows, new.place(page))
                placed[at, safety].append((page, text))
    fixes: dict[str, Fix] = {}
    break_ = "\r\n" if "\r\n" in index.text else "\n"
    for (at, safety), group in placed.items():
        ended = at == 0 or index.text[at - 1] == "\n"
        lines = [f"{text}{break_}" if ended else f"{break_}{text}" for _, text in group]
        edit = Edit(index.path, Span(at, at), "".join(lines))
        title = f"add {count(len(group), 'row')} to {index.path}"
        for page, _ in group:
            fixes[page.path] = Fix(title, (edit,), safety, leaves=("unlisted-relation",))
    return fixes


def pageless_rows(index: Index, ctx: Context) -> list[IndexRow]:
    """The rows that name a page which does not exist under any name or link."""
    return [
        row
        for row in index.rows
        if row.name
        and ctx.facts.row_page(index, row) is None
        and _found(index, row, ctx) is Match.MISSING
    ]


def _found(index: Index, row: IndexRow, ctx: Context) -> Match:
    return ctx.kb.find(row.name, index.type, ctx.facts.scope_at(index, row.name_span)).match


def removed_row(index: Index, row: IndexRow, style: IndexStyle) -> Edit | None:
    """The edit that removes a row of a pipe table; None for what is more than a line."""
    if style.table_of(row) is None:
        return None
    return Edit(index.path, whole_line(index, row.span), "")


class _Places:
    """The tables of an index in which a page of one scope can have its row."""

    def __init__(self, index: Index, ctx: Context, scope: str) -> None:
        self.index = index
        self.ctx = ctx
        self.style = IndexStyle(index, ctx, scope)
        self.rows: dict[int, list[IndexRow]] = defaultdict(list)
        for row in index.rows:
            self.rows[row.table].append(row)
        with_table = (row.table for row in self.style.rows if self.style.table_of(row) is not None)
        self.numbers = sorted(set(with_table))
        self._new: dict[int, NewRow] = {}

    def row_in(self, number: int) -> NewRow:
        """What writes rows for a table, by its number."""
        if number not in self._new:
            table = self.index.tables[number]
            self._new[number] = NewRow(self.style, table, self.rows[number])
        return self._new[number]

    def table_for(self, page: Page) -> list[tuple[int, Safety]]:
        """The table for the row of a page, and how sure that is; empty without one."""
        numbers, scopes = self.numbers, self.ctx.kb.scopes
        if not numbers:
            return []
        scoped = not scopes or bool(scope_of(page.name, scopes))
        if len(numbers) == 1:
            return [(numbers[0], Safety.SAFE if scoped else Safety.UNSAFE)]
        scores = {number: self._kinship(number, page) for number in numbers}
        best = max(numbers, key=lambda number: (scores[number], -number))
        others = [scores[number] for number in numbers if number != best]
        sure = scoped and scores[best] >= _ENOUGH and all(score < _ENOUGH for score in others)
        if scores[best] == 0:
            best = max(numbers, key=lambda number: (len(self.rows[number]), -number))
        return [(best, Safety.SAFE if sure else Safety.UNSAFE)]

    def _kinship(self, number: int, page: Page) -> float:
        """Which share of the rows of a table is about pages that a page hangs together with."""
        near = set(self.ctx.facts.neighbours.get(page.path, ()))
        own = {citation.path for citation in page.citations}
        kin = sum(
            path in near or not near.isdisjoint(there) or not own.isdisjoint(cited)
            for path, there, cited in self._listed[number]
        )
        return kin / len(self.rows[number])

    @cached_property
    def _listed(self) -> dict[int, list[tuple[str, Sequence[str], frozenset[str]]]]:
        """For the pages that each table lists: path, neighbours, and what they cite."""
        facts = self.ctx.facts
        pages = {
            number: [facts.row_page(self.index, row) for row in self.rows[number]]
            for number in self.numbers
        }
        return {
            number: [
                (
                    one.path,
                    facts.neighbours.get(one.path, ()),
                    frozenset(c.path for c in one.citations),
                )
                for one in listed
                if one is not None
            ]
            for number, listed in pages.items()
        }


def _offset(index: Index, rows: Sequence[IndexRow], number: int) -> int:
    """Where the line before the row `number` of `rows` begins; behind the last row for the last."""
    if number < len(rows):
        return whole_line(index, rows[number].span).start
    return whole_line(index, rows[-1].span).end
