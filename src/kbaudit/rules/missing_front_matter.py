"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.finding import Finding, Level
from kbaudit.read.file import Page
from kbaudit.rulekit import Context, rule
from kbaudit.rules._places import first_line


@rule(level=Level.WARNING, tags=("page",))
def missing_front_matter(page: Page, ctx: Context) -> Iterator[Finding]:
    """A page has neither an infobox nor YAML front matter.

    Why:
        Front matter says where the knowledge on the page comes from, what it is about and when it
        was last true. Without it nobody can tell how old the page is or whom to ask.

    Example:
        A page that begins with ``# Implementation: X`` and goes on with prose.

    Remedy:
        Put an infobox (``{| … |}`` with Knowledge Sources, Domains and Last Updated) or YAML
        between ``---`` fences at the top of the page.
    """
    if page.unreadable is None and page.front_matter is None:
        yield ctx.found(
            first_line(page),
            "the page has no front matter, neither an infobox nor YAML",
            key="front matter",
        )
