"""Which pages are about which source files: what the coverage cells of a map are held against.

A page covers a file that it cites or names, and what the pages cite to which its relations lead: a
workflow covers the code of its steps. In many maps a person says which workflow a file belongs to,
and no page of it cites the file. Where most cells of a type are like that, they say something that
pages cannot prove, and are not decided; but for a row that names only pages of a type that do not
cover its file, while another of that type does.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from posixpath import basename
from typing import TYPE_CHECKING

from kbaudit.read.coverage import CoverageCell, Covering, read_coverage
from kbaudit.read.lists import RepoMap
from kbaudit.read.names import Found, Match
from kbaudit.read.page import Page
from kbaudit.read.repo_map import MapRow
from kbaudit.read.vocabulary import PageType
from kbaudit.rulekit.cited import Status
from kbaudit.rulekit.facts import Facts

if TYPE_CHECKING:
    from kbaudit.rulekit.sources import Sources

_MOSTLY = 0.8


@dataclass(frozen=True, slots=True)
class Claim:
    """A page named in the coverage cell of a row, and what that name means."""

    row: MapRow
    named: Covering
    found: Found

    @property
    def page(self) -> Page | None:
        """The page that is meant, if there is one."""
        right = self.found.match in (Match.EXACT, Match.UNSCOPED)
        return self.found.file if right and isinstance(self.found.file, Page) else None


class Coverings:
    """What a map says of coverage, and what pages do. `sources` is the target at the base."""

    def __init__(self, repo_map: RepoMap, facts: Facts, sources: Sources | None) -> None:
        self.map = repo_map
        self.facts = facts
        self.sources = sources
        self._reached: dict[str, frozenset[str]] = {}
        self._covers: dict[tuple[str, str], bool] = {}

    @cached_property
    def cells(self) -> tuple[tuple[MapRow, CoverageCell], ...]:
        """The rows that have a coverage cell, and what it says."""
        words = self.facts.kb.vocabulary
        prose = self.map.scan.prose
        return tuple(
            (row, read_coverage(prose, row.coverage_span, words))
            for row in self.map.rows
            if row.coverage
        )

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """All pages that coverage cells name."""
        kb = self.facts.kb
        scope = kb.scope_of(self.map)
        return tuple(
            Claim(row, named, kb.find(named.name, named.kind, scope))
            for row, cell in self.cells
            for named in cell.pages
        )

    @cached_property
    def by_row(self) -> dict[MapRow, list[Claim]]:
        """The claims of each row."""
        rows: dict[MapRow, list[Claim]] = defaultdict(list)
        for claim in self.claims:
            rows[claim.row].append(claim)
        return dict(rows)

    @cached_property
    def types(self) -> tuple[PageType, ...]:
        """The page types that the map lists, the most frequent first."""
        counts = Counter(claim.page.type for claim in self.claims if claim.page)
        order = {kind: at for at, kind in enumerate(self.facts.kb.vocabulary.types)}
        return tuple(sorted(counts, key=lambda kind: (-counts[kind], order.get(kind, 99))))

    @cached_property
    def judged_by_hand(self) -> frozenset[PageType]:
        """The types of which most claims are such as pages cannot prove."""
        total: Counter[PageType] = Counter()
        proven: Counter[PageType] = Counter()
        for claim in self.claims:
            if claim.page is not None:
                total[claim.page.type] += 1
                proven[claim.page.type] += self.covers(claim.page, claim.row.path)
        return frozenset(kind for kind in total if proven[kind] < _MOSTLY * total[kind])

    def is_idle(self, claim: Claim) -> bool:
        """Whether a page is named that does not cover the file, and pages can decide that."""
        page = claim.page
        if page is None or page.unreadable is not None or self.covers(page, claim.row.path):
            return False
        by_hand = page.type in self.judged_by_hand
        return not by_hand or (claim.row, page.type) in self._contested

    @cached_property
    def _contested(self) -> frozenset[tuple[MapRow, PageType]]:
        """Rows of which a page of a type covers the file, and those that are named do not.

        None where that is frequent: the map then means something else by coverage.
        """
        proven: dict[tuple[MapRow, PageType], bool] = defaultdict(bool)
        for claim in self.claims:
            if claim.page is not None:
                covers = self.covers(claim.page, claim.row.path)
                proven[claim.row, claim.page.type] |= covers or claim.page.unreadable is not None
        wrong = {
            (row, kind)
            for (row, kind), right in proven.items()
            if not right and self.leading_to(row.path, kind)
        }
        known = len(wrong) + sum(proven.values())
        return frozenset(wrong if sum(proven.values()) >= _MOSTLY * known else ())

    def leading_to(self, path: str, kind: PageType) -> list[Page]:
        """The pages of a type that cite a file, or lead to one that does."""
        found = {page.path for page in self.citing(path)}
        queue = sorted(found)
        while queue:
            new = self._backward.get(queue.pop(), set()) - found
            found |= new
            queue += sorted(new)
        pages = (self.facts.kb.by_path[one] for one in sorted(found))
        return [page for page in pages if isinstance(page, Page) and page.type == kind]

    def covers(self, page: Page, path: str) -> bool:
        """Whether a page, or one that it leads to, cites or names the file `path`."""
        known = self._covers.get((page.path, path))
        if known is None:
            known = self._covers[page.path, path] = any(
                path in self.cited.get(one, ()) or self._names(one, path)
                for one in self.reached(page)
            )
        return known

    def reached(self, page: Page) -> frozenset[str]:
        """The paths of the pages to which the relations of a page lead, and its own."""
        if page.path not in self._reached:
            found = {page.path}
            queue = [page.path]
            while queue:
                new = self._forward.get(queue.pop(), set()) - found
                found |= new
                queue += sorted(new)
            self._reached[page.path] = frozenset(found)
        return self._reached[page.path]

    @cached_property
    def cited(self) -> dict[str, frozenset[str]]:
        """For each page, by its path, the rows' files that it cites."""
        return {page.path: frozenset(self._cited(page)) for page in self.facts.kb.pages}

    def citing(self, path: str) -> list[Page]:
        """The pages that cite a file themselves, in the order of the knowledge base."""
        return self._citing.get(path, [])

    @cached_property
    def _citing(self) -> dict[str, list[Page]]:
        found: dict[str, list[Page]] = defaultdict(list)
        for page in self.facts.kb.pages:
            for path in self.cited[page.path]:
                found[path].append(page)
        return dict(found)

    @cached_property
    def _paths(self) -> frozenset[str]:
        return frozenset(row.path for row in self.map.rows)

    @cached_property
    def _ends(self) -> dict[str, list[str]]:
        """The rows' files by each end of their paths."""
        ends: dict[str, list[str]] = defaultdict(list)
        for path in sorted(self._paths):
            parts = path.split("/")
            for start in range(len(parts)):
                ends["/".join(parts[start:])].append(path)
        return dict(ends)

    @cached_property
    def _forward(self) -> dict[str, set[str]]:
        leads: dict[str, set[str]] = defaultdict(set)
        for source, _, target in self.facts.edges:
            leads[source].add(target)
        return dict(leads)

    @cached_property
    def _backward(self) -> dict[str, set[str]]:
        leads: dict[str, set[str]] = defaultdict(set)
        for source, targets in self._forward.items():
            for target in targets:
                leads[target].add(source)
        return dict(leads)

    def _cited(self, page: Page) -> Iterator[str]:
        for citation in page.cited_files:
            path = citation.path.removeprefix("./")
            if self.sources is not None:
                found = self.sources.cited(page, citation)
                if found.status is Status.FOUND:
                    path = found.path
                elif found.status is not Status.MISSING:
                    continue
            if path in self._paths:
                yield path
            elif self.sources is None and "/" in path and len(self._ends.get(path, ())) == 1:
                yield self._ends[path][0]

    def _names(self, page: str, path: str) -> bool:
        """Whether a page has the name of a file in its text, one that only this file has."""
        name = basename(path)
        file = self.facts.kb.by_path[page]
        return file.says(name) and (len(self._ends[name]) == 1 or file.says(path))
