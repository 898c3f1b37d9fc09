"""What one audit is asked to do, and what it hands back."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from kbaudit.engine.clock import today
from kbaudit.engine.recorded import Recorded
from kbaudit.engine.stopwatch import Stopwatch
from kbaudit.model.finding import Level
from kbaudit.model.report import Report
from kbaudit.model.span import Source
from kbaudit.target.tables import OfThisRun, Tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kbaudit.engine.processes.jobs import Carrier
    from kbaudit.engine.reuse.results import Results
    from kbaudit.engine.states import State
    from kbaudit.read.file import File
    from kbaudit.read.vocabulary import Vocabulary

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is (0: not known)."""


class Fetch(Enum):
    """Whether a target that is kept in the cache may be downloaded."""

    NEVER = "never"
    MISSING = "missing"
    """What is not there, and what branches have become."""
    ANEW = "anew"
    """Tags as well, which may have been moved."""


def mute(sentence: str) -> None:
    """Told what is about to be downloaded; nobody listens."""


def look(place: Path) -> bool:
    """Whether there is something at `place`.

    A run depends on it, so that it is announced, as Python announces what is opened.
    """
    sys.audit("kbaudit.looked", str(place))
    return place.exists()


def silent(what: str, done: int, total: int) -> None:
    """The progress that nobody watches."""


class Holding(Protocol):
    """What is known of files from the runs before."""

    def known(self, digests: Mapping[str, str]) -> dict[str, str]:
        """Those of `digests`, by path, with which the file was a readable one."""

    def furnish(self, files: "Sequence[File]") -> None:
        """Give `files` what is known of them."""


class Shelf(Protocol):
    """Where results of files, and parts of them, are found again by the runs that follow."""

    def holding(self, words: "Vocabulary", limit: int) -> Holding | None:
        """What is known of files that are read with `words` and up to `limit` bytes."""

    def results(self, setting: str) -> "Results | None":
        """Those that were made in a `setting`, the same ones each time; None to keep none."""

    def state(self, name: str) -> "State | None":
        """The state that was taken up under `name`, None where none is known."""

    def keep_state(self, name: str, state: "State") -> None:
        """Take up a state."""


class NoShelf:
    """For a run that nothing follows."""

    def holding(self, words: "Vocabulary", limit: int) -> None:
        """See `Shelf`."""

    def results(self, setting: str) -> None:
        """See `Shelf`."""

    def state(self, name: str) -> None:
        """See `Shelf`."""

    def keep_state(self, name: str, state: "State") -> None:
        """See `Shelf`."""


@dataclass(frozen=True)
class Request:
    """One audit. `root` is the knowledge base, `shown` its name in messages and reports.

    `repo` and `rev` say which target is meant, and `base` at which revision the citations were
    true, each entry for all scopes or, as ``SCOPE=VALUE``, for one. What is given here counts more
    than the configuration. `tell` is told a sentence before something is downloaded. `online`
    has servers asked about the addresses on pages. `watch` is told where the time goes.
    `tables` may know from earlier runs what was worked out of revisions, `shelf` what was found in
    files; `seen` has digests of files, by absolute path, as they were when the run began. `jobs` is
    how many processes may judge (0: as many as pay), `carriers` what else fills up meanwhile and
    has to come back from each of them. `baseline` is read instead of that of the knowledge base,
    and none at all without `heeding_baseline`.

    `since` is a revision of the repository in which the knowledge base lies: only what changed from
    there on, and what that causes, is reported. With `staged` that is what is staged, and the index
    is judged instead of the files on the disk. With `files` (paths from the root of the knowledge
    base) all findings in these are reported too. `recorded` is read instead of the disk.
    """

    root: Path
    shown: str = ""
    repo: tuple[str, ...] = ()
    rev: tuple[str, ...] = ()
    base: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    config: Path | None = None
    baseline: Path | None = None
    heeding_baseline: bool = True
    since: str | None = None
    staged: bool = False
    files: frozenset[str] = frozenset()
    recorded: Recorded | None = None
    today: date = field(default_factory=today)
    progress: Progress = silent
    fetch: Fetch = Fetch.NEVER
    online: bool = False
    tell: Callable[[str], None] = mute
    watch: Stopwatch = field(default_factory=Stopwatch, compare=False)
    tables: Tables = field(default_factory=OfThisRun, compare=False)
    shelf: Shelf = field(default_factory=NoShelf, compare=False)
    seen: Mapping[str, str] = field(default_factory=dict, compare=False)
    jobs: int = field(default=1, compare=False)
    carriers: "tuple[Carrier, ...]" = field(default=(), compare=False)

    @property
    def name(self) -> str:
        """The knowledge base as the user named it."""
        return self.shown or str(self.root)


@dataclass(frozen=True)
class Outcome:
    """The report, the texts that it speaks of, and the level at which the run fails.

    `commented` are the rules of which comments on pages speak. `clean` tells that no secret stands
    in any text that the report speaks of.
    """

    report: Report
    texts: Mapping[str, Source]
    fail_on: Level
    commented: frozenset[str] = frozenset()
    clean: bool = False

    @property
    def failed(self) -> bool:
        """Whether there is a finding at or above the level at which the run fails."""
        return any(finding.level >= self.fail_on for finding in self.report.findings)
