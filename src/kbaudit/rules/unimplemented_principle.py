"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.finding import Finding, Level
from kbaudit.read.page import Page
from kbaudit.rulekit import Context, code, rule
from kbaudit.rules._graph import all_readable, names_page_of, states
from kbaudit.rules._places import heading_or_start


@rule(level=Level.ERROR, tags=("graph",))
def unimplemented_principle(page: Page, ctx: Context) -> Iterator[Finding]:
    """No Implementation implements a Principle.

    Why:
        A Principle that nothing implements is theory about code that the target may not have; a
        reader cannot get from it to anything that runs.

    Example:
        A Principle page whose Related Pages name workflows, but no Implementation.

    Remedy:
        State ``[[implemented_by::Implementation:X]]`` on the page, or
        ``[[implements::Principle:Y]]`` on the Implementation.
    """
    if page.type.name != "Principle" or page.unreadable is not None:
        return
    # A link that is there but leads nowhere is reported as that, once.
    if states(page, ("implemented_by", "realized_by"), "Implementation", ctx):
        return
    if all_readable("Implementation", ctx) and not names_page_of(page, "Implementation", ctx):
        yield ctx.found(
            heading_or_start(page),
            f"no Implementation implements {code(page.name)}",
            key="implemented_by",
        )
