"""What changed, and what that causes: the state before is judged as well, and compared.

A finding is caused by a change if it was not there before: fingerprints tell, so that lines may
move. It is in what changed if it stands on a line that was changed. The state before is that of the
repository in which the knowledge base lies, that of the target, or both.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from kbaudit.engine.baseline import match
from kbaudit.engine.recorded import Recorded
from kbaudit.engine.request import Outcome, Request
from kbaudit.engine.since_target import moved_from, moved_to, moves
from kbaudit.model.errors import TargetError, UsageError
from kbaudit.model.finding import Finding, Level
from kbaudit.model.report import BaselineEntry, Report
from kbaudit.model.span import Source
from kbaudit.target.home import Home, Tracked, open_home

if TYPE_CHECKING:
    from kbaudit.engine.auditor import Auditor
    from kbaudit.engine.states import Present

Prepare = Callable[[Request], AbstractContextManager["Auditor"]]

_OURS = ("kbaudit.yaml", "kbaudit.lock")


@dataclass(frozen=True)
class Past:
    """The state before: what was found, and the texts of that time. `label` says what changed."""

    label: str
    entries: tuple[BaselineEntry, ...] = ()
    texts: Mapping[str, Source] = field(default_factory=dict)
    wholly: frozenset[str] = frozenset()
    """Files whose findings are reported, changed or not."""

    def concerned(
        self, auditor: "Auditor", report: Report, texts: Mapping[str, Source]
    ) -> set[int]:
        """The ids of the findings of `report` that are in what changed, or caused by it."""
        new = match(self.entries, report.findings, auditor.kb.paths).new
        found = {id(finding) for finding in new}
        for path, findings in _by_path(report.findings):
            lines = self._changed(path, texts)
            found |= {
                id(finding)
                for finding in findings
                if path in self.wholly
                or not lines.isdisjoint(range(finding.start.line, finding.end.line + 1))
            }
        return found

    def _changed(self, path: str, texts: Mapping[str, Source]) -> set[int]:
        """The lines of a page that are not as they were; none of a page that is new."""
        before, now = self.texts.get(path), texts.get(path)
        if before is None or now is None or before is now:
            return set()
        old, new = (one.text.replace("\r\n", "\n").split("\n") for one in (before, now))
        if old == new:
            return set()
        codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        return {
            line
            for tag, _, _, first, last in codes
            if tag in ("replace", "insert")
            for line in range(first + 1, last + 1)
        }


@dataclass(frozen=True)
class Change:
    """What is to be compared: `now` is the request for the present, `before` that for the past.

    `nothing` says why nothing needs to be judged, empty where something does.
    """

    label: str
    now: Request
    before: Request
    same_pages: bool
    nothing: str = ""

    @property
    def outcome(self) -> Outcome:
        """What comes of it where nothing needs to be judged."""
        report = Report(self.now.name, since=self.label, notes=(self.nothing,))
        return Outcome(report, {}, Level.WARNING)

    def past(self, now: "Present", prepared: Prepare) -> Past:
        """The state before; that of a knowledge base which was not there has no findings.

        `prepared` makes an auditor for another request than that of the present.
        """
        try:
            entries, texts = self._judged(now, prepared)
        except TargetError:
            if self._moves:
                raise
            entries, texts = (), {}
        except UsageError:  # no pages, or a configuration of which nothing can be made
            entries, texts = (), {}
        texts = {} if self.same_pages else texts
        return Past(self.label, entries, texts, self.now.files)

    @property
    def _moves(self) -> bool:
        """Whether the target moves."""
        return self.now.rev != self.before.rev

    def _judged(
        self, now: "Present", prepared: Prepare
    ) -> tuple[tuple[BaselineEntry, ...], Mapping[str, Source]]:
        """What was found then, and the texts of that time."""
        from kbaudit.engine.states import entries_before  # with all that reads pages

        opened = now.auditor.as_of if self._comparable() else prepared
        with opened(self.before) as then:
            return entries_before(then, now), {file.path: file.source for file in then.kb.files}

    def _comparable(self) -> bool:
        """Whether the past differs by its pages only, so that the target need not be read anew."""
        recorded = self.before.recorded
        if recorded is None or self._moves:
            return False
        return not any(self._changes(name, recorded) for name in _OURS)

    def _changes(self, name: str, before: Recorded) -> bool:
        """Whether a file was another one then."""
        now, place = self.now.recorded, self.now.root / name
        if now is None:
            there = place.read_bytes() if place.is_file() else None
            return there != before.read(name)
        if now.entries.get(name) == before.entries.get(name) and name not in now.disk:
            return False
        return now.read(name) != before.read(name)


def untouched(request: Request) -> Outcome | None:
    """The outcome where nothing changed, so that nothing is judged; None where something is.

    Raises what `change_of` raises.
    """
    change = change_of(request)
    return change.outcome if change is not None and change.nothing else None


def change_of(request: Request) -> Change | None:
    """What `request` wants compared, None where it wants all that is found.

    Raises UsageError where the knowledge base lies in no repository, and TargetError where that
    has no such revision.
    """
    plain = replace(request, since=None, staged=False)
    now = replace(plain, rev=moved_to(request.rev))
    past = replace(plain, rev=moved_from(request.rev), heeding_baseline=False)
    what = [f"what moving the target {one} changes" for one in moves(request)]
    if request.since is None and not request.staged:
        return Change(what[0], now, past, same_pages=True) if what else None
    staged = request.recorded
    home = staged.home if staged is not None else open_home(request.root)
    commit = home.head() if request.since is None else home.base(request.since)
    if request.staged and staged is None:
        staged = Recorded(request.root, home, home.staged())
    if staged is not None and request.since is None:
        staged = replace(staged, commit=commit or "HEAD")
    entries = staged.entries if staged is not None else None
    now = replace(now, recorded=staged)
    before = home.at_commit(commit)
    recorded = Recorded(request.root, home, before, commit=commit or "HEAD")
    past = replace(past, recorded=recorded)
    what = [_label(request, commit), *what]
    nothing = ""
    if not moves(request) and not request.files and not _differ(home, before, entries):
        did = what[0].removeprefix("what ")
        nothing = f"no file of the knowledge base {did}: nothing was judged"
    return Change(" and ".join(what), now, past, same_pages=False, nothing=nothing)


def _label(request: Request, commit: str) -> str:
    if request.since is None:
        return "what is staged"
    at = "" if commit.startswith(request.since) else f" ({commit[:10]})"
    return f"what {'is staged' if request.staged else 'changed'} since {request.since}{at}"


def _differ(
    home: Home, before: Mapping[str, Tracked], entries: Mapping[str, Tracked] | None
) -> bool:
    """Whether any file differs, visible or not."""
    if entries is not None:
        return before != entries
    return before != home.staged() or bool(home.unstaged()) or home.untracked()


def _by_path(findings: Sequence[Finding]) -> Iterator[tuple[str, Collection[Finding]]]:
    by_path: dict[str, list[Finding]] = {}
    for finding in findings:
        by_path.setdefault(finding.path, []).append(finding)
    yield from by_path.items()
