"""See the docstring of the rule."""

import re
from collections.abc import Iterator

from kbaudit.model.finding import Finding, Level
from kbaudit.model.regex import regex
from kbaudit.read.front_matter import other_language
from kbaudit.read.instance import KEYS
from kbaudit.read.page import Page
from kbaudit.rulekit import Context, rule
from kbaudit.rules._places import first_line

_TOP = 2000
"""Characters of a page in which front matter may have been meant."""
_LOWER = regex(
    r"^\ufeff?[ \t]{0,3}(?P<fence>-{3,}|\u2014{1,3})[ \t]*\r?\n"
    r"(?P<lines>(?:[ \t]*[a-z_]+:(?=\s)[^\n]*\n|[ \t]*- [^\n]*\n)+)"
    r"[ \t]{0,3}(?:-{3,}|\u2014{1,3})[ \t]*\r?$",
    re.MULTILINE,
)
_KEY = regex(r"^[ \t]*([a-z_]+):", re.MULTILINE)


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
        block = _LOWER.search(page.text, 0, _TOP)
        words = _KEY.findall(block["lines"]) if block is not None else []
        remedy = ""
        if block is not None and any(word in KEYS for word in words):
            line = page.text.count("\n", 0, block.start("fence")) + 1
            remedy = (
                f"the YAML in line {line} counts only between lines `---`, the first of them at "
                "the very top"
            )
        message = "the page has no front matter, neither an infobox nor YAML"
        if language := other_language(page.text):
            message = f"the front matter is {language}, which counts as text: write YAML"
            remedy = "kbaudit reads YAML between lines `---`, and infoboxes"
        yield ctx.found(
            first_line(page),
            message,
            help=remedy,
            key="front matter",
        )
