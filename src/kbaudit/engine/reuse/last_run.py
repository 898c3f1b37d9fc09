"""What the last run left, so that the next one looks only at what changed and what depends on it.

Most edits change the words of a page and nothing that anybody else asks of it. Then nearly all
holds that was found before, and need not even be looked up: results of pages that did not read the
edited one, and what came of indexes, maps, reports and the knowledge base as a whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kbaudit.engine.coverage import added
from kbaudit.engine.reuse.answers import Question
from kbaudit.engine.reuse.known_base import KnownBase
from kbaudit.engine.reuse.room import OF_NAMING, OUTSIDE
from kbaudit.engine.reuse.whole import Whole, shorter
from kbaudit.model.report import Coverage, Skipped
from kbaudit.read.kind import FOR_THEMSELVES
from kbaudit.read.secrets import find_secrets

if TYPE_CHECKING:
    from kbaudit.engine.judged import Kept, Known
    from kbaudit.engine.reuse.room import Room
    from kbaudit.read.file import File

AROUND = "\t"
"""Stands before the path of a file for all that names it, or that it names."""


@dataclass
class LastRun:
    """What a run left of a knowledge base.

    `files` are digests of all files by path, `directory` one of all paths. `answers` are those to
    questions that no page answers. `readers` has for each file those whose results depend, or did
    once, on its text (with a tab behind each), and under its path behind a tab those others whose
    results depend on whom it names, or who names it. `speaking` has those with findings, `open`
    those whose results hold for no other run and `silencing` those with comments that silence
    rules, as of the `day` of the run.
    `coverage` (by scope) and `skipped` (how often) are those of all but `open` ones. `secret` tells
    that a secret stands in a file, which a finding might show, `naming` that anything may depend on
    which pages name which. `renewed` are the keys of which `files`, `readers` and `speaking` say
    something else than when this was read; None is for all.
    """

    files: dict[str, str]
    directory: str
    whole: Whole
    day: str
    answers: dict[Question, str] = field(default_factory=dict)
    readers: dict[str, str] = field(default_factory=dict)
    speaking: set[str] = field(default_factory=set)
    open: set[str] = field(default_factory=set)
    silencing: frozenset[str] = frozenset()
    coverage: dict[str, tuple[Coverage, ...]] = field(default_factory=dict)
    skipped: dict[Skipped, int] = field(default_factory=dict)
    secret: bool = False
    naming: bool = False
    bases: dict[str, KnownBase] = field(default_factory=dict)
    renewed: set[str] | None = field(default=None, init=False, compare=False)

    def changed(self, files: Sequence[File], room: Room) -> list[File] | None:
        """Those of `files` whose text is another one.

        None where files or folders came or went, or can be read only now, or no longer.
        """
        if len(files) != len(self.files) or room.directory != self.directory:
            return None
        held = self.files
        changed = [file for file in files if held.get(file.path) != file.digest]
        return changed if all(file.path in held for file in changed) else None

    def is_silenced_as(self, room: Room) -> bool:
        """Whether comments that silence rules do so still: some end with a day."""
        return not self.silencing or self.day == str(room.updates.today)

    def affected(self, changed: Iterable[File], ends: Set[str]) -> set[str]:
        """The paths of all files whose results may be others now.

        Pages name those at the `ends` otherwise, or these name others.
        """
        paths = {file.path for file in changed}
        looked_at = paths.union(AROUND + one for one in ends)
        read = (self.readers.get(one, "").split("\t")[:-1] for one in looked_at)
        return paths.union(self.open, ends, *read)

    def follow(
        self,
        room: Room,
        known: Known,
        whole: Whole,
        answers: Mapping[Question, str],
        kept: Mapping[str, Kept | None],
        silencing: Iterable[str],
    ) -> None:
        """Become what a run leaves that judged no files for themselves but those of `kept`.

        See `left_by` for the rest.
        """
        for path in kept:
            self.files[path] = room.digest(path)
        asked = self.whole.and_asked(shorter(room.read, room), room.words)
        judged = whole is not self.whole
        self.whole = replace(whole, read=asked.read, words=asked.words) if judged else asked
        self.answers.update(answers)
        self.silencing = frozenset(silencing)
        self.naming |= self.whole.is_about_names
        self.speaking -= known.stale
        self.open -= known.stale
        renewed = {*kept}
        for path, one in sorted(kept.items()):
            self._take(path, one)
            for other in _looked_at(path, one) if one is not None else ():
                readers = self.readers.get(other, "")
                if f"\t{path}\t" not in f"\t{readers}":
                    self.readers[other] = f"{readers}{path}\t"
                    renewed.add(other)
        if self.renewed is not None:
            self.renewed |= renewed
        self._count(known.coverage, known.skipped, kept)

    def _count(
        self,
        coverage: Mapping[str, Sequence[Coverage]],
        skipped: Mapping[Skipped, int],
        kept: Mapping[str, Kept | None],
    ) -> None:
        """Add to what is known of files what came of others, but of those that are open."""
        totals = {scope: list(found) for scope, found in coverage.items()}
        said = Counter(dict(skipped))
        for path, one in kept.items():
            if one is not None and path not in self.open:
                totals.setdefault(one.scope, []).extend(one.coverage)
                said.update(one.skipped)
        self.coverage = {scope: added(found) for scope, found in sorted(totals.items())}
        self.skipped = dict(sorted(said.items()))

    def _take(self, path: str, kept: Kept | None) -> None:
        """Note what came of the file at `path`; None is for what is not to be kept."""
        self.secret = self.secret or (kept is not None and kept.secret)
        unfit = kept is None or any(question[0] == "everything" for question, _ in kept.answers)
        if kept is None or unfit or "\t" in path:
            self.open.add(path)
            return
        self.naming |= any(question[0] in OF_NAMING for question, _ in kept.answers)
        self.answers.update(pair for pair in kept.answers if pair[0][0] in OUTSIDE)
        if kept.findings:
            self.speaking.add(path)


def left_by(
    room: Room,
    whole: Whole,
    answers: Mapping[Question, str],
    kept: Mapping[str, Kept | None],
    silencing: Iterable[str],
) -> LastRun:
    """What a run leaves that has judged, or looked up, all files of `room`.

    `kept` are results by path, `answers` those to questions of `whole` that no page answers, and
    `silencing` the files with comments that silence rules.
    """
    last = LastRun(
        {file.path: file.digest for file in room.kb.files},
        room.directory,
        replace(
            whole,
            read=shorter(room.read, room),
            words={path: frozenset(words) for path, words in sorted(room.words.items())},
        ),
        str(room.updates.today),
        dict(answers),
        silencing=frozenset(silencing),
    )
    last.naming = last.whole.is_about_names
    readers: dict[str, list[str]] = {}
    for file in room.kb.files:
        if file.kind not in FOR_THEMSELVES:
            last.secret = last.secret or bool(find_secrets(file.source))
            continue
        one = kept.get(file.path)
        last._take(file.path, one)
        for other in _looked_at(file.path, one) if one is not None else ():
            readers.setdefault(other, []).append(file.path)
    last.readers = {path: "\t".join([*found, ""]) for path, found in sorted(readers.items())}
    last._count({}, {}, kept)
    return last


def _looked_at(path: str, kept: Kept) -> list[str]:
    """On what else the results of the file at `path` depend, if a page does not."""
    asked = [question[1:] for question, _ in kept.answers if question[0] in OF_NAMING]
    around = (AROUND + one for ends in asked if path not in ends for one in ends)
    return sorted({*kept.files, *around})


def outside(questions: Iterable[Question]) -> Iterator[Question]:
    """Those of `questions` whose answers can change although no page does."""
    return (question for question in questions if question[0] in OUTSIDE)
