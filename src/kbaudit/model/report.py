"""The outcome of one audit: findings, and all that was not decided."""

from collections import Counter
from dataclasses import dataclass, field

from kbaudit.model.finding import Finding, Level


@dataclass(frozen=True, slots=True, order=True)
class Skipped:
    """A rule that could not run, and why. Not checked is not clean."""

    rule: str
    reason: str


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """A defect of kbaudit itself, met while `rule` judged `path`; the rest was judged."""

    rule: str
    path: str
    message: str


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A finding that the page itself silences, with the reason that stands there."""

    finding: Finding
    reason: str


@dataclass(frozen=True, slots=True, order=True)
class BaselineEntry:
    """Findings of one file that a baseline records: `count` equal ones, by their fingerprint.

    `key` says what they are about, without secrets.
    """

    path: str
    rule: str
    key: str
    fingerprint: str
    count: int = 1

    @property
    def identity(self) -> tuple[str, str]:
        """By what an entry is matched with findings."""
        return (self.path, self.fingerprint)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of one kind of claim was verified, so that silence can be trusted.

    `what` is the plural ("citations"), `undecided` counts the reasons of those not checked.
    """

    what: str
    total: int
    undecided: tuple[tuple[str, int], ...] = ()

    @property
    def checked(self) -> int:
        """How many were decided, for or against."""
        return self.total - sum(count for _, count in self.undecided)


@dataclass(frozen=True, slots=True)
class TargetInfo:
    """The revision that the pages were held against."""

    path: str
    asked: str
    commit: str
    scope: str = ""
    url: str = ""
    """Where the repository lives, as the configuration says it; empty where it does not."""


@dataclass(frozen=True, slots=True)
class HomeInfo:
    """The repository in which the knowledge base itself lies: its folder, and what is checked out.

    `url` is where it came from, as git has it; empty without a remote. `commit` is empty before
    the first.
    """

    path: str
    url: str = ""
    commit: str = ""


@dataclass(frozen=True)
class Report:
    """All that one run has to say. `root` is the knowledge base as the user named it."""

    root: str
    findings: tuple[Finding, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    faults: tuple[Fault, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    targets: tuple[TargetInfo, ...] = ()
    files: int = 0
    pages: int = 0
    rules: int = 0
    notes: tuple[str, ...] = field(default=())
    baseline: str = ""
    """The baseline that was heeded, as the user would name it; empty without one."""
    baselined: tuple[Finding, ...] = ()
    """Findings that are in the baseline, and not among `findings`."""
    ended: tuple[BaselineEntry, ...] = ()
    """Entries of the baseline, counted, that no longer occur."""
    since: str = ""
    """What was compared with what: only findings in it or caused by it are among `findings`."""
    outside: int = 0
    """How many findings there are besides, which are not."""
    home: HomeInfo | None = None
    """Where the knowledge base comes from, for formats that say it; None where nobody asked."""

    def counts(self) -> dict[Level, int]:
        """How many findings there are of each level, worst first; levels without any are 0."""
        seen = Counter(finding.level for finding in self.findings)
        return {level: seen[level] for level in sorted(Level, reverse=True)}
