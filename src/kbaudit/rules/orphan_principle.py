"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.finding import Finding, Level
from kbaudit.read.page import Page
from kbaudit.rulekit import Context, code, rule
from kbaudit.rules._graph import names_page_of
from kbaudit.rules._places import heading_or_start


@rule(level=Level.WARNING, tags=("graph",))
def orphan_principle(page: Page, ctx: Context) -> Iterator[Finding]:
    """No Workflow leads to a Principle.

    Why:
        Workflows are where readers begin. A Principle that is no step of any is found only by who
        already knows its name.

    Example:
        ``principles/owner_repo_Caching.md`` and no ``[[step::Principle:owner_repo_Caching]]``.

    Remedy:
        Make it a step of the workflow to which it belongs. In a knowledge base without workflows
        the rule is silent, as it is while a workflow cannot be read.
    """
    if page.type.name != "Principle" or not ctx.kb.is_readable("Workflow"):
        return
    if not names_page_of(page, "Workflow", ctx):
        yield ctx.found(
            heading_or_start(page), f"no Workflow leads to {code(page.name)}", key="workflow"
        )
