"""A run of rules over a knowledge base: what must be judged is, all else is taken as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from kbaudit.engine.coverage import added
from kbaudit.engine.judge import Judge, Subjects, fault
from kbaudit.engine.judged import Came, Judged, Known
from kbaudit.engine.processes.jobs import Crew
from kbaudit.engine.processes.sharing import share
from kbaudit.engine.request import Progress, silent
from kbaudit.engine.reuse.results import Results
from kbaudit.engine.reuse.room import Notes, Room
from kbaudit.engine.reuse.views import Views
from kbaudit.engine.reuse.whole import Whole
from kbaudit.engine.selection import Selection
from kbaudit.engine.silence import Silencer
from kbaudit.engine.stopwatch import Stopwatch
from kbaudit.model.errors import KbauditError
from kbaudit.model.finding import Finding
from kbaudit.model.report import Coverage, Fault, Skipped
from kbaudit.read.file import File
from kbaudit.read.kind import FOR_THEMSELVES
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.read.part import followed
from kbaudit.rulekit.rule import Need, Rule
from kbaudit.rulekit.subjects import parts_of, subjects_of
from kbaudit.rulekit.suppression import Suppression
from kbaudit.rulekit.urls import NOBODY_ASKED, Answers

if TYPE_CHECKING:
    from kbaudit.rulekit.sources import Sources


class OutdatedError(Exception):
    """What was known of the whole knowledge base does not hold: it counted other findings."""


@dataclass
class Bench:
    """Where rules judge: all that they can ask, the selection, and what need not be judged.

    `missing` gives, for scopes without a target, the reason; `urls` is what servers answered.
    `results` take up what comes of files; None keeps none. `crew` are the processes that judge.
    `findings`, `faults` and `skipped` fill up as rules run.
    """

    room: Room
    selection: Selection
    missing: Mapping[str, str]
    silencer: Silencer
    known: Known
    urls: Answers = NOBODY_ASKED
    watch: Stopwatch = field(default_factory=Stopwatch)
    progress: Progress = silent
    results: Results | None = None
    crew: Crew = field(default_factory=Crew)
    findings: list[Finding] = field(default_factory=list)
    faults: set[Fault] = field(default_factory=set)
    skipped: set[Skipped] = field(default_factory=set)
    verified: dict[str, list[Coverage]] = field(default_factory=dict)
    """What was verified of the claims of files, by scope."""
    _of_rule: dict[str, list[Finding]] = field(default_factory=dict)
    """What each rule found, of those that have judged the whole knowledge base."""
    _whole: Judged = field(default_factory=Judged)
    """What came of files that speak of the whole knowledge base, and of the latter itself."""
    _verified: dict[str, list[Coverage]] = field(default_factory=dict)
    """What was verified of the claims of those files, by scope."""
    _checked: dict[str, list[Coverage]] = field(default_factory=dict)
    """What was verified of maps, and of what is locked, by scope."""
    _counted: set[str] = field(default_factory=set)
    """Rules that were asked what they found in pages."""

    def __post_init__(self) -> None:
        self.kb, self.sources = self.room.kb, self.room.sources
        self.judge = Judge(
            self.room,
            self.selection,
            self.missing,
            self.silencer,
            self._found,
            self.urls,
            self.watch,
        )
        self._notes = Notes(self.room, "")
        self.room.keeping = self.results is not None

    def run(self) -> None:
        """Let all rules judge but those about suppressions, of which all others come first.

        Raises OutdatedError where it turns out that more must be judged.
        """
        rules = [rule for rule in self._able if rule.subject is not Suppression]
        about_files = [rule for rule in rules if rule.subject is not KnowledgeBase]
        known = self.known
        stale = [file for file in self.kb.files if self._is_stale(file)]
        shared = share(self, about_files, stale)
        left = [file for file in stale if file.path not in shared]
        among, done = self.among(left), 0
        for file in stale:
            outcome = shared.pop(file.path, None)
            if outcome is None:
                self.progress("judging", done, len(left))
                done += 1
                came = self.judge.of_file(about_files, file, among)
            else:
                came = outcome.came(self.room)
            self._take(file, self._came(file, came))
        if not known.is_as_counted(self.findings):
            raise OutdatedError
        for path, judged in known.judged.items():
            self._take(self.kb.by_path[path], judged)
        for scope, coverage in known.coverage.items():
            self.verified.setdefault(scope, []).extend(coverage)
        self.skipped.update(known.skipped)
        if known.whole is not None:
            self._take_whole(known.whole)
            return
        for one in self.findings:
            self._of_rule.setdefault(one.rule, []).append(one)
        for rule in about_files:
            self._of_rule.setdefault(rule.id, [])
        for rule in rules:
            if rule.subject is KnowledgeBase:
                found = self._found(rule)
                self._whole.findings += found
                self.findings += found

    def judge_in(self, rule: Rule, files: Iterable[File]) -> None:
        """Let one rule judge some of the files, whatever was found there before."""
        parts = ((file, part) for file in files for part in parts_of(file, rule.subject))
        self.findings += self._about(rule, parts)

    def run_about_comments(self, subjects: Callable[[], Subjects]) -> None:
        """Let the rules about suppressions judge `subjects`."""
        for rule in self._able:
            if rule.subject is Suppression:
                self.findings += self._about(rule, subjects())

    def judged(self, rule: Rule, path: str) -> bool:
        """Whether `rule` has judged the file `path`, so that its silence means something."""
        if rule.id not in self.selection.ids or self.selection.level(rule, path) is None:
            return False
        unsound = {skip.rule for skip in self.skipped} | {fault.rule for fault in self.faults}
        return rule.id not in unsound

    def coverage(self) -> list[Coverage]:
        """How much was verified of what the rules about the target looked at."""
        if not self.sources:
            return []
        tags = self.judge.tags
        found: list[Coverage] = []
        for scope, sources in sorted(self.sources.items()):
            found += [Coverage("citations", 0)] if "citation" in tags else []
            found += [Coverage("pins", 0)] if "pin" in tags else []
            found += self.verified.get(scope, ())
            if scope in self._checked:
                found += self._checked[scope]
                continue
            from kbaudit.rulekit.map_checked import map_checked

            checked = self._checked[scope] = []
            view = Views(self._notes, {scope: sources}).sources[scope]
            try:
                with followed(self.room.whole):
                    checked += map_checked(self.room.facts, view) if "map" in tags else ()
                    checked += view.lost() if "citation" in tags else ()
            except KbauditError:
                raise
            except Exception as error:
                self.faults.add(fault("coverage", "", error))
            found += checked
        return found

    def leave(self) -> None:
        """Leave to the next run what came of the whole knowledge base, after `coverage`."""
        if self.results is None or self.faults:
            return
        whole = self.known.whole or Whole(
            tuple(self._whole.findings),
            tuple(sorted(self._whole.skipped)),
            {scope: added(found) for scope, found in self._verified.items()},
            {scope: tuple(found) for scope, found in self._checked.items()},
            {},
            tuple(sorted(self._notes.questions)),
            counted=frozenset(self._counted),
        )
        self.results.leave(self.room, self.known, whole, self.silencer.paths)

    @cached_property
    def _able(self) -> Sequence[Rule]:
        """The selected rules that have the input without which none of their subjects is judged."""
        able = []
        for rule in self.selection.rules:
            if Need.ONLINE in rule.needs and self.urls.missing:
                self.skipped.add(Skipped(rule.id, self.urls.missing))
            elif Need.REVISION in rule.needs and not self.sources:
                self.skipped |= {Skipped(rule.id, reason) for reason in self.missing.values()}
            else:
                able.append(rule)
        return able

    def _is_stale(self, file: File) -> bool:
        if file.kind not in FOR_THEMSELVES:
            return self.known.whole is None
        return file.path in self.known.stale

    def _take(self, file: File, judged: Judged) -> None:
        self.findings += judged.findings
        self.skipped.update(judged.skipped)
        self.faults.update(judged.faults)
        whole = file.kind not in FOR_THEMSELVES
        if whole:
            self._whole.findings += judged.findings
            self._whole.skipped |= judged.skipped
        if judged.coverage:
            scope = self.judge.scope_of(file)
            self.verified.setdefault(scope, []).extend(judged.coverage)
            if whole:
                self._verified.setdefault(scope, []).extend(judged.coverage)

    def _take_whole(self, whole: Whole) -> None:
        """What came of the whole knowledge base in the run before, and still holds."""
        self.findings += whole.findings
        self.skipped.update(whole.skipped)
        for scope, coverage in whole.coverage.items():
            self.verified.setdefault(scope, []).extend(coverage)
        self._checked = {scope: list(found) for scope, found in whole.checked.items()}

    def among(self, files: Sequence[File], *, searching: bool = True) -> dict[str, Sources]:
        """The targets, by scope, for `files` alone: see `Sources.among`."""
        return {
            scope: sources.among(files, searching=searching)
            for scope, sources in self.sources.items()
        }

    def _came(self, file: File, came: Came) -> Judged:
        """What came of one file, which is kept as far as it may be."""
        judged = came.judged
        if file.kind not in FOR_THEMSELVES:
            self._notes.questions |= came.notes.questions
        elif self.results is not None and not judged.faults:
            self.results.keep(file, judged, came.notes, self.judge.scope_of(file))
        file.forget()
        return judged

    def _found(self, rule: Rule) -> list[Finding]:
        """What `rule` finds, selected or not; it judges when it is first asked about."""
        if rule.id not in self._of_rule:
            self._of_rule[rule.id] = []  # it may ask about itself
            self._of_rule[rule.id] = self._about(rule, subjects_of(self.kb, rule.subject))
        else:
            self._counted.add(rule.id)
        return self._of_rule[rule.id]

    def _about(self, rule: Rule, subjects: Subjects) -> list[Finding]:
        """What comes of `rule` judging `subjects`, as part of the whole knowledge base."""
        judged = self.judge.about(rule, subjects, self._notes)
        self.skipped |= judged.skipped
        self._whole.skipped |= judged.skipped
        self.faults |= judged.faults
        return judged.findings
