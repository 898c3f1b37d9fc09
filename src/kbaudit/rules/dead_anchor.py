"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.finding import Finding, Level
from kbaudit.model.regex import regex
from kbaudit.model.span import Span
from kbaudit.read.anchors import loose_anchor
from kbaudit.read.file import File
from kbaudit.read.lists import Index
from kbaudit.read.ordered import holds
from kbaudit.read.page import Page
from kbaudit.rulekit import Context, closest, code, rule

_LINES = regex(r"L\d+")


@rule(level=Level.ERROR, tags=("link",))
def dead_anchor(file: File, ctx: Context) -> Iterator[Finding]:
    """A link names a heading or an anchor that its page does not have.

    Why:
        The reader lands at the top of a long page and has to guess what was meant.

    Example:
        ``[[owner_repo_Training#Common Errors]]`` or ``[errors](./x.md#common-errors)``, where the
        section is now called Pitfalls.

    Remedy:
        Name a heading of the page: on GitHub in lower case with hyphens, in MediaWiki as it is
        written, with underscores for blanks.
    """
    for link in file.file_links:
        if link.fragment:
            path = ctx.facts.linked_path(file, link)
            yield from _judge(path, link.fragment, link.target_span, ctx)
    if isinstance(file, Page | Index):
        for page_link in file.page_links:
            if page_link.fragment:
                other = (
                    ctx.facts.link_target(file, page_link, None).file if page_link.name else file
                )
                last = page_link.fragment.rpartition("#")[2]  # ``#Chapter#Section`` of Obsidian
                yield from _judge(other.path if other else None, last, page_link.span, ctx)


def _judge(path: str | None, fragment: str, span: Span, ctx: Context) -> Iterator[Finding]:
    other = ctx.kb.by_path.get(path) if path else None
    if other is None or other.unreadable is not None or _LINES.match(fragment):
        return
    wanted = loose_anchor(fragment)
    if not wanted or holds(ctx.facts.anchors_of(other), wanted):
        return
    guess = closest(fragment.lower(), [anchor for anchor in other.anchors if anchor.islower()], 0.6)
    yield ctx.found(
        span,
        f"{code(other.path)} has no heading or anchor {code('#' + fragment)}",
        help=f"did you mean {code('#' + guess)}?" if guess else "",
    )
