"""What was found in files, and whether it still holds: see `kbaudit.engine.reuse.room`."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, MutableMapping, Sequence, Set
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kbaudit.engine.coverage import added
from kbaudit.engine.garbage import loading
from kbaudit.engine.judged import Judged, Kept, Known
from kbaudit.engine.reuse.edited import edited
from kbaudit.engine.reuse.known_base import KnownBases, PartAsItWas
from kbaudit.engine.reuse.last_run import LastRun, left_by, outside
from kbaudit.engine.reuse.room import OUTSIDE, Notes, Room
from kbaudit.engine.reuse.whole import Whole, beginnings
from kbaudit.read.kind import FOR_THEMSELVES
from kbaudit.read.secrets import find_secrets

if TYPE_CHECKING:
    from kbaudit.engine.states import State
    from kbaudit.model.finding import Finding
    from kbaudit.read.file import File
    from kbaudit.read.vocabulary import Vocabulary

Name = tuple[str, str]
"""Path and digest of a file."""
_RUNS = 3
"""Runs of which it is remembered what they met; a program that watches makes many."""


def no_parts(path: str, digest: str, name: str) -> Any:
    """What parts of files were when these had another text: nobody knows."""
    raise LookupError(f"{name} of {path} with {digest}")


class Results:
    """Results of files, all made in one setting: configuration, revision of each target, lock.

    `kept` has them by path and digest of the text, `last` is what the run before left, and `parts`
    tells what parts of files were. `findings` gives those of a file without the rest, as `kept`
    would. `new` tells that there is more than there was.
    """

    def __init__(
        self,
        kept: MutableMapping[Name, Kept] | None = None,
        last: LastRun | None = None,
        parts: PartAsItWas = no_parts,
        findings: Callable[[Name], Sequence[Finding]] | None = None,
    ) -> None:
        self.kept: MutableMapping[Name, Kept] = {} if kept is None else kept
        self._findings = findings or (lambda name: self.kept[name].findings)
        self.last = last
        self._runs: deque[tuple[Sequence[File], Set[str]]] = deque(maxlen=_RUNS)
        """Files of the last runs, and the paths of those that had to be judged."""
        self._judged: set[Name] = set()
        self.new = False
        self.patched = False
        """Whether the last run was as the one before it but for a few pages that were edited."""
        self._parts = parts
        self._bases = KnownBases(parts)

    def known(self, files: Sequence[File], room: Room, *, closely: bool = False) -> Known:
        """What holds of results that are kept, for a run over all `files`.

        Who looks `closely` knows nothing of the whole knowledge base.
        """
        self.patched = False
        self._bases = KnownBases(self._parts)
        known, last = None, self.last
        with loading():
            if last is not None and (changed := last.changed(files, room)) is not None:
                self._bases.recall(last, changed, room)
                known = self._by_last(last, changed, room, closely=closely)
            known = known or self._by_answers(files, room)
        self._runs.append((files, known.stale))
        return known

    def used(self) -> Iterator[Name]:
        """The results that the last runs met, and those that are new."""
        yield from sorted(self._judged)
        for files, stale in self._runs:
            for file in files:
                if file.kind in FOR_THEMSELVES and file.path not in stale:
                    yield file.path, file.digest

    def keep(self, file: File, judged: Judged, notes: Notes, scope: str) -> None:
        """Take up what came of `file`, with the notes that were made meanwhile.

        All of it is kept in one order, whichever rules judged first.
        """
        room = notes.room
        name = (file.path, room.digest(file.path))
        self.new = True
        self._judged.add(name)
        self.kept[name] = Kept(
            {path: room.digest(path) for path in sorted(notes.files)},
            tuple((question, room.said(question)) for question in sorted(notes.questions)),
            tuple(sorted(judged.findings, key=lambda finding: finding.order)),
            tuple(sorted(judged.skipped)),
            tuple(sorted(judged.coverage, key=lambda one: one.what)),
            scope,
            any(find_secrets(room.kb.by_path[path].source) for path in (file.path, *notes.files)),
        )

    def leave(self, room: Room, known: Known, whole: Whole, silencing: Iterable[str]) -> None:
        """Take up what a run leaves in which all files were judged but those that were `known`."""
        answers = {}
        if known.whole is None:
            answers = {question: room.said(question) for question in outside(whole.asked)}
            whole = replace(whole, beginnings=dict(beginnings(whole.findings, room)))
        if known.following and self.last is not None:
            kept = {path: self.kept.get((path, room.digest(path))) for path in known.stale}
            self.last.follow(room, known, whole, answers, kept, silencing)
        else:
            kept = {file.path: self.kept.get((file.path, file.digest)) for file in room.kb.files}
            self.last = left_by(room, whole, answers, kept, silencing)
        self.last.bases = self._bases.left(room)

    def _by_last(
        self, last: LastRun, changed: Sequence[File], room: Room, *, closely: bool
    ) -> Known | None:
        """What holds because nobody can tell this run from the last one, but by what `changed`.

        What speaks of the whole knowledge base is judged again where it does not hold.
        """
        edit = edited(changed, last, room, self._parts)
        if edit is None:
            return None
        holds = edit.keeps_the_whole()
        if not holds and not edit.tells_little(room):
            return None
        others = {one for one, answer in last.answers.items() if room.said(one) != answer}
        if any(one[0] != "younger" for one in others):
            return None
        # A page was committed: history tells more of it, to itself alone (see `Need.HISTORY`).
        stale = last.affected(edit.changed, edit.named.ends).union(one[1] for one in others)
        try:
            before = [self.kept[path, last.files[path]] for path in sorted(stale - last.open)]
            judged = {
                path: Judged(list(self._findings((path, last.files[path]))))
                for path in sorted(last.speaking - stale)
            }
        except KeyError:
            return None
        room.remembered = {
            question: edit.named.answer(question, answer)
            for one in before
            for question, answer in one.answers
            if question[0] not in OUTSIDE
        }
        coverage = {
            scope: added(found, (c for one in before if one.scope == scope for c in one.coverage))
            for scope, found in last.coverage.items()
        }
        skipped = Counter(last.skipped)
        skipped.subtract(skip for one in before for skip in one.skipped)
        self.patched = bool(edit.changed)
        known = Known(
            frozenset(stale),
            judged,
            coverage,
            +skipped,
            silencing=edit.silencing,
            following=True,
        )
        if closely or not holds or not others.isdisjoint(last.whole.asked):
            return known
        if last.open and last.whole.counted:
            return known
        counted = last.whole.count(finding for one in before for finding in one.findings)
        return replace(known, whole=last.whole, counted=counted)

    def _by_answers(self, files: Sequence[File], room: Room) -> Known:
        """What holds because all that was asked for it has the same answer now."""
        judged = {}
        for file in files:
            if file.kind in FOR_THEMSELVES:
                kept = self.kept.get((file.path, room.digest(file.path)))
                if kept is not None and _holds(kept, room):
                    judged[file.path] = kept.judged
        stale = (file.path for file in files if file.path not in judged)
        return Known(frozenset(stale), judged)


class MemoryShelf:
    """Results for as long as the process lives."""

    def __init__(self) -> None:
        self._results: dict[str, Results] = {}

    def holding(self, words: Vocabulary, limit: int) -> None:
        """See `kbaudit.engine.request.Shelf`: values of files live as long as the process."""

    def state(self, name: str) -> None:
        """See `kbaudit.engine.request.Shelf`: results of files are enough here."""

    def keep_state(self, name: str, state: State) -> None:
        """See `kbaudit.engine.request.Shelf`."""

    def results(self, setting: str) -> Results:
        """See `kbaudit.engine.request.Shelf`."""
        return self._results.setdefault(setting, Results())


def _holds(kept: Kept, room: Room) -> bool:
    return all(room.digest(path) == digest for path, digest in kept.files.items()) and all(
        room.said(question) == answer for question, answer in kept.answers
    )
