"""What came of judging files, in this run or in one before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kbaudit.engine.reuse.answers import Question
from kbaudit.engine.reuse.room import Notes
from kbaudit.engine.reuse.whole import Whole
from kbaudit.model.finding import Finding
from kbaudit.model.report import Coverage, Fault, Skipped

if TYPE_CHECKING:
    from kbaudit.read.file import File

Outcome = Finding | Skipped | Fault
"""What can come of a rule."""


@dataclass(slots=True)
class Judged:
    """What came of judging one file."""

    findings: list[Finding] = field(default_factory=list)
    skipped: set[Skipped] = field(default_factory=set)
    coverage: list[Coverage] = field(default_factory=list)
    faults: set[Fault] = field(default_factory=set)

    def add(self, outcomes: Iterable[Outcome]) -> None:
        """Take up what came of a rule."""
        for one in outcomes:
            if isinstance(one, Finding):
                self.findings.append(one)
            elif isinstance(one, Skipped):
                self.skipped.add(one)
            else:
                self.faults.add(one)


@dataclass(slots=True)
class Came:
    """What came of judging one file, and the notes that were made meanwhile.

    `later` are the ids of rules that judged too soon, so that nothing came of them.
    """

    judged: Judged
    notes: Notes
    later: list[str] = field(default_factory=list)

    def put_off(self, rules: Iterable[str]) -> Came:
        """As if `rules`, of which some judged too soon, had not judged at all."""
        return Came(Judged(), Notes(self.notes.room, self.notes.path), [*rules])


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of one file, and on what besides its text that depends.

    `files` are digests of other files of which a part was read, `answers` what was asked. `scope`
    is whose target the file was held against.
    """

    files: dict[str, str]
    answers: tuple[tuple[Question, str], ...]
    findings: tuple[Finding, ...]
    skipped: tuple[Skipped, ...]
    coverage: tuple[Coverage, ...]
    scope: str = ""
    secret: bool = False
    """Whether a secret stands in any of the files, which the findings might show."""

    @property
    def judged(self) -> Judged:
        """What came of the file."""
        return Judged(list(self.findings), set(self.skipped), list(self.coverage))


@dataclass(frozen=True)
class Known:
    """What need not be judged again.

    `stale` are the paths of files that must be, `judged` has what came of the others as far as
    something did, `coverage` (by scope) and `skipped` (how often) what `judged` does not have.
    `whole` is what came of all that speaks of the whole knowledge base, None where that must be
    judged; `silencing` are the files in which comments may silence rules, None for any. `counted`
    is what `whole` counted of what was found in the files that are stale. `following` tells that
    the run is as the one before but for some pages.
    """

    stale: frozenset[str]
    judged: dict[str, Judged] = field(default_factory=dict)
    coverage: Mapping[str, Sequence[Coverage]] = field(default_factory=dict)
    skipped: Mapping[Skipped, int] = field(default_factory=dict)
    whole: Whole | None = None
    silencing: frozenset[str] | None = None
    counted: Counter[Finding] = field(default_factory=Counter)
    following: bool = False

    def is_as_counted(self, findings: Iterable[Finding]) -> bool:
        """Whether `whole` would count the same of `findings`, which stale files have now."""
        return self.whole is None or self.whole.count(findings) == self.counted

    def that_may_silence(self, files: Iterable[File]) -> Iterable[File]:
        """Those of `files` in which there may be comments that silence rules."""
        if self.silencing is None:
            return files
        return [file for file in files if file.path in self.silencing]


def nothing_known(files: Iterable[File]) -> Known:
    """For a run that judges all `files`."""
    return Known(frozenset(file.path for file in files))
