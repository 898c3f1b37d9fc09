"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.finding import Finding, Level
from kbaudit.read.page import Page
from kbaudit.rulekit import Context, code, count, rule
from kbaudit.rules._graph import neighbours
from kbaudit.rules._places import heading_or_start


@rule(level=Level.WARNING, tags=("graph",))
def short_workflow(page: Page, ctx: Context) -> Iterator[Finding]:
    """A Workflow has fewer than two steps.

    Why:
        A workflow is a way through several Principles. One with a single step is that Principle,
        and one with none leads nowhere.

    Example:
        A Workflow page whose steps are described in prose, without ``[[step::Principle:X]]``.

    Remedy:
        State each step with ``[[step::Principle:X]]``.
    """
    if page.type.name != "Workflow" or page.unreadable is not None:
        return
    named = {r.name for r in page.relations if r.relation == "step"}
    steps = max(len(named), len(neighbours(page, "Principle", ctx)))
    if steps < 2:
        yield ctx.found(
            heading_or_start(page),
            f"the workflow {code(page.name)} has {count(steps, 'step') if steps else 'no steps'}; "
            "two are the least",
            key="steps",
        )
