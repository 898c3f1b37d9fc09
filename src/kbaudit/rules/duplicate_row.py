"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.edit import Fix, Safety
from kbaudit.model.finding import Finding, Level, Related
from kbaudit.model.span import Span
from kbaudit.read.index import IndexRow
from kbaudit.read.lists import Index
from kbaudit.rulekit import Context, code, rule


@rule(level=Level.ERROR, tags=("index",), fix=Safety.SAFE)
def duplicate_row(index: Index, ctx: Context) -> Iterator[Finding]:
    """One table of an index lists a page twice.

    Why:
        Two rows for one page drift apart, and counts made from the index are wrong.

    Example:
        Two rows ``owner_repo_Caching`` in one table, with different connections.

    Remedy:
        Keep one row and merge what the other says. A page may stand in several tables of an
        index, one for each workflow; only the same table twice is reported.

    Fix safety:
        Safe where both rows are the same to the letter: the second is removed. Rows that differ
        are for a person to merge.
    """
    seen: dict[tuple[int, str], IndexRow] = {}
    for row in index.rows:
        page = ctx.facts.row_page(index, row)
        key = (row.table, page.path if page else row.name)
        if not key[1]:
            continue
        first = seen.setdefault(key, row)
        if first is not row:
            line = index.source.position(first.span.start).line
            yield ctx.found(
                row.name_span if len(row.name_span) else row.span,
                f"{code(row.name or key[1])} is listed twice, first in line {line}",
                related=(Related("the first row", index.path, line, line),),
                fix=_fix(first, row, ctx),
                key=key[1],
            )


def _fix(first: IndexRow, row: IndexRow, ctx: Context) -> Fix | None:
    text = ctx.file.text
    if row.table < 0 or first.span.of(text) != row.span.of(text):
        return None
    start = text.rfind("\n", 0, row.span.start) + 1
    end = text.find("\n", row.span.end)
    span = Span(start, end + 1 if end >= 0 else len(text))
    return Fix("remove the second row", (ctx.edit(span, ""),))
