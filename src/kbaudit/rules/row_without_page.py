"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.finding import Finding, Level
from kbaudit.read.file import Index
from kbaudit.read.index import IndexRow
from kbaudit.read.names import Match
from kbaudit.rulekit import Context, closest, code, rule


@rule(level=Level.ERROR, tags=("index",))
def row_without_page(row: IndexRow, ctx: Context) -> Iterator[Finding]:
    """An index lists a page that does not exist.

    Why:
        The index promises knowledge that is not there; whoever follows it ends nowhere.

    Example:
        A row ``owner_repo_Old_Page`` after the file was deleted.

    Remedy:
        Remove the row, or write the page. After a renaming, give the row the new name and link.
    """
    index = ctx.file
    if not isinstance(index, Index) or not row.name or ctx.facts.row_page(index, row) is not None:
        return
    found = ctx.kb.find(row.name, index.type, ctx.facts.scope_at(index, row.name_span))
    if found.match is not Match.MISSING or _leads_elsewhere(row, ctx):
        return
    guess = closest(row.name, ctx.kb.names(index.type))
    yield ctx.found(
        row.name_span,
        f"the index lists {code(row.name)}, but there is no such {index.type.name} page",
        help=f"did you mean {code(guess)}?" if guess else "remove the row or write the page",
    )


def _leads_elsewhere(row: IndexRow, ctx: Context) -> bool:
    """Whether the row's link leads to a file that is there, which is not for this rule to judge."""
    path = ctx.facts.linked_path(ctx.file, row.link) if row.link else None
    return path is not None and path in ctx.kb.paths
