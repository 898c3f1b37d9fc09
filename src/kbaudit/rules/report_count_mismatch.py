"""See the docstring of the rule."""

from collections.abc import Iterator
from dataclasses import dataclass

from kbaudit.model.finding import Finding, Level
from kbaudit.read.file import File
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.read.names import Match
from kbaudit.read.page import Page
from kbaudit.read.report import CountClaim, Counted, LinkClaim
from kbaudit.read.vocabulary import PageType
from kbaudit.rulekit import Context, code, count, rule
from kbaudit.rulekit.reports import Range, Reports
from kbaudit.rules._report_files import FileNumbers

_NONE = frozenset({0})


@rule(level=Level.WARNING, tags=("report",))
def report_count_mismatch(_: KnowledgeBase, ctx: Context) -> Iterator[Finding]:
    """A report states a number that the knowledge base, or the report itself, refutes.

    Why:
        Reports are read instead of the pages. A wrong number in one is repeated by the next, and
        hides pages that were lost.

    Example:
        ``PyTorch → 5 implementations (AutoConfig, AutoTokenizer, Trainer_init, pipeline_factory)``;
        ``### Principle Pages (32 files)`` over a tree of 31.

    Remedy:
        Write the number that is right. A report describes the moment when its phase ended: pages
        that later reports name, or that were updated after it, do not make its numbers wrong. Not
        judged are numbers of things that no file can prove.
    """
    reports = Reports(ctx.facts)
    for file in reports.files:
        numbers = _Numbers(file, reports, ctx.for_file(file))
        about_files = FileNumbers(file, reports)
        for claim in file.claims.counts:
            yield from numbers.count(claim)
            for says in about_files.wrong(claim):
                yield numbers.finding(claim, says)
        for link in file.claims.links:
            yield from numbers.links(link)


