"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.finding import Finding, Level
from kbaudit.read.connections import Connection
from kbaudit.read.names import Match
from kbaudit.rulekit import Context, code, rule


@rule(level=Level.WARNING, tags=("index",))
def open_connection(connection: Connection, ctx: Context) -> Iterator[Finding]:
    """An index names a page that is still to be written (``⬜``).

    Why:
        Open ends are easy to leave behind; a knowledge base is complete when there are none.

    Example:
        ``⬜Heuristic:owner_repo_Batch_Size`` and no such page.

    Remedy:
        Write the page and mark it ``✅``, or remove the connection.
    """
    if connection.mark == "⬜":
        found = ctx.facts.connection_target(ctx.file, connection)
        if found.match is Match.MISSING:
            yield ctx.found(connection.span, f"{code(connection.name)} is still to be written")
