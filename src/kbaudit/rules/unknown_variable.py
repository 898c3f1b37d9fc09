"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.finding import Finding, Level
from kbaudit.model.regex import regex
from kbaudit.model.span import Span
from kbaudit.read.page import Page
from kbaudit.rulekit import Context, Need, code, rule

_NAME = regex(r"`(?P<name>[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?:=[^`\n]*)?`")


@rule(level=Level.INFO, tags=("pin",), needs=(Need.REVISION,))
def unknown_variable(page: Page, ctx: Context) -> Iterator[Finding]:
    """A page lists an environment variable that the target nowhere reads.

    Why:
        Setting it does nothing, or it is read by something else than the page says.

    Example:
        ``TRANSFORMERS_CACHE`` under Credentials, after the last line that read it was removed.

    Remedy:
        In Python code it counts as read where it stands as a string of its own, as a name, or as
        the field of a settings class; elsewhere wherever it stands. Remove it, or say which other
        package reads it.
    """
    seen: set[str] = set()
    for section in page.sections:
        if section.key not in ("credentials", "environment variables"):
            continue
        for match in _NAME.finditer(page.scan.prose, section.body.start, section.body.end):
            name = match["name"]
            if name in seen or ctx.target.variables.reads(name):
                continue
            seen.add(name)
            yield ctx.found(
                Span(*match.span("name")),
                f"nothing in the target reads the variable {code(name)} at {ctx.target.label}",
                key=name,
            )
