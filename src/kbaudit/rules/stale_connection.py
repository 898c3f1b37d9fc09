"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.edit import Fix, Safety
from kbaudit.model.finding import Finding, Level
from kbaudit.read.connections import Connection
from kbaudit.read.names import Match
from kbaudit.read.page import Page
from kbaudit.rulekit import Context, code, rule


@rule(level=Level.WARNING, tags=("index",), fix=Safety.SAFE)
def stale_connection(connection: Connection, ctx: Context) -> Iterator[Finding]:
    """An index says that a page is still to be written (``⬜``), and it exists.

    Why:
        Work that is done looks open, and is done again.

    Example:
        ``⬜Env:owner_repo_CUDA`` beside ``environments/owner_repo_CUDA.md``.

    Remedy:
        Mark it ``✅``.

    Fix safety:
        Safe: the page of that type and name is there.
    """
    if connection.mark != "⬜":
        return
    found = ctx.facts.connection_target(ctx.file, connection)
    if found.match in (Match.EXACT, Match.UNSCOPED) and isinstance(found.file, Page):
        yield ctx.found(
            connection.span,
            f"{code(connection.name)} is marked as still to be written, but exists",
            fix=Fix("mark it ✅", (ctx.edit(connection.mark_span, "✅"),)),
        )
