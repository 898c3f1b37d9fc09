"""What was found in files, and whether it still holds: see `kbaudit.engine.room`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kbaudit.engine.room import Notes, Question, Room
from kbaudit.model.finding import Finding
from kbaudit.model.report import Coverage, Fault, Skipped
from kbaudit.read.secrets import find_secrets

if TYPE_CHECKING:
    from kbaudit.read.file import File
    from kbaudit.read.vocabulary import Vocabulary


@dataclass
class Judged:
    """What came of judging one file."""

    findings: list[Finding] = field(default_factory=list)
    skipped: set[Skipped] = field(default_factory=set)
    coverage: list[Coverage] = field(default_factory=list)
    faults: set[Fault] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of one file, and on what besides its text that depends.

    `files` are digests of other files of which a part was read, `answers` what was asked.
    """

    files: dict[str, str]
    answers: tuple[tuple[Question, str], ...]
    findings: tuple[Finding, ...]
    skipped: tuple[Skipped, ...]
    coverage: tuple[Coverage, ...]
    secret: bool = False
    """Whether a secret stands in any of the files, which the findings might show."""


class Results:
    """Results of files, all made in one setting: configuration, revision of each target, lock.

    `kept` has them by path and digest of the text. `new` tells that some were taken up; `used` are
    those that the last runs met.
    """

    def __init__(self, kept: dict[tuple[str, str], Kept] | None = None) -> None:
        self.kept = kept or {}
        self.used: set[tuple[str, str]] = set()
        self.new = False

    def valid(self, files: Iterable[File], room: Room) -> dict[str, Judged]:
        """What comes of those of `files`, by path, of which that is known."""
        found = {}
        for file in files:
            name = (file.path, room.digest(file.path))
            kept = self.kept.get(name)
            if kept is not None and _holds(kept, room):
                self.used.add(name)
                found[file.path] = Judged(
                    list(kept.findings), set(kept.skipped), list(kept.coverage)
                )
        return found

    def keep(self, file: File, judged: Judged, notes: Notes) -> None:
        """Take up what came of `file`, with the notes that were made meanwhile."""
        room = notes.room
        name = (file.path, room.digest(file.path))
        self.new = True
        self.used.add(name)
        self.kept[name] = Kept(
            {path: room.digest(path) for path in sorted(notes.files)},
            tuple((question, room.said(question)) for question in sorted(notes.questions)),
            tuple(judged.findings),
            tuple(sorted(judged.skipped)),
            tuple(judged.coverage),
            any(find_secrets(room.kb.by_path[path].source) for path in (file.path, *notes.files)),
        )


class MemoryShelf:
    """Results for as long as the process lives."""

    def __init__(self) -> None:
        self._results: dict[str, Results] = {}

    def furnish(self, files: Sequence[File], words: Vocabulary) -> None:
        """See `kbaudit.engine.request.Shelf`: values of files live as long as the process."""

    def results(self, setting: str) -> Results:
        """See `kbaudit.engine.request.Shelf`."""
        return self._results.setdefault(setting, Results())


def _holds(kept: Kept, room: Room) -> bool:
    return all(room.digest(path) == digest for path, digest in kept.files.items()) and all(
        room.said(question) == answer for question, answer in kept.answers
    )