@dataclass(frozen=True)
class _Numbers:
    """The numbers of one report."""

    file: File
    reports: Reports
    ctx: Context

    def count(self, claim: CountClaim) -> Iterator[Finding]:
        match claim.what:
            case Counted.LISTED | Counted.INDEXES:
                yield from self._itself(claim)
            case Counted.CREATED:
                yield from self._created(claim)
            case Counted.TOTAL:
                yield from self._total(claim)
            case Counted.ENTRIES:
                yield from self._entries(claim)
            case Counted.STEPS:
                yield from self._steps(claim)

    def _itself(self, claim: CountClaim) -> Iterator[Finding]:
        """A number over a list."""
        if claim.found is not None and claim.found != claim.number:
            what = "indexes" if claim.what is Counted.INDEXES else "entries"
            yield self.finding(claim, f"{claim.number:,} {what}, and lists {claim.found:,}")

    def _created(self, claim: CountClaim) -> Iterator[Finding]:
        trees = [one for one in self.file.claims.pages if one.folder]
        kinds = {one.kind for one in trees}
        noun = _pages(claim.number, claim.kind)
        if claim.found not in (None, claim.number):
            yield self.finding(claim, f"{noun} created, and adds up {claim.found:,}")
            return
        if claim.kind is None:
            parts = self._parts(claim)
            if parts is not None and parts != claim.number:
                yield self.finding(claim, f"{noun} created, and {parts:,} by type")
                return
        elif claim.kind in kinds:
            listed = len({one.name for one in trees if one.kind == claim.kind})
            if listed != claim.number:
                yield self.finding(claim, f"{noun} created, and lists {listed:,}")
            return
        right = self.reports.range_of(self.file, claim.kind)
        if right is not None and claim.number > right.most:
            yield self.finding(claim, f"{noun} created; {_there(right.now)}")

    def _parts(self, claim: CountClaim) -> int | None:
        """What the report says was created by type, where it says so of two types at least."""
        by_type: dict[PageType, set[int]] = {}
        for one in self.file.claims.counts:
            if one.what is Counted.CREATED and one.kind is not None:
                by_type.setdefault(one.kind, set()).add(one.number)
        if len(by_type) < 2:
            return None
        sums = {0}
        for numbers in by_type.values():
            sums = {one + number for one in sums for number in numbers}
        return claim.number if claim.number in sums else min(sums)

    def _total(self, claim: CountClaim) -> Iterator[Finding]:
        if claim.sum and claim.found is not None and claim.found != claim.number:
            yield self.finding(
                claim, f"{_pages(claim.number)} in all, and its counts add up to {claim.found:,}"
            )
            return
        if not claim.sum:
            yield from self._ranged(claim, self.reports.range_of(self.file, claim.kind))

    def _ranged(self, claim: CountClaim, right: Range | None) -> Iterator[Finding]:
        if right is None or right.holds(claim.number):
            return
        end = _there(right.now)
        if claim.number < right.least and right.least != right.now:
            end = f"there were {right.least:,} at least"
        yield self.finding(claim, f"{_pages(claim.number, claim.kind)}; {end}")

    def _entries(self, claim: CountClaim) -> Iterator[Finding]:
        index = self.ctx.facts.index_of.get(claim.kind.name) if claim.kind is not None else None
        if index is None or index.unreadable is not None:
            return
        right = self.reports.range_of(self.file, claim.kind)
        if right is None:
            return
        rows = {one.page.path for one in self.ctx.facts.listings if one.index is index}
        least = min(right.least, len(rows))
        if not least <= claim.number <= len(index.rows):
            few = claim.number < least < len(rows)
            has = f"{least:,} at least" if few else f"{len(rows):,}"
            yield self.finding(
                claim, f"{claim.number:,} entries of {code(index.path)}; it has {has}"
            )

    def _steps(self, claim: CountClaim) -> Iterator[Finding]:
        page = self._page(claim.name, claim.kind)
        if page is None or page.unreadable is not None:
            return
        stated = {
            relation.name
            for relation in page.relations
            if relation.relation == "step" and relation.name
        }
        headed = sum(title.lower().startswith("step ") for title in page.heads[1:])
        steps = {len(stated), headed} - {0}
        if steps and not min(steps) <= claim.number <= max(steps):
            right = len(stated) or headed
            yield self.finding(
                claim, f"{claim.number:,} steps of {code(page.name)}; it has {right:,}"
            )

    def links(self, claim: LinkClaim) -> Iterator[Finding]:
        noun = _pages(claim.number, claim.kind)
        if claim.names and len(claim.names) != claim.number:
            yield self._link(claim, f"{noun}, and names {len(claim.names):,}")
            return
        page = self._page(claim.page, None)
        if page is None or page.unreadable is not None:
            return
        counts = self._linked(page, claim.kind)
        too_many = claim.number > max(counts)
        if claim.number not in counts and (too_many or not self.reports.is_newer(page, self.file)):
            right = _nearest(claim.number, counts)
            says = f"{noun} linked with {code(page.name)}; {_there(right)}"
            yield self._link(claim, says)

    def _linked(self, page: Page, kind: PageType) -> frozenset[int]:
        """How many pages of a type hang together with a page: by itself, its rows, both ends."""
        facts = self.ctx.facts
        own = {
            found.path
            for relation in page.relations
            if isinstance(found := facts.relation_target(page, relation).file, Page)
            and found.type == kind
        }
        rows = {
            found.path
            for listing in facts.rows_of.get(page.path, ())
            for connection in listing.row.connections
            if isinstance(found := facts.connection_target(listing.index, connection).file, Page)
            and found.type == kind
        }
        near = {
            path
            for path in facts.neighbours.get(page.path, ())
            if isinstance(found := self.ctx.kb.by_path.get(path), Page) and found.type == kind
        }
        listed = {
            one.page.path
            for one in facts.listings
            if one.page.type == kind and (one.page.path, page.path) in facts.listed_connections
        }
        return (
            frozenset(map(len, (own, rows, near, own | rows, listed, listed | rows))) - {0} or _NONE
        )

    def _page(self, name: str, kind: PageType | None) -> Page | None:
        found = self.ctx.kb.find(name, kind, self.ctx.kb.scope_of(self.file))
        right = found.match in (Match.EXACT, Match.UNSCOPED)
        return found.file if right and isinstance(found.file, Page) else None

    def finding(self, claim: CountClaim, says: str) -> Finding:
        """A finding about a number."""
        kind = claim.kind.name if claim.kind is not None else ""
        key = f"{claim.what.value} {kind} {claim.name}"
        return self.ctx.found(claim.span, f"the report says {says}", key=key)

    def _link(self, claim: LinkClaim, says: str) -> Finding:
        return self.ctx.found(
            claim.span, f"the report says {says}", key=f"{claim.page} {claim.kind.name}"
        )


def _pages(number: int, kind: PageType | None = None) -> str:
    return count(number, f"{kind.name} page" if kind is not None else "page")


def _there(number: int) -> str:
    return f"there {'is' if number == 1 else 'are'} {number:,}"


def _nearest(number: int, counts: frozenset[int]) -> int:
    """The count that the report will have meant."""
    return min((abs(number - one), one) for one in counts)[1]
