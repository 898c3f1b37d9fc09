"""The target as rules ask for it: what the citations of a knowledge base mean at a revision."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from kbaudit.model.report import Coverage
from kbaudit.read.citation import Citation, LineRange
from kbaudit.read.file import File
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.read.lists import RepoMap
from kbaudit.rulekit.base import Base
from kbaudit.rulekit.citations_checked import RANGES, citations_checked
from kbaudit.rulekit.cited import Cited, CitedPaths, Status, mapped_repository
from kbaudit.rulekit.gone import Vanished, find_removal, find_vanished, foresee_renames
from kbaudit.rulekit.grounds import Grounds
from kbaudit.rulekit.holds import ENTRIES, Holds
from kbaudit.rulekit.lock import LOCK_NAME, Entry
from kbaudit.rulekit.mentions import Mentions
from kbaudit.rulekit.proof import Proof
from kbaudit.rulekit.proofs import Proofs
from kbaudit.rulekit.readings import Readings, View
from kbaudit.rulekit.symbols import Symbols
from kbaudit.rulekit.wording import count
from kbaudit.target.resolve import PathIndex
from kbaudit.target.revision import Commit, Revision, Target

if TYPE_CHECKING:
    from kbaudit.rulekit.variables import Variables
    from kbaudit.target.requirements import Requirements


class Sources:
    """One revision of one target, for the pages of one scope (all pages when `scope` is empty).

    `repository` is ``owner/name`` of the target where it is known; without it the map tells.
    `lock` are the entries of the lock, of this scope and of others. `readings` is what was read of
    the target before.
    """

    def __init__(
        self,
        kb: KnowledgeBase,
        target: Target,
        revision: Revision,
        *,
        scope: str = "",
        repository: str = "",
        base: str = "",
        lock: Sequence[Entry] = (),
        readings: Readings | None = None,
        whole: Sources | None = None,
        files: tuple[File, ...] | None = None,
        searching: bool = True,
    ) -> None:
        self.kb = kb
        self.target = target
        self.revision = revision
        self.scope = scope
        self.repository = (repository or mapped_repository(kb, scope)).lower()
        self._lock = lock
        self.readings = readings or Readings()
        self._whole = whole
        self.grounds: Grounds = (
            whole.grounds if whole is not None else Grounds(self, base, self._at)
        )
        self._files = files
        self.searching = searching
        """Whether this may look through all code, and all history, for what some pages cite."""

    def among(self, files: Iterable[File], *, searching: bool = True) -> Sources:
        """The same target for some of the files, so that only what these cite is looked up.

        What follows from all files together (the base, the trees of maps) stays what it is.
        """
        every = self._files is None and self._speaks_of_all
        mine = () if every else {file.path for file in self.files}
        return Sources(
            self.kb,
            self.target,
            self.revision,
            scope=self.scope,
            repository=self.repository,
            lock=self._lock,
            readings=self.readings,
            whole=self,
            files=tuple(file for file in files if every or file.path in mine),
            searching=searching,
        )

    @cached_property
    def files(self) -> tuple[File, ...]:
        """The files of the knowledge base that speak of this target."""
        if self._files is not None:
            return self._files
        if self._speaks_of_all:
            return self.kb.files
        return tuple(file for file in self.kb.files if self.kb.scope_of(file) == self.scope)

    @property
    def _speaks_of_all(self) -> bool:
        """Whether all files are of its scope, as where there is no other one."""
        return not self.scope or self.kb.scopes == (self.scope,)

    @property
    def base(self) -> Base | None:
        """The revision at which the citations were last true, None when nothing tells."""
        return self.grounds.base

    @cached_property
    def holds(self) -> Holds:
        """What the lock says of the citations of this target."""
        return Holds(self, self.locked)

    @cached_property
    def locked(self) -> dict[str, list[Entry]]:
        """The entries of the lock, of this scope and of others, by page."""
        if self._whole is not None:
            return self._whole.locked
        found: dict[str, list[Entry]] = {}
        for entry in self._lock:
            found.setdefault(entry.page, []).append(entry)
        return found

    def notes(self, coverage: Iterable[Coverage]) -> Iterator[str]:
        """Which base was used and how well it fits, and what the lock covers, if a rule asked.

        `coverage` is what was verified of the citations of this target.
        """
        if self.grounds.wanted and self.base is not None:
            yield self.base.note
        ranges = [one for one in coverage if one.what == RANGES]
        if self._lock and ranges:
            covered = sum(one.checked for one in coverage if one.what == ENTRIES)
            number = count(sum(one.total for one in ranges), "cited range")
            yield f"{LOCK_NAME} covers {covered:,} of {number}"

    @property
    def based(self) -> bool:
        """Whether there is something to follow citations from; no search where the lock has all."""
        if self._whole is not None:
            return self._whole.based
        if not self._lock:
            return self.base is not None
        return len(self.holds.all) == len(self.holds.claims) > 0 or self.base is not None

    @property
    def at_base(self) -> Sources | None:
        """The same target at the base, None without one."""
        return self.grounds.sources

    def of_map(self, repo_map: RepoMap) -> Sources | None:
        """The same target at the time of a map: see `Grounds.of_map`."""
        return self.grounds.of_map(repo_map)

    def is_at(self, revision: Revision) -> bool:
        """Whether this is what the target is at `revision`."""
        return self.revision.commit == revision.commit

    def _at(self, revision: Revision) -> Sources:
        if revision.commit == self.revision.commit:
            return self
        return Sources(
            self.kb,
            self.target,
            revision,
            scope=self.scope,
            repository=self.repository,
            readings=self.readings,
        )

    @cached_property
    def view(self) -> View:
        """What was read of the revision."""
        return self.readings.view(self.revision)

    @cached_property
    def requirements(self) -> Requirements:
        """What the target states about the software that it needs."""
        return self.view.requirements

    @property
    def variables(self) -> Variables:
        """Environment variables that the code of the revision reads."""
        return self.view.variables

    @property
    def mentions(self) -> Mentions:
        """Whether words stand anywhere in the code of the revision."""
        return self.symbols.mentions

    @cached_property
    def proofs(self) -> Proofs:
        """The verdict on every cited range of `files`, all of them made at once.

        Those that take a search are not among them where this does none.
        """
        proofs = Proofs(self)
        _ = proofs.by_file
        return proofs

    def proved(self, file: File, citation: Citation) -> tuple[tuple[LineRange, Proof], ...]:
        """The ranges of a citation whose file and lines exist at the revision, with their proofs.

        What lacks its file or its lines is for ``missing-source-file`` and ``lines-out-of-range``.
        """
        cited = self.cited(file, citation)
        total = self.line_count(cited.path) if cited.status is Status.FOUND else None
        if total is None:
            return ()
        there = (one for one in citation.ranges if 1 <= one.first <= one.last <= total + 1)
        return tuple((lines, self.proofs.of(file, citation, lines)) for lines in there)

    @property
    def symbols(self) -> Symbols:
        """The functions, classes and modules of the revision."""
        return self.view.symbols

    @property
    def paths(self) -> PathIndex:
        """All paths of the revision, ready for look-up."""
        return self.view.paths

    @property
    def label(self) -> str:
        """The revision as messages name it."""
        return self.revision.asked if self.revision.asked != "HEAD" else self.revision.commit[:10]

    @cached_property
    def _cited(self) -> CitedPaths:
        if self._whole is not None:
            return self._whole._cited  # what a path means follows from its page, and from all
        return CitedPaths(self.kb, self.revision, self.paths, self.repository, self.scope)

    def cited(self, file: File, citation: Citation) -> Cited:
        """What the path of `citation`, which stands in `file`, means at the revision."""
        return self._cited.of(file, citation)

    def is_told_by_words(self, citation: Citation) -> bool:
        """Whether the words of its page tell what the path of `citation` means."""
        return not self._cited.is_plain(citation)

    def line_count(self, path: str) -> int | None:
        """How many lines a file of the revision has; None where lines mean nothing."""
        return self.revision.line_count(path)

    def foresee_code(self, *, with_base: bool) -> None:
        """Begin to read the code of the base and the revision, unless that of the latter is known.

        The base comes first: git unpacks it while files that are checked out are read here.
        """
        new = self.view.is_new
        base = self.grounds.foreseen if with_base else None
        if new and base is not None:
            base.revision.foresee_code()
        if new:
            self.revision.foresee_code()

    def forget(self) -> None:
        """Some pages have been judged: what was read of the code that they cite may go."""
        self.readings.forget()
        self.target.forget()

    def foresee(self) -> None:
        """Let git begin with what takes it long and is likely to be asked for."""
        base = self.grounds.foreseen
        if base is not None:
            foresee_renames(self, base.revision)

    @cached_property
    def vanished(self) -> dict[str, Vanished]:
        """For each cited path that is missing: what history tells of it. One look for all."""
        return dict(find_vanished(self))

    def removal(self, file: File, citation: Citation, lines: LineRange) -> Commit | None:
        """The commit that removed cited code which is gone, where history tells."""
        return find_removal(self, file, citation, lines)

    def coverage(self, file: File, *, ranges: bool) -> Iterator[Coverage]:
        """How many citations of `file` were decided, and why the others were not.

        With `ranges` the cited ranges are counted as well, and the entries of the lock for them.
        """
        yield from citations_checked(file, self, ranges=ranges)
        if ranges and self._lock:
            yield self.holds.coverage(file.path)

    def lost(self) -> Iterator[Coverage]:
        """The entries of the lock whose pages are gone."""
        if self._lock:
            yield self.holds.lost()
