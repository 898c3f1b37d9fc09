"""What was found in a file, and whether it still holds: see `kbaudit.engine.room`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kbaudit.engine.room import Notes, Question, Room
from kbaudit.model.finding import Finding
from kbaudit.model.report import Coverage, Fault, Skipped

if TYPE_CHECKING:
    from kbaudit.read.file import File


@dataclass
class Judged:
    """What came of judging one file."""

    findings: list[Finding] = field(default_factory=list)
    skipped: set[Skipped] = field(default_factory=set)
    coverage: list[Coverage] = field(default_factory=list)
    faults: set[Fault] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of a file whose text has `digest`, and on what else that depends.

    `files` are the digests of other files of which a part was read, `answers` what was asked.
    """

    digest: str
    files: dict[str, str]
    answers: dict[Question, str]
    findings: tuple[Finding, ...]
    skipped: frozenset[Skipped]
    coverage: tuple[Coverage, ...]


class Results:
    """Results of files by path, all made with one configuration and one revision of each target."""

    def __init__(self) -> None:
        self.kept: dict[str, Kept] = {}

    def of(self, file: File, room: Room) -> Judged | None:
        """What comes of `file` as it is now, None where that is not known."""
        kept = self.kept.get(file.path)
        if kept is None or kept.digest != room.digest(file.path):
            return None
        if any(room.digest(path) != digest for path, digest in kept.files.items()):
            return None
        if any(room.said(question) != answer for question, answer in kept.answers.items()):
            return None
        return Judged(list(kept.findings), set(kept.skipped), list(kept.coverage))

    def keep(self, file: File, judged: Judged, notes: Notes) -> None:
        """Take up what came of `file`, with the notes that were made meanwhile."""
        room = notes.room
        self.kept[file.path] = Kept(
            room.digest(file.path),
            {path: room.digest(path) for path in sorted(notes.files)},
            {question: room.said(question) for question in sorted(notes.questions)},
            tuple(judged.findings),
            frozenset(judged.skipped),
            tuple(judged.coverage),
        )
