"""The reports of a knowledge base together: which pages they say were made, and when.

A report describes the moment when its phase ended. What it says of pages can be true of that moment
and not of today, so a number is held against a range: from the pages that this report and earlier
ones name as made, up to those that there are now. Only the last report that counts pages of a type
must agree with today, but for pages that were updated after it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from kbaudit.model.regex import regex
from kbaudit.read.file import File
from kbaudit.read.kind import Kind
from kbaudit.read.names import Found, Match
from kbaudit.read.page import Page
from kbaudit.read.report import Counted, PageClaim
from kbaudit.read.scopes import scope_of
from kbaudit.read.vocabulary import PageType
from kbaudit.rulekit.facts import Facts

_PHASE = regex(r"phase[ _-]?(\d+)([a-z]?)", re.IGNORECASE)
NO_PHASE = (99, "")
"""That of a report whose name tells none: it stands behind all others."""
_THERE = (Match.EXACT, Match.UNSCOPED, Match.OTHER_TYPE, Match.MISPLACED)


@dataclass(frozen=True, slots=True)
class Range:
    """The numbers that can be right; `now` is that of today, `also` others that are as good."""

    least: int
    most: int
    now: int
    also: frozenset[int] = frozenset()

    def holds(self, number: int) -> bool:
        """Whether a number can be right."""
        return self.least <= number <= self.most or number in self.also


class Reports:
    """The reports of one scope in the order of their phases."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.kb = facts.kb

    @cached_property
    def files(self) -> tuple[File, ...]:
        """All reports that can be read, in the order of their phases."""
        found = [file for file in self.kb.files if file.kind is Kind.REPORT]
        return tuple(sorted(found, key=lambda file: (phase_of(file.name), file.path)))

    def page_of(self, file: File, claim: PageClaim) -> Found:
        """The page that a report says was made."""
        return self.kb.find(claim.name, claim.kind, self.kb.scope_of(file))

    def is_there(self, file: File, claim: PageClaim) -> bool:
        """Whether the page of a claim is there, or the claim does not tell which one is meant."""
        if claim.folder:
            path = f"{claim.folder}/{claim.name}"
            if any(one.rpartition(".")[0] == path for one in self._in_folder(claim.folder)):
                return True
            if self.kb.is_excluded(f"{path}.md"):
                return True
        elif not scope_of(claim.name, self.kb.scopes) and not self._is_file(file, claim):
            return True
        return self.page_of(file, claim).match in _THERE

    def range_of(self, file: File, kind: PageType | None) -> Range | None:
        """How many pages of a type there can have been when a report was written.

        Without a type, how many pages in all; None where several scopes share the reports, and
        nothing tells whose this one is.
        """
        kinds = [kind] if kind is not None else list(self.kb.vocabulary.types)
        scope = self._scope(file)
        if scope is None:
            return None
        pages = [
            page
            for page in self.kb.pages
            if page.type in kinds and (not scope or self.kb.scope_of(page) == scope)
        ]
        indexed = sum(page.path in self.facts.indexed for page in pages)
        now = len(pages)
        least = len({page.path for page in pages} & self._named_until(file))
        if self._last.get((scope, kind.name if kind is not None else "")) is file:
            later = sum(self.is_newer(page, file) for page in pages)
            least = max(least, now - later)
        return Range(least, now, now, frozenset({indexed, now}))

    def _scope(self, file: File) -> str | None:
        """The scope that a report is about, by its path; empty where there is but one."""
        if len(self.kb.scopes) < 2:
            return ""
        return next((scope for scope in self.kb.scopes if scope in file.path), None)

    def is_newer(self, page: Page, file: File) -> bool:
        """Whether a page was, or may have been, updated after the day of a report."""
        return not file.claims.date or _updated(page) > file.claims.date

    @cached_property
    def _last(self) -> dict[tuple[str | None, str], File]:
        """The last report, by scope, that counts all pages of each type."""
        last: dict[tuple[str | None, str], File] = {}
        for file in self.files:
            for claim in file.claims.counts:
                if claim.what is Counted.TOTAL:
                    kind = claim.kind.name if claim.kind is not None else ""
                    last[self._scope(file), kind] = file
        return last

    def _named_until(self, file: File) -> frozenset[str]:
        return frozenset(
            path
            for one in self.files[: self.files.index(file) + 1]
            if self._scope(one) == self._scope(file)
            for path in self._named[one.path]
        )

    @cached_property
    def _named(self) -> dict[str, frozenset[str]]:
        """For each report the paths of the pages that it names as made."""
        return {file.path: frozenset(self._made(file)) for file in self.files}

    def _made(self, file: File) -> Iterator[str]:
        for claim in file.claims.pages:
            found = self.page_of(file, claim)
            if found.match in (Match.EXACT, Match.UNSCOPED) and isinstance(found.file, Page):
                yield found.file.path

    def _in_folder(self, folder: str) -> Iterator[str]:
        return (path for path in self.kb.paths if path.startswith(f"{folder}/"))

    def _is_file(self, file: File, claim: PageClaim) -> bool:
        """Whether the claim gives the name of a file: it has the ending of one."""
        return file.text[claim.span.end : claim.span.end + 3] == ".md"


def phase_of(name: str) -> tuple[int, str]:
    """The phase in the name of a report, as a number and a letter; `NO_PHASE` without one."""
    match = _PHASE.search(name)
    return (int(match[1]), match[2].lower()) if match else NO_PHASE


def _updated(page: Page) -> str:
    """The day of the last update of a page; without one it may have been today."""
    updated = page.upkeep.updated
    return "9999" if updated is None else updated[:10]
