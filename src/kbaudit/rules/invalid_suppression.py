"""The rule `invalid-suppression`."""

from collections.abc import Iterator

from kbaudit.model.finding import Finding, Level
from kbaudit.rulekit.context import Context
from kbaudit.rulekit.rule import rule
from kbaudit.rulekit.suppression import Suppression


@rule(level=Level.WARNING, tags=("page",))
def invalid_suppression(comment: Suppression, ctx: Context) -> Iterator[Finding]:
    """A suppression comment names no rule, gives no reason, or cannot be understood.

    Why:
        A comment that was meant to silence a finding and does not is a surprise in CI; one without
        a reason leaves the next reader to guess whether the finding was ever looked at.

    Example:
        The comment `<!-- kbaudit: ignore[dead-lnk] -->` names a rule that does not exist and says
        no reason. `<!-- kbaudit: ignore[dead-link] moves here next week (until soon) -->` ends on
        no date.

    Remedy:
        Write `<!-- kbaudit: ignore[dead-link] the page is being written (until 2027-01-31) -->`.
        The date may be left out; the reason may not.
    """
    for flaw in comment.flaws:
        yield ctx.found(flaw.span, flaw.message, help=flaw.help)
