"""What a run of the fixer did and what it left, as data."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kbaudit.model.edit import Edit, Fix, Safety
from kbaudit.model.finding import Finding, Level
from kbaudit.model.report import Fault, Skipped


@dataclass(frozen=True, slots=True)
class Repair:
    """A finding, and its fix as it is to be applied: all of it, or nothing."""

    finding: Finding
    fix: Fix

    @property
    def paths(self) -> frozenset[str]:
        """The files that the fix changes."""
        return frozenset(edit.path for edit in self.fix.edits)

    def edits_of(self, path: str) -> tuple[Edit, ...]:
        """The edits of one file, in the order of the text."""
        return tuple(sorted(edit for edit in self.fix.edits if edit.path == path))


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """A file of the knowledge base before and after.

    `path` is relative to its root; `real` is that of the file which holds the text, another one
    where `path` is a link. Without `before` there was no such file, without `after` it goes. A new
    file has the mode of the file `like`, where that is given.
    """

    path: str
    real: str
    before: bytes | None
    after: bytes | None
    like: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Left:
    """A file that was not changed although there are fixes for it, and why: one clause."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A repair that did not stand the check and was taken back, and what it would have done.

    `ours` tells that the fault is that of the rule: its repair does not repair.
    """

    repair: Repair
    reason: str
    ours: bool


@dataclass(frozen=True)
class FixReport:
    """The outcome of one run. Nothing was written when the caller only wanted to know.

    `fixed` are the findings whose repair is in `changes`; `remaining` is what the rules that were
    asked for say afterwards, each of which is to be told where `listed` is set. `untouched` are
    changes that an interrupt kept from being written.
    """

    root: str
    fail_on: Level
    changes: tuple[Change, ...] = ()
    fixed: tuple[Repair, ...] = ()
    remaining: tuple[Finding, ...] = ()
    left: tuple[Left, ...] = ()
    refused: tuple[Refused, ...] = ()
    untouched: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    faults: tuple[Fault, ...] = ()
    interrupted: bool = False
    listed: bool = False
    baselined: int = 0
    """How many more remain that are in the baseline, and do not count."""

    @property
    def unsafe(self) -> int:
        """How many of what remains could be repaired with unsafe fixes."""
        return _with(self.remaining, Safety.UNSAFE)

    @property
    def repairable(self) -> int:
        """How many of what remains could be repaired with safe fixes (and was left, or refused)."""
        return _with(self.remaining, Safety.SAFE)

    def failed(self, fail_on: Level | None = None) -> bool:
        """Whether what remains holds a finding at or above the level at which the run fails."""
        bound = fail_on or self.fail_on
        return any(finding.level >= bound for finding in self.remaining)

    def by_file(self) -> dict[str, Counter[str]]:
        """For each changed file how many findings of each rule were repaired in it.

        A repair counts in the file of its finding when that was changed, else in those it changed.
        A file in which nothing counts was changed along with others.
        """
        counts: dict[str, Counter[str]] = {change.path: Counter() for change in self.changes}
        for repair in self.fixed:
            home = repair.finding.path
            for path in [home] if home in counts else sorted(repair.paths & counts.keys()):
                counts[path][repair.finding.rule] += 1
        return counts


def _with(findings: Sequence[Finding], safety: Safety) -> int:
    return sum(f.fix is not None and f.fix.safety is safety for f in findings)
