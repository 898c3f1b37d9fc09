"""From where each cited range is judged: its entry in the lock, else the base of all.

The lock needs no look at a file whose blob is still the one that it names. Entries of other blobs
are opened commit by commit, and those whose numbers the page has changed since are followed, all of
one commit at once: the page is right if it now names the place to which the lines went.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from kbaudit.model.errors import TargetError
from kbaudit.model.report import Coverage
from kbaudit.read.citation import Citation, LineRange
from kbaudit.read.file import File
from kbaudit.rulekit.lock import LOCK_NAME, Claim, Entry, claims_of, paired, place_of, shown

if TYPE_CHECKING:
    from kbaudit.rulekit.sources import Sources
    from kbaudit.target.revision import Revision

ENTRIES = f"entries of {LOCK_NAME}"
_LACKING = "at a commit that the clone lacks"
_AT_ODDS = "at odds with their commit"
_OVERTAKEN = "of lines that the page no longer names"
_STALE = "of no citation any more"


@dataclass(frozen=True, slots=True)
class Origin:
    """The place of cited lines at the revision from which they are followed.

    `known` tells that the citation was true there, `entry` the entry of the lock that says so.
    `unchanged` tells that the file at the revision is the same, so that nothing need be read.
    """

    revision: Revision
    path: str
    known: bool = False
    entry: Entry | None = None
    unchanged: bool = False

    def lines(self, cited: tuple[int, int]) -> tuple[int, int]:
        """The lines there of a citation that names `cited`: others where it was renumbered."""
        entry = self.entry
        if entry is not None and entry.revision == self.revision.commit and not self.unchanged:
            return entry.lines
        return cited


class Holds:
    """What the entries of the lock, given by page, mean for the citations of `sources`."""

    def __init__(self, sources: Sources, entries: Mapping[str, Sequence[Entry]]) -> None:
        self._sources = sources
        self._locked = entries
        self.entries = [one for file in sources.files for one in entries.get(file.path, ())]
        self._unused: dict[str, Counter[str]] = defaultdict(Counter)
        """Why entries were of no use, by page."""
        self._opened: dict[str, Revision | None] = {}

    def origin(self, file: File, citation: Citation, lines: LineRange) -> Origin | None:
        """From where a cited range is followed: its entry in the lock, else the base of all."""
        held = self.all.get(place_of(file, citation, lines)) if self.entries else None
        if held is not None:
            return held
        at_base = self._sources.at_base
        if at_base is None:
            return None
        return Origin(at_base.revision, at_base.cited(file, citation).path)

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """All cited ranges, in the order of files and places."""
        return tuple(claim for file in self._sources.files for claim in claims_of(file))

    @cached_property
    def all(self) -> dict[tuple[str, int, int], Origin]:
        """The origins of the ranges that the lock covers, by place on their page."""
        found: dict[tuple[str, int, int], Origin] = {}
        if not self.entries:
            return found
        renumbered: dict[str, list[tuple[Claim, Entry]]] = defaultdict(list)
        pairs = list(self._pairs())
        for entry in self.entries:
            self._unused[entry.page][_STALE] += 1
        for _, entry in pairs:
            self._unused[entry.page][_STALE] -= 1
        for claim, entry in pairs:
            if entry.cited != claim.citation.path or entry.lines != claim.cited_lines:
                renumbered[entry.revision].append((claim, entry))
            elif origin := self._origin(claim, entry):
                found[claim.place] = origin
        for commit, moved in sorted(renumbered.items()):
            found |= self._followed(commit, moved)
        return found

    @cached_property
    def _covered(self) -> Counter[str]:
        """How many ranges of each page the lock covers."""
        return Counter(page for page, _, _ in self.all)

    def coverage(self, page: str) -> Coverage:
        """How many entries of a page were of use, and why the others were not."""
        covered = self._covered[page]
        reasons = sorted((why, number) for why, number in self._unused[page].items() if number)
        total = covered + sum(number for _, number in reasons)
        return Coverage(ENTRIES, total, tuple(reasons))

    def lost(self) -> Coverage:
        """The entries of pages that are gone."""
        known, scope = self._sources.kb.by_path, self._sources.scope
        gone = (page for page in self._locked if page not in known and _in(scope, page))
        lost = sum(len(self._locked[page]) for page in gone)
        return Coverage(ENTRIES, lost, ((_STALE, lost),) if lost else ())

    def _pairs(self) -> list[tuple[Claim, Entry]]:
        claims: dict[str, list[Claim]] = defaultdict(list)
        entries: dict[str, list[Entry]] = defaultdict(list)
        for claim in self.claims:
            claims[claim.file.path].append(claim)
        for entry in self.entries:
            entries[entry.page].append(entry)
        return [pair for page in claims for pair in paired(claims[page], entries.get(page, ()))]

    def _origin(self, claim: Claim, entry: Entry) -> Origin | None:
        """Where the lines of an entry, which are those of the page, are followed from."""
        now = self._sources.revision
        known = entry.proven and entry.shows == shown(claim.file, claim.citation)
        path = self._sources.cited(claim.file, claim.citation).path
        if path == entry.path and now.blob(path) == entry.blob:
            return Origin(now, path, known, entry, unchanged=True)
        before = self._open(entry)
        return Origin(before, entry.path, known, entry) if before is not None else None

    def _followed(
        self, commit: str, pairs: Sequence[tuple[Claim, Entry]]
    ) -> dict[tuple[str, int, int], Origin]:
        """Origins of ranges whose numbers or path were written anew since the entry was made."""
        sources = self._sources
        opened = [pair for pair in pairs if self._open(pair[1]) is not None]
        before = self._opened.get(commit)
        if before is None or not opened:
            return {}
        from kbaudit.target.track import Tracker

        tracker = Tracker(sources.target, before, sources.revision)
        answers = tracker.locate_all([(e.path, e.first, e.last) for _, e in opened])
        found = {}
        for (claim, entry), answer in zip(opened, answers, strict=True):
            path = sources.cited(claim.file, claim.citation).path
            place = answer.place
            if place is None or (place.path, place.start, place.end) != (path, *claim.cited_lines):
                self._unused[entry.page][_OVERTAKEN] += 1
                continue
            known = entry.proven and entry.shows == shown(claim.file, claim.citation)
            if answer.verdict == "edited" and entry.proven:
                # The numbers are right, what the page says of the code may not be any more.
                found[claim.place] = Origin(before, entry.path, known, entry)
            else:
                found[claim.place] = Origin(sources.revision, path, known, entry, unchanged=True)
        return found

    def _open(self, entry: Entry) -> Revision | None:
        """The commit of an entry, None where it is not to be had or is not what the entry says."""
        commit = entry.revision
        if commit not in self._opened:
            self._opened[commit] = self._revision(commit)
        revision = self._opened[commit]
        if revision is None:
            self._unused[entry.page][_LACKING] += 1
        elif revision.blob(entry.path) != entry.blob:
            self._unused[entry.page][_AT_ODDS] += 1
            return None
        return revision

    def _revision(self, commit: str) -> Revision | None:
        if commit == self._sources.revision.commit:
            return self._sources.revision
        try:
            return self._sources.target.revision(commit)
        except TargetError:
            return None


def _in(scope: str, page: str) -> bool:
    """Whether a page that is gone was of a scope, by its name."""
    return page.rsplit("/", 1)[-1].startswith(scope)
