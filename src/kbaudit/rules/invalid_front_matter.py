"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.finding import Finding, Level
from kbaudit.read.page import Page
from kbaudit.rulekit import Context, rule


@rule(level=Level.ERROR, tags=("page",))
def invalid_front_matter(page: Page, ctx: Context) -> Iterator[Finding]:
    """YAML front matter cannot be read, or does not say what it seems to.

    Why:
        What cannot be read says nothing, so that nothing of it is checked. And YAML surprises:
        ``no`` without quotes is false for many readers, ``3.10`` the number 3.1, and of a key that
        stands there twice one is silently lost.

    Example:
        ``python: 3.10`` under ``requirements``; a tab before a key; a fence ``---`` that is never
        closed; ``torch: >=2.2``, where ``>`` begins a block of text.

    Remedy:
        Quote the text (``python: "3.10"``), indent with spaces, close the fence with a line
        ``---``. Anchors and aliases, tags, merged keys and a second document have no place in
        front matter: write the values out. Dates need no quotes. An infobox ends with a line
        ``|}``, and each statement in it with ``]]``.
    """
    matter = page.front_matter
    for problem in matter.instance.problems if matter is not None else ():
        yield ctx.found(problem.span, problem.message, help=problem.help)
