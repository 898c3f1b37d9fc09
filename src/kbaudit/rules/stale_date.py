"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.edit import Fix, Safety
from kbaudit.model.finding import Finding, Level
from kbaudit.model.report import Skipped
from kbaudit.read.page import Page
from kbaudit.rulekit import Context, Need, rule
from kbaudit.rulekit.updates import stated_updates


@rule(level=Level.WARNING, tags=("page",), needs=(Need.HISTORY,), fix=Safety.SAFE)
def stale_date(page: Page, ctx: Context) -> Iterator[Finding | Skipped]:
    """A page says that it was last updated in the future, or before its words were changed.

    Why:
        Readers judge by the date whether to trust a page. One that nobody moves makes all others
        worthless.

    Example:
        ``[[last_updated::2025-12-17 00:00 GMT]]`` on a page whose text a commit of 2026-03-01
        changed.

    Remedy:
        State the day of the last change. The history of the knowledge base's own repository counts.
        Commits that added or moved the page, that changed only numbers or front matter, or most of
        the knowledge base at once, do not count; nor does what came before the last commit that
        set the date.

    Fix safety:
        Safe: the day of the commit that changed the words of the page last, in the form of the old
        date. A date in the future is left to a person.
    """
    every = stated_updates(page)
    if not every or page.unreadable is not None:
        return
    stated = every[0]
    if ctx.updates.is_future(stated.day):
        yield ctx.found(stated.span, f"the last update, {stated.day}, lies in the future")
        return
    if ctx.updates.missing:
        yield ctx.lacking(ctx.updates.missing)
        return
    touch = ctx.updates.younger(page, stated)
    if touch is None:
        return
    edits = [ctx.edit(one.span, one.moved_to(touch)) for one in every if one.day < touch.day]
    yield ctx.found(
        stated.span,
        f"the last update is stated as {stated.day}, but commit {touch.commit.short} changed the "
        f"page on {touch.day}",
        fix=Fix(f"write {stated.moved_to(touch)}", tuple(edits)),
    )
