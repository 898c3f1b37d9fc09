"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.finding import Finding, Level
from kbaudit.read.links import Url
from kbaudit.rulekit import Context, Need, code, rule
from kbaudit.rulekit.cited import Status
from kbaudit.rulekit.urls import State


@rule(level=Level.WARNING, tags=("link",), needs=(Need.ONLINE,))
def dead_url(url: Url, ctx: Context) -> Iterator[Finding]:
    """An address leads nowhere: the server says that there is no such page.

    Why:
        Readers who follow it get an error page, and what the page rests on cannot be looked up.

    Example:
        ``https://example.org/docs/old-guide``, which answers 404.

    Remedy:
        Link to where it is now, to an archived copy, or remove the link. An address that answers
        only to people who are logged in belongs under ``online.exclude`` in ``kbaudit.yaml``.

        Only an answer of 404 or 410 counts. What did not answer in time, refused the question or
        could not be reached is not decided, and counted in the summary. A link to a file of the
        target on GitHub is looked up in the target itself, without the network.
    """
    answer = ctx.answer(url)
    if answer is not None and answer.state is State.DEAD and not _is_missing_citation(url, ctx):
        yield ctx.found(url.span, f"{code(url.url, 120)} leads nowhere: {answer.says}")


def _is_missing_citation(url: Url, ctx: Context) -> bool:
    """Whether the link cites a file of the target, which has a rule of its own."""
    return ctx.sources is not None and any(
        url.span.contains(one.path_span)
        and ctx.sources.cited(ctx.file, one).status is Status.MISSING
        for one in ctx.file.citations
    )
