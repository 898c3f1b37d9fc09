"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.finding import Finding, Level
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.read.report import PageClaim
from kbaudit.rulekit import Context, closest, code, rule
from kbaudit.rulekit.reports import Reports


@rule(level=Level.WARNING, tags=("report",))
def report_missing_page(_: KnowledgeBase, ctx: Context) -> Iterator[Finding]:
    """A report says that a page was created, and there is none.

    Why:
        Who plans the next phase goes by the reports. A page that was never written, or was lost,
        is not missed as long as a report says that it is there.

    Example:
        ``└── owner_repo_FlashAttention.md`` in the tree of files that phase 3 created, and no such
        file in ``environments/``.

    Remedy:
        Write the page, or correct the report; after a renaming, give it the new name. Read are
        trees of files and the tables under headings such as “Environments Created”.
    """
    reports = Reports(ctx.facts)
    for file in reports.files:
        inside = ctx.for_file(file)
        seen: set[str] = set()
        for claim in file.claims.pages:
            if claim.name not in seen and not reports.is_there(file, claim):
                seen.add(claim.name)
                yield _finding(claim, inside)


def _finding(claim: PageClaim, ctx: Context) -> Finding:
    kind = f"{claim.kind.name} page" if claim.kind is not None else "page"
    guess = closest(claim.name, ctx.kb.names(claim.kind).near(claim.name), ordered=True)
    return ctx.found(
        claim.span,
        f"the report says that the {kind} {code(claim.name)} was created, and there is none",
        help=f"did you mean {code(guess)}?" if guess else "",
        key=claim.name,
    )
