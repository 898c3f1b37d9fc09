"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.edit import Fix, Safety
from kbaudit.model.finding import Finding, Level
from kbaudit.read.index import CutRow
from kbaudit.rulekit import Context, count, rule


@rule(level=Level.ERROR, tags=("index",), fix=Safety.SAFE)
def malformed_row(row: CutRow, ctx: Context) -> Iterator[Finding]:
    """A row of an index has more or fewer cells than its header.

    Why:
        A bar inside a cell, even in backticks, ends the cell: what follows shifts into the next
        column, and what is left over at the end of the row is not shown at all.

    Example:
        A note with `` `int | None` `` in a table of four columns: the row has five cells.

    Remedy:
        Write a bar inside a cell as ``\\|``, and give each column a cell.

    Fix safety:
        Safe where escaping the bars that stand in code makes the row fit its header.
    """
    fix = None
    if row.repair:
        fix = Fix("escape the bars in code", (ctx.edit(row.span, row.repair),))
    yield ctx.found(
        row.span,
        f"the row has {count(row.width, 'cell')}, its header {row.expected}",
        help="write a bar inside a cell as \\|"
        if row.width > row.expected
        else "add the missing cells",
        fix=fix,
    )
