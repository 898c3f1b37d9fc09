"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.edit import Fix, Safety
from kbaudit.model.finding import Finding, Level
from kbaudit.model.span import Span
from kbaudit.read.table import Cell, Table
from kbaudit.rulekit import Context, code, rule

_ESCAPED = "&#124;"


@rule(level=Level.WARNING, tags=("page",), fix=Safety.SAFE)
def broken_table_cell(table: Table, ctx: Context) -> Iterator[Finding]:
    """A cell of a wiki table is cut by a single bar: what stands before it is lost.

    Why:
        In a MediaWiki table a single bar inside a cell parts the cell's attributes from its text.
        ``str | None`` renders as ``None``, and the reader never learns of the ``str``.

    Example:
        ``| dtype || str | None || the dtype`` in a table between ``{|`` and ``|}``.

    Remedy:
        Write the bar as ``&#124;``, which every renderer shows as a bar.

    Fix safety:
        Safe: the bars of the cell are replaced and nothing else; a cell that begins with
        attributes is not touched.
    """
    if not table.wiki:
        return
    rows = (table.header, *table.rows) if table.header else table.rows
    for row in rows:
        for cell in row.cells:
            if cell.cut is not None:
                yield _finding(cell, cell.cut, ctx)


def _finding(cell: Cell, cut: int, ctx: Context) -> Finding:
    text = ctx.file.text
    line = text.find("\n", cell.span.start, cell.span.end)
    span = Span(cell.span.start, line if line >= 0 else cell.span.end)
    bars = [at for at in range(cut, span.end) if text[at] == "|"]
    edits = tuple(ctx.edit(Span(at, at + 1), _ESCAPED) for at in bars)
    lost = text[span.start : cut].strip()
    return ctx.found(
        span,
        f"the bar in {code(span.of(text))} cuts the cell: {code(lost)} is lost when rendered",
        help=f"write the bar as {_ESCAPED}",
        fix=Fix(f"write the bar as {_ESCAPED}", edits),
    )
