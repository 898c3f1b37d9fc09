"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.edit import Fix, Safety
from kbaudit.model.finding import Finding, Level
from kbaudit.read.connections import Connection
from kbaudit.read.names import Match
from kbaudit.read.page import Page
from kbaudit.read.scopes import scope_of
from kbaudit.rulekit import Context, code, rule
from kbaudit.rules._nearest import like_page


@rule(level=Level.ERROR, tags=("index",), fix=Safety.SAFE)
def dead_connection(connection: Connection, ctx: Context) -> Iterator[Finding]:
    """An index says that a page exists (``✅``), and it does not, under any scope.

    Why:
        The mark is a promise that somebody looked. Where it is wrong, a hole in the knowledge base
        looks like finished work.

    Example:
        ``✅Impl:owner_repo_Old_Name`` after the page was renamed.

    Remedy:
        Name the page that is meant, or mark it ``⬜`` until it is written.

    Fix safety:
        The mark is set to ``⬜``, which is safe where no page has a name like it. Otherwise a page
        may have been renamed, and both marking it and naming the page that is like it are guesses:
        the name is written only when that is asked for.
    """
    stated = connection.mark == "✅" or (
        not connection.mark and connection.stated and scope_of(connection.name, ctx.kb.scopes)
    )
    kind = ctx.kb.vocabulary.type_named(connection.type) if connection.type else None
    if not stated or kind is None:
        return
    found = ctx.facts.connection_target(ctx.file, connection)
    if found.match is Match.OTHER_TYPE and isinstance(found.file, Page):
        yield ctx.found(
            connection.span,
            f"{code(connection.name)} is a page of type {found.file.type.name}, not {kind.name}",
        )
    elif found.match is Match.MISSING:
        guess = like_page(connection.name, ctx.kb.names(kind), ctx)
        yield ctx.found(
            connection.span,
            f"the index names {kind.name} page {code(connection.name)}, which does not exist",
            help=f"did you mean {code(guess)}?" if guess else "",
            fix=_fix(connection, guess, ctx),
        )


def _fix(connection: Connection, guess: str | None, ctx: Context) -> Fix | None:
    if guess is not None:
        edit = ctx.edit(connection.name_span, guess)
        return Fix(f"write {guess}", (edit,), Safety.UNSAFE, leaves=("unbacked-connection",))
    if not connection.mark:
        return None
    edit = ctx.edit(connection.mark_span, "⬜")
    return Fix("mark it ⬜", (edit,), leaves=("open-connection",))
