"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.edit import Fix, Safety
from kbaudit.model.finding import Finding, Level, Related
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.read.lists import Index
from kbaudit.read.page import Page
from kbaudit.rulekit import Context, code, rule
from kbaudit.rules._index_rows import added_rows
from kbaudit.rules._places import first_line


@rule(level=Level.ERROR, tags=("index",), fix=Safety.SAFE)
def page_not_indexed(kb: KnowledgeBase, ctx: Context) -> Iterator[Finding]:
    """The index of its type does not list a page.

    Why:
        Who reads the index takes it for complete: a page that is not on it is written twice, or
        never read.

    Example:
        ``principles/owner_repo_Caching.md`` exists, and no row, section or link of
        ``_PrincipleIndex.md`` leads to it.

    Remedy:
        Add a row for the page to the index, or delete the page if it is not wanted.

    Fix safety:
        A row is added in the order and style of its table: name, link, connections that the graph
        has, a note from the overview of the page, its first source. Safe where the index has one
        table, or the page hangs together with the rows of one table only. Unsafe for a page without
        the scope, which may be none, and where another choice of table is as good. Nothing is
        offered beside a row that leads to no page: the page may have been renamed.
    """
    facts = ctx.facts
    for kind in kb.vocabulary.types:
        index = facts.index_of.get(kind.name)
        if index is None or index.unreadable is not None:
            continue
        missing = [
            page for page in kb.pages if page.type == kind and page.path not in facts.indexed
        ]
        rows = added_rows(index, missing, ctx) if missing else {}
        for page in missing:
            yield _finding(page, index, rows.get(page.path), ctx)


def _finding(page: Page, index: Index, fix: Fix | None, ctx: Context) -> Finding:
    return ctx.for_file(page).found(
        first_line(page),
        f"{code(index.path)} does not list the page",
        related=(Related("the index", index.path),),
        fix=fix,
        key="index",
    )
