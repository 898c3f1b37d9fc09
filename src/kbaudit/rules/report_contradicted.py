"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.finding import Finding, Level, Related
from kbaudit.model.regex import regex
from kbaudit.read.file import File
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.read.names import Match
from kbaudit.read.page import Page
from kbaudit.read.report import ConnectedClaim, PageClaim
from kbaudit.rulekit import Context, code, count, listing, rule
from kbaudit.rulekit.reports import Reports
from kbaudit.rules._checks import Broken

_PARTNER = regex(r"(?P<name>\w[\w.-]*)(?:[ \t]+(?P<type>[A-Za-z]+))?")


@rule(level=Level.WARNING, tags=("report",))
def report_contradicted(kb: KnowledgeBase, ctx: Context) -> Iterator[Finding]:
    """A report calls something true that is not.

    Why:
        A graph that a report calls valid is not looked at again. One knowledge base was called so
        while 153 of its cross-references led nowhere.

    Example:
        ``### Rule 2: Edge Targets Exist ✅ PASSED`` while three links lead to no page;
        ``## Graph Status: VALID`` likewise.

    Remedy:
        Repair what the rules find that the message names, or correct the report. Read are the rules
        of an audit, the status of the graph, connections that every row of an index has, and the
        pages that are said to require an environment or to which a heuristic applies. What a
        comment on a page silences, or the configuration switches off, contradicts no verdict.
    """
    reports = Reports(ctx.facts)
    broken = Broken(kb, ctx)
    for file in reports.files:
        inside = ctx.for_file(file)
        scope = kb.scope_of(file)
        seen = set()
        for verdict in file.claims.verdicts:
            if verdict.check in seen or (not scope and len(kb.scopes) > 1):
                continue  # a report that is of no scope tells of all, and of none
            found = broken.by_rule(verdict.check, scope)
            if found:
                seen.add(verdict.check)
                counts = [f"{number:,} {name}" for name, number in found.items()]
                yield inside.found(
                    verdict.span,
                    f"the report says that {verdict.check.value}; kbaudit finds {listing(counts)}",
                    key=verdict.check.name,
                )
        for claim in file.claims.connected:
            yield from _connected(claim, inside)
        for page in file.claims.pages:
            yield from _partners(file, page, inside)


def _connected(claim: ConnectedClaim, ctx: Context) -> Iterator[Finding]:
    """Rows of an index without the connections that each is said to have."""
    index = ctx.facts.index_of.get(claim.index.name)
    if index is None or index.unreadable is not None:
        return
    words = ctx.kb.vocabulary
    for kind in claim.kinds:
        lacking = [
            row.name
            for row in index.rows
            if row.can_connect
            and not any(
                words.type_named(one.type) == kind and one.mark != "⬜" for one in row.connections
            )
        ]
        if lacking:
            yield ctx.found(
                claim.span,
                f"the report says that all rows of {code(index.path)} have {kind.name} "
                f"connections; {count(len(lacking), 'row')} "
                f"({listing([code(name) for name in lacking], limit=3)}) "
                f"{'has' if len(lacking) == 1 else 'have'} none",
                key=f"{claim.index.name} {kind.name}",
            )


def _partners(file: File, claim: PageClaim, ctx: Context) -> Iterator[Finding]:
    """Pages that are said to belong together, and do not name each other."""
    scope = ctx.kb.scope_of(file)
    page = ctx.kb.find(claim.name, claim.kind, scope).file
    if not isinstance(page, Page) or page.unreadable is not None:
        return
    for text, span in claim.partners:
        match = _PARTNER.fullmatch(text)
        kind = ctx.kb.vocabulary.type_named(match["type"]) if match and match["type"] else None
        if match is None or (match["type"] and kind is None):
            continue
        found = ctx.kb.find(match["name"], kind, scope)
        other = found.file
        if found.match not in (Match.EXACT, Match.UNSCOPED) or not isinstance(other, Page):
            continue
        related = ctx.kb.vocabulary.between(page.type.name, other.type.name)
        if related and other.unreadable is None and not ctx.facts.connected(page, other):
            yield ctx.found(
                span,
                f"the report connects {code(page.name)} with {code(other.name)}, "
                "but neither page names the other",
                related=(Related("one page", page.path), Related("the other", other.path)),
                key=f"{page.name} {other.name}",
            )
