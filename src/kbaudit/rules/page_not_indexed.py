"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.finding import Finding, Level, Related
from kbaudit.read.file import Page
from kbaudit.rulekit import Context, code, rule
from kbaudit.rules._places import first_line


@rule(level=Level.ERROR, tags=("index",))
def page_not_indexed(page: Page, ctx: Context) -> Iterator[Finding]:
    """The index of its type does not list a page.

    Why:
        Who reads the index takes it for complete: a page that is not on it is written twice, or
        never read.

    Example:
        ``principles/owner_repo_Caching.md`` exists, and no row, section or link of
        ``_PrincipleIndex.md`` leads to it.

    Remedy:
        Add a row for the page to the index, or delete the page if it is not wanted.
    """
    index = ctx.facts.index_of.get(page.type.name)
    if index is None or index.unreadable is not None or page.path in ctx.facts.indexed:
        return
    yield ctx.found(
        first_line(page),
        f"{code(index.path)} does not list the page",
        related=(Related("the index", index.path),),
        key="index",
    )
