"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.edit import Fix, Safety
from kbaudit.model.finding import Finding, Level, Related
from kbaudit.read.connections import Connection
from kbaudit.read.index import IndexRow
from kbaudit.read.lists import Index
from kbaudit.read.names import Match
from kbaudit.read.page import Page
from kbaudit.rulekit import Context, code, rule
from kbaudit.rules._index_style import IndexStyle


@rule(level=Level.WARNING, tags=("index",), fix=Safety.UNSAFE)
def unbacked_connection(index: Index, ctx: Context) -> Iterator[Finding]:
    """An index connects two pages, and neither of them names the other.

    Why:
        The index repeats what pages state. A connection that no page states was invented, or the
        pages lost their link.

    Example:
        The row of an Environment lists ``✅Impl:owner_repo_train``; that page requires another
        environment, and the Environment page does not name it.

    Remedy:
        State the relation on one of the pages, or remove the connection from the index.

    Fix safety:
        Unsafe: the connection is removed from the row, and the pages may be what lacks it.
    """
    styles: dict[str, IndexStyle] = {}
    for row in index.rows:
        page = ctx.facts.row_page(index, row)
        if page is not None and page.unreadable is None:
            yield from _of_row(index, row, page, styles, ctx)


def _of_row(
    index: Index, row: IndexRow, page: Page, styles: dict[str, IndexStyle], ctx: Context
) -> Iterator[Finding]:
    """What is wrong in the row of `page`; `styles` are the habits of the index by scope."""
    for connection in row.connections:
        if connection.mark != "✅":
            continue
        found = ctx.facts.connection_target(index, connection)
        other = found.file
        if found.match not in (Match.EXACT, Match.UNSCOPED) or not isinstance(other, Page):
            continue
        related = ctx.kb.vocabulary.between(page.type.name, other.type.name)
        if not related or other.unreadable is not None or ctx.facts.connected(page, other):
            continue
        scope = ctx.facts.scope_at(index, row.name_span)
        style = styles.setdefault(scope, IndexStyle(index, ctx, scope))
        yield ctx.found(
            connection.span,
            f"the index connects {code(page.name)} with {code(other.name)}, "
            "but neither page names the other",
            related=(Related("one page", page.path), Related("the other", other.path)),
            fix=_fix(row, connection, style),
            key=f"{page.name} {other.name}",
        )


def _fix(row: IndexRow, connection: Connection, style: IndexStyle) -> Fix | None:
    edit = style.removed(row, connection)
    return Fix("remove the connection", (edit,), Safety.UNSAFE) if edit is not None else None
