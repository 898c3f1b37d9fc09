"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.edit import Fix, Safety
from kbaudit.model.finding import Finding, Level
from kbaudit.read.index import IndexRow
from kbaudit.read.lists import Index
from kbaudit.read.names import Match
from kbaudit.rulekit import Context, code, rule
from kbaudit.rules._links import exists, relative


@rule(level=Level.ERROR, tags=("index",), fix=Safety.SAFE)
def dead_row_link(row: IndexRow, ctx: Context) -> Iterator[Finding]:
    """The link of an index row leads to no file, though the page that it names exists.

    Why:
        The page is there, but nobody who follows its row gets to it.

    Example:
        ``| owner_repo_X | [→](./principle/owner_repo_X.md) | … |`` where the folder is
        ``principles/``.

    Remedy:
        Let the link lead to the file of the page.

    Fix safety:
        Safe: the row names exactly one page of the index's type, and the link is set to its file.
    """
    index = ctx.file
    if not isinstance(index, Index) or row.link is None or exists(ctx, row.link):
        return
    scope = ctx.facts.scope_at(index, row.name_span)
    found = ctx.kb.find(row.name, index.type, scope) if row.name else None
    page = found.file if found and found.match in (Match.EXACT, Match.UNSCOPED) else None
    if page is None:
        return
    path = relative(index.path, page.path)
    yield ctx.found(
        row.link.target_span,
        f"the row of {code(page.name)} links to {code(row.link.target)}, which does not exist",
        help=f"the page is {code(page.path)}",
        fix=Fix(f"link to {path}", (ctx.edit(row.link.target_span, path),)),
    )
