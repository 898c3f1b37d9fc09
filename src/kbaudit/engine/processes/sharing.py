"""How judging is shared between processes: by pages where they are many, else by rules.

What a rule finds in a page often follows from what all pages say together. So pages are read first,
each by one of the processes, and judged by all rules that need no more than that page; the rules
that came too soon judge when all pages are read. Few pages are not worth that. Held against a
target, they still take long, since code has to be read for them: what follows citations through
its history then runs beside what reads it as it is.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from kbaudit.engine.judge import CLAIMS
from kbaudit.engine.judged import Came
from kbaudit.engine.part_codec import close
from kbaudit.engine.processes.jobs import Crew, Share
from kbaudit.engine.processes.parcels import Outcome, Parcel, parcel
from kbaudit.engine.processes.pieces import Piece, cut
from kbaudit.read.citation import Citation
from kbaudit.read.file import File
from kbaudit.read.kind import FOR_THEMSELVES, Kind
from kbaudit.read.stored import Storage
from kbaudit.rulekit.rule import Need, Rule

if TYPE_CHECKING:
    from kbaudit.engine.bench import Bench
    from kbaudit.engine.processes.pieces import Work
    from kbaudit.rulekit.sources import Sources

MANY = 1_000_000
"""Characters of all pages from which on it pays to share them."""
BESIDE_CODE = 1_000
"""The same for each file of a target, which each process may come to read."""
SOME = 30
"""Pages from which on it pays to share what is asked of a target."""
_PIECES = 8
"""Pieces for each process, so that all end at about the same time."""
_LATE_PIECES = 2
"""The same where each piece has its price, as that of a look through the code of the target."""
_PLAIN_PIECES = 2
"""The same for what is judged last, by rules that ask for no code."""
_PAGES = 500
"""Pages in one piece: of more of them not all that was read is in memory when it is asked again."""


def share(bench: Bench, rules: Sequence[Rule], files: Sequence[File]) -> dict[str, Outcome]:
    """What `rules` find in those of `files`, by path, that were judged by several processes.

    None are where one process is faster, or something went wrong: all is then judged by one.
    """
    if bench.crew.size < 2:
        return {}
    pages = [file for file in files if file.kind in FOR_THEMSELVES]
    sharing = _Sharing(bench, rules)
    size = sum(file.source.size for file in pages)
    if size >= MANY and size >= BESIDE_CODE * _files_of_targets(bench):
        return sharing.by_pages(pages, [file for file in files if file.kind not in FOR_THEMSELVES])
    if bench.sources and len(pages) >= SOME:
        return sharing.by_rules(files)
    return {}


def _files_of_targets(bench: Bench) -> int:
    return sum(len(sources.revision.files) for sources in bench.sources.values())


class _Sharing:
    """What came of files so far."""

    def __init__(self, bench: Bench, rules: Sequence[Rule]) -> None:
        self._bench = bench
        self._rules = rules
        self._came: dict[str, Outcome] = {}
        self._storage = Storage()

    def by_rules(self, files: Sequence[File]) -> dict[str, Outcome]:
        """What comes of `files` if some rules judge here and others there."""
        following = [rule for rule in self._rules if _follows(rule)]
        others = [rule for rule in self._rules if not _follows(rule)]
        coded = [rule for rule in others if Need.REVISION in rule.needs]
        plain = [rule for rule in others if Need.REVISION not in rule.needs]
        # What became of mapped files git finds out meanwhile.
        ordered = sorted(files, key=lambda file: file.kind is Kind.MAP)
        pieces = [
            Piece(ordered, partial(self._judge, rules, claims), following=rules is following)
            for rules, claims in ((coded, ("pin",)), (following, ("citation",)))
            if rules or self._bench.judge.tags.intersection(claims)
        ]
        if plain:  # whoever is done first takes more of these
            rest = self._pieces(ordered, partial(self._judge, plain, ()), _PLAIN_PIECES)
            pieces += [replace(piece, forgetting=False) for piece in rest]
        if len(pieces) < 2:
            return {}
        self._foresee_code(with_base=True)
        return self._came if self._done(pieces, self._bench.crew) else {}

    def by_pages(self, files: Sequence[File], lists: Sequence[File]) -> dict[str, Outcome]:
        """What comes of `files` if some are judged here and others there, and of `lists` of all."""
        if self._bench.judge.tags:
            self._foresee_code(with_base=False)
        room = self._bench.room
        room.early = True
        try:
            early = self._pieces(files, self._judge_early, _PIECES, _PAGES)
            whole = self._done(early, self._bench.crew)
        finally:
            room.early = False
        if not whole:
            return {}
        self._forget_code()  # from now on it is that which pages cite
        counted = bool(self._bench.sources) and "citation" in self._bench.judge.tags
        left = [file for file in files if counted or self._came[file.path].later]
        # What all pages say together is known to all processes once each rule judged one of them.
        first = {rule: file for file in reversed(left) for rule in self._came[file.path].later}
        few = {file.path: file for file in first.values()}
        piece = Piece([*few.values()], self._judge_late, forgetting=True, searching=False)
        if few and not self._done([piece], Crew()):
            return {}
        left = [file for file in left if file.path not in few or self._came[file.path].later]
        late = self._pieces(left, self._judge_late, _PIECES, _PAGES, searching=False)
        # The first is mostly taken by this process, which asks lists for more than this.
        of_all = Piece(lists, partial(self._judge, self._rules, CLAIMS), forgetting=True)
        if not self._done([of_all, *late], self._bench.crew):
            return {}
        # Some take a look through all code: that has its price, and is done for many at once.
        left = [file for file in left if self._came[file.path].later]
        late = self._pieces(left, self._judge_late, _LATE_PIECES)
        return self._came if self._done(late, self._bench.crew) else {}

    def _foresee_code(self, *, with_base: bool) -> None:
        """Begin to read code once for all processes. Who needs it meets what goes wrong himself."""
        for sources in self._bench.sources.values():
            with suppress(Exception):
                sources.foresee_code(with_base=with_base)

    def _forget_code(self) -> None:
        """Give back the memory of code that was read. The next pages ask for other files."""
        for sources in self._bench.sources.values():
            sources.forget()

    def _judge(
        self,
        rules: Sequence[Rule],
        claims: Collection[str],
        file: File,
        among: Mapping[str, Sources],
    ) -> Came:
        return self._bench.judge.of_file(rules, file, among, claims)

    def _judge_early(self, file: File, among: Mapping[str, Sources]) -> Came:
        """What comes of `file` while others have not been read; it is read for them as well."""
        came = self._judge(self._rules, ("pin",), file, among)
        if came.later:
            _ = file.leads
            if self._bench.sources:
                _ = file.pinned, getattr(file, "upkeep", None)
        return came

    def _judge_late(self, file: File, among: Mapping[str, Sources]) -> Came:
        """What comes of the rules that judged `file` too soon; nothing where it is so once more."""
        later = self._came[file.path].later
        rules = [rule for rule in self._rules if rule.id in later]
        came = self._judge(rules, ("citation",), file, among)
        return came.put_off(later) if came.later else came

    def _done(self, pieces: Sequence[Piece], crew: Crew) -> bool:
        """Let `crew` work at `pieces`. Whether that came to its end."""
        bench = self._bench
        total = sum(len(piece.files) for piece in pieces)

        def one(number: int, away: bool) -> list[Parcel]:
            piece, parcels = pieces[number], []
            among = bench.among(piece.files, searching=piece.searching)
            for sources in among.values() if piece.following else ():
                with suppress(Exception):  # who needs it meets the reason himself
                    sources.foresee()
            for file in piece.files:
                work.stay()
                bench.progress("judging", work.tally.count(), total)
                came = piece.work(file, among)
                if bench.results is None:
                    came.notes.clear()
                made = parcel(bench.room, file, came)
                if away:
                    parcels.append(made)
                    close(file, made.parts)
                else:
                    self._take(made)
                if piece.forgetting:
                    file.forget()
            if not piece.searching:
                self._forget_code()
            return parcels

        work = Share(len(pieces), one, replace(crew, others=(*crew.others, bench.room)))
        found = work.done()
        for brought in (one for some in found or () for one in some):
            self._take(brought)
        return found is not None

    def _take(self, made: Parcel) -> None:
        """Take up what came of a file, beside what other rules found there."""
        path, outcome = made.path, made.take(self._bench.room, self._storage)
        known = self._came.get(path)
        self._came[path] = outcome if known is None else known.joined(outcome)

    def _pieces(
        self,
        files: Sequence[File],
        work: Work,
        each: int,
        most: int = sys.maxsize,
        *,
        searching: bool = True,
    ) -> list[Piece]:
        """`files` in `each` pieces for a process; in more where they had more files than `most`."""
        wanted = max(self._bench.crew.size * each, len(files) // most)
        return [
            Piece(some, work, forgetting=True, searching=searching) for some in cut(files, wanted)
        ]


def _follows(rule: Rule) -> bool:
    """Whether a rule asks where cited code was, and is, or for the tree of which a map was made."""
    about = rule.subject is Citation or "map" in rule.tags
    cites = Need.REVISION in rule.needs and about
    return cites or (Need.BASE in rule.needs and "pin" not in rule.tags)
