"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.edit import Fix, Safety
from kbaudit.model.finding import Finding, Level, Related
from kbaudit.read.index import IndexRow
from kbaudit.read.lists import Index
from kbaudit.read.names import Match
from kbaudit.read.page import Page
from kbaudit.read.scopes import scope_of
from kbaudit.rulekit import Context, code, rule
from kbaudit.rules._links import relative


@rule(level=Level.ERROR, tags=("index",), fix=Safety.SAFE)
def wrong_row_link(row: IndexRow, ctx: Context) -> Iterator[Finding]:
    """The link of an index row leads to another page than the one that the row names.

    Why:
        Who follows the row reads about something else, and may not notice.

    Example:
        ``| owner_repo_CUDA | [→](./environments/owner_repo_PyTorch.md) | … |``, where both pages
        exist.

    Remedy:
        Let the link lead to the page that the row names, or correct the name.

    Fix safety:
        The link is set to the page of the name. Safe where the connections of the row are those of
        that page and not of the other; unsafe where they do not tell.
        A name with a scope that no page has is set to that of the linked page, which is safe; words
        without a scope are left alone: a row may be called what it likes.
    """
    index = ctx.file
    linked = ctx.facts.linked_page(index, row.link)
    if not isinstance(index, Index) or row.link is None or linked is None or not row.name:
        return
    found = ctx.kb.find(row.name, index.type, ctx.facts.scope_at(index, row.name_span))
    named = found.file
    if found.match is Match.MISSING and scope_of(row.name, ctx.kb.scopes):
        yield _misnamed(row, linked, ctx)
    if found.match not in (Match.EXACT, Match.UNSCOPED) or not isinstance(named, Page):
        return
    if named is linked or (row.table < 0 and linked.type != index.type):
        return
    path = relative(index.path, named.path)
    mine, theirs = (_shared(page, index, row, ctx) for page in (named, linked))
    edits = (ctx.edit(row.link.target_span, path),)
    yield ctx.found(
        row.link.target_span,
        f"the row of {code(named.name)} links to {code(linked.name)}",
        related=(Related("the page", named.path),),
        fix=Fix(
            f"link to {path}",
            edits,
            Safety.SAFE if mine > theirs else Safety.UNSAFE,
            leaves=("unscoped-name",),
        ),
        key=row.name,
    )


def _misnamed(row: IndexRow, linked: Page, ctx: Context) -> Finding:
    """A row with the name of no page, whose link leads to one."""
    edit = ctx.edit(row.name_span, linked.name)
    return ctx.found(
        row.name_span,
        f"the row names {code(row.name)}, which does not exist, and links to {code(linked.name)}",
        related=(Related("the page", linked.path),),
        fix=Fix(f"write {linked.name}", (edit,)),
        key=row.name,
    )


def _shared(page: Page, index: Index, row: IndexRow, ctx: Context) -> int:
    """How many connections of the row are those of a page."""
    others = [ctx.facts.connection_target(index, one).file for one in row.connections]
    return sum(other is not None and ctx.facts.connected(page, other) for other in others)
