"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.finding import Finding, Level
from kbaudit.read.page import Page
from kbaudit.read.sections import section_key
from kbaudit.read.vocabulary import Required
from kbaudit.rulekit import Context, listing, rule
from kbaudit.rules._places import heading_or_start


@rule(level=Level.WARNING, tags=("page",))
def missing_section(page: Page, ctx: Context) -> Iterator[Finding]:
    """A page lacks sections that pages of its type must have.

    Why:
        Readers and tools look for the same thing in the same place on every page of a type. What
        is missing on one page is knowledge that nobody wrote down.

    Example:
        An Environment page without ``== Credentials ==``.

    Remedy:
        Write the section, in either dialect and at any level. A section that has nothing to tell
        says so in one line. Types and their sections can be changed under ``types`` in
        kbaudit.yaml.
    """
    if page.unreadable is not None:
        return
    present = {section.key for section in page.sections}
    missing = list(_missing(page.type.sections, present))
    if missing:
        yield ctx.found(
            heading_or_start(page),
            f"the {page.type.name} page lacks {listing(missing, limit=12)}",
            key=f"sections {', '.join(missing)}",
        )


def _missing(required: tuple[Required, ...], present: set[str]) -> Iterator[str]:
    for section in required:
        if not any(section_key(name) in present for name in section.names):
            yield section.names[0]
            continue
        for part in section.parts:
            if not any(section_key(name) in present for name in part.names):
                yield f"{section.names[0]} / {part.names[0]}"
