"""Where new rows of an index go, and rows that lead to no page."""

from collections import defaultdict
from collections.abc import Sequence

from kbaudit.model.edit import Edit, Fix, Safety
from kbaudit.model.span import Span
from kbaudit.read.file import Index, Page
from kbaudit.read.index import IndexRow
from kbaudit.read.names import Match
from kbaudit.read.scopes import scope_of
from kbaudit.rulekit import Context, count
from kbaudit.rules._index_style import IndexStyle
from kbaudit.rules._mapped import whole_line
from kbaudit.rules._nearest import like_page
from kbaudit.rules._new_row import NewRow

_ENOUGH = 0.5
_ALIKE = 0.5


def added_rows(index: Index, pages: Sequence[Page], ctx: Context) -> dict[str, Fix]:
    """A fix for each of `pages` that can be given a row in `index`, by its path.

    Rows that go to the same place share one edit: which of them comes first is then no question.
    """
    lost = pageless_rows(index, ctx)
    pages = [page for page in pages if not any(may_be(row, page, index, ctx) for row in lost)]
    placed: dict[tuple[int, Safety], list[tuple[Page, str]]] = defaultdict(list)
    styles = {scope: IndexStyle(index, ctx, scope) for scope in map(ctx.kb.scope_of, pages)}
    for page in sorted(pages, key=lambda page: page.name.casefold()):
        style = styles[ctx.kb.scope_of(page)]
        for number, safety in _table_for(index, page, style, ctx):
            rows = [row for row in index.rows if row.table == number]
            new = NewRow(style, index.tables[number], rows)
            text = new.text(page)
            if text is not None:
                at = _offset(index, rows, new.place(page))
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


def may_be(row: IndexRow, page: Page, index: Index, ctx: Context) -> bool:
    """Whether a row that leads nowhere may be that of a page under its old name."""
    if like_page(row.name, [page.name], ctx, _ALIKE) is not None:
        return True
    others = (ctx.facts.connection_target(index, one).file for one in row.connections)
    return any(other is not None and ctx.facts.connected(page, other) for other in others)


def _found(index: Index, row: IndexRow, ctx: Context) -> Match:
    return ctx.kb.find(row.name, index.type, ctx.facts.scope_at(index, row.name_span)).match


def removed_row(index: Index, row: IndexRow, style: IndexStyle) -> Edit | None:
    """The edit that removes a row of a pipe table; None for what is more than a line."""
    if style.table_of(row) is None:
        return None
    return Edit(index.path, whole_line(index, row.span), "")


def _table_for(
    index: Index, page: Page, style: IndexStyle, ctx: Context
) -> list[tuple[int, Safety]]:
    """The table for the row of a page, by its number, and how sure that is; empty without one."""
    numbers = sorted({row.table for row in style.rows if style.table_of(row) is not None})
    if not numbers:
        return []
    scoped = not ctx.kb.scopes or bool(scope_of(page.name, ctx.kb.scopes))
    if len(numbers) == 1:
        return [(numbers[0], Safety.SAFE if scoped else Safety.UNSAFE)]
    scores = {number: _kinship(index, number, page, ctx) for number in numbers}
    best = max(numbers, key=lambda number: (scores[number], -number))
    others = [scores[number] for number in numbers if number != best]
    sure = scoped and scores[best] >= _ENOUGH and all(score < _ENOUGH for score in others)
    if scores[best] == 0:
        sizes = {n: sum(row.table == n for row in index.rows) for n in numbers}
        best = max(numbers, key=lambda number: (sizes[number], -number))
    return [(best, Safety.SAFE if sure else Safety.UNSAFE)]


def _kinship(index: Index, number: int, page: Page, ctx: Context) -> float:
    """Which share of the rows of a table is about pages that a page hangs together with."""
    rows = [row for row in index.rows if row.table == number]
    near = set(ctx.facts.neighbours.get(page.path, ()))
    own = {citation.path for citation in page.citations}
    kin = 0
    for row in rows:
        other = ctx.facts.row_page(index, row)
        if other is not None:
            cited = {citation.path for citation in other.citations}
            there = set(ctx.facts.neighbours.get(other.path, ()))
            kin += other.path in near or bool(near & there) or bool(own & cited)
    return kin / len(rows)


def _offset(index: Index, rows: Sequence[IndexRow], number: int) -> int:
    """Where the line before the row `number` of `rows` begins; behind the last row for the last."""
    if number < len(rows):
        return whole_line(index, rows[number].span).start
    return whole_line(index, rows[-1].span).end
