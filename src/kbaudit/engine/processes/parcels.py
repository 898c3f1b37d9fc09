"""What came of files, as it travels between processes, and lies in memory until it is wanted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from kbaudit.engine.judged import Came, Judged
from kbaudit.engine.part_codec import Parts, close, once, packed
from kbaudit.engine.reuse.answers import Question
from kbaudit.engine.reuse.room import Notes, Room

if TYPE_CHECKING:
    from kbaudit.model.finding import Finding
    from kbaudit.model.report import Coverage, Fault, Skipped
    from kbaudit.read.file import File
    from kbaudit.read.stored import Storage


_NOTHING: frozenset[Any] = frozenset()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one file: see `Came`, `Judged` and `Notes`. Of many files it is the same."""

    notes: str
    findings: tuple[Finding, ...]
    skipped: tuple[Skipped, ...]
    coverage: tuple[Coverage, ...]
    faults: tuple[Fault, ...]
    questions: frozenset[Question]
    files: frozenset[str]
    later: tuple[str, ...]

    def joined(self, other: Outcome) -> Outcome:
        """This with what else came of the same file."""
        return replace(
            other,
            findings=self.findings + other.findings,
            skipped=once((*self.skipped, *other.skipped)),
            coverage=once(self.coverage + other.coverage),
            faults=self.faults + other.faults,
            questions=(self.questions | other.questions) or _NOTHING,
            files=(self.files | other.files) or _NOTHING,
        )

    def came(self, room: Room) -> Came:
        """The same as who takes it up wants to have it."""
        judged = Judged(
            list(self.findings), set(self.skipped), list(self.coverage), set(self.faults)
        )
        notes = Notes(room, self.notes, set(self.questions), set(self.files))
        return Came(judged, notes, list(self.later))


@dataclass(frozen=True, slots=True)
class Parcel:
    """What came of one file, with the answers that were given and the parts that were read."""

    path: str
    outcome: Outcome
    answers: dict[Question, str]
    parts: Parts

    def take(self, room: Room, storage: Storage) -> Outcome:
        """What came, once `room` has heard the answers, and the file its parts in `storage`."""
        room.hear(self.answers)
        close(room.kb.by_path[self.path], self.parts, storage)
        outcome = self.outcome
        return replace(
            outcome,
            skipped=once(outcome.skipped),
            coverage=once(outcome.coverage),
            questions=outcome.questions or _NOTHING,
            files=outcome.files or _NOTHING,
            later=once(outcome.later),
        )


def parcel(room: Room, file: File, came: Came) -> Parcel:
    """What `came` of `file`, ready to travel."""
    judged, notes = came.judged, came.notes
    answers = {question: room.said(question) for question in notes.questions}
    outcome = Outcome(
        notes.path,
        tuple(judged.findings),
        tuple(sorted(judged.skipped)),
        tuple(judged.coverage),
        tuple(sorted(judged.faults)),
        frozenset(notes.questions) or _NOTHING,
        frozenset(notes.files) or _NOTHING,
        tuple(came.later),
    )
    return Parcel(file.path, outcome, answers, packed(file))
