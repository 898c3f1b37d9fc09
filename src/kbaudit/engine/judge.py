"""Runs rules over their subjects, file by file. What a rule of ours does wrong stays with it."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kbaudit.engine.jobs import Crew
from kbaudit.engine.last_run import Whole, added
from kbaudit.engine.request import Progress, silent
from kbaudit.engine.results import Came, Judged, Known, Results
from kbaudit.engine.room import Notes, Room, TooSoonError
from kbaudit.engine.selection import Selection
from kbaudit.engine.sharing import share
from kbaudit.engine.silence import Silencer
from kbaudit.engine.stopwatch import READING, Stopwatch
from kbaudit.engine.views import Views
from kbaudit.model.errors import KbauditError
from kbaudit.model.finding import Finding
from kbaudit.model.report import Coverage, Fault, Skipped
from kbaudit.read.file import FOR_THEMSELVES, File
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.read.part import followed
from kbaudit.rulekit.context import Context, Policy
from kbaudit.rulekit.rule import Need, Rule
from kbaudit.rulekit.subjects import parts_of, subjects_of
from kbaudit.rulekit.suppression import Suppression
from kbaudit.rulekit.urls import NOBODY_ASKED, Answers

if TYPE_CHECKING:
    from kbaudit.rulekit.sources import Sources

Subjects = Iterable[tuple[File, Any]]

_NO_BASE = "no base: nothing tells at which revision the citations were true; give --base"

CLAIMS = frozenset({"citation", "pin"})
"""Tags of rules about claims of which it is counted how many were verified."""


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

    def __post_init__(self) -> None:
        self.kb, self.facts, self.sources = self.room.kb, self.room.facts, self.room.sources
        self._notes = Notes(self.room, "")
        self.room.keeping = self.results is not None

    def run(self) -> None:
        """Let all rules judge but those about suppressions, of which all others come first."""
        rules = [rule for rule in self._able if rule.subject is not Suppression]
        about_files = [rule for rule in rules if rule.subject is not KnowledgeBase]
        known = self.known
        stale = [file for file in self.kb.files if self._is_stale(file)]
        shared = share(self, about_files, stale)
        left = [file for file in stale if file.path not in shared]
        among, done = self.among(left), 0
        for file in stale:
            came = shared.pop(file.path, None)
            if came is None:
                self.progress("judging", done, len(left))
                done += 1
                came = self.judge(about_files, file, among)
            self._take(file, self._came(file, came))
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
        from kbaudit.rulekit.map_checked import map_checked

        found: list[Coverage] = []
        for scope, sources in sorted(self.sources.items()):
            found += [Coverage("citations", 0)] if "citation" in self.tags else []
            found += [Coverage("pins", 0)] if "pin" in self.tags else []
            found += self.verified.get(scope, ())
            if scope in self._checked:
                found += self._checked[scope]
                continue
            checked = self._checked[scope] = []
            view = Views(self._notes, {scope: sources}).sources[scope]
            try:
                with followed(self.room.whole):
                    checked += map_checked(self.facts, view) if "map" in self.tags else ()
                    checked += view.lost() if "citation" in self.tags else ()
            except KbauditError:
                raise
            except Exception as error:
                self.faults.add(self._fault("coverage", "", error))
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

    @cached_property
    def tags(self) -> frozenset[str]:
        """The tags of the rules that ask a target."""
        asking = [rule for rule in self.selection.rules if Need.REVISION in rule.needs]
        return frozenset(tag for rule in asking for tag in rule.tags)

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
            scope = self._scope(file)
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

    def among(self, files: Sequence[File]) -> dict[str, Sources]:
        """The targets, by scope, for `files` alone."""
        return {scope: sources.among(files) for scope, sources in self.sources.items()}

    def _came(self, file: File, came: Came) -> Judged:
        """What came of one file, which is kept as far as it may be."""
        judged = came.judged
        if file.kind not in FOR_THEMSELVES:
            self._notes.questions |= came.notes.questions
        elif self.results is not None and not judged.faults:
            self.results.keep(file, judged, came.notes, self._scope(file))
        file.forget()
        return judged

    def judge(
        self,
        rules: Sequence[Rule],
        file: File,
        among: Mapping[str, Sources],
        claims: Collection[str] = CLAIMS,
    ) -> Came:
        """What `rules` find in one file; `among` are the targets as that file asks them.

        It is counted how many `claims` were verified.
        """
        by_itself = file.kind in FOR_THEMSELVES
        came = Came(Judged(), Notes(self.room, file.path if by_itself else ""))
        noting = by_itself and (self.results is not None or self.room.early)
        desk = self._desk(file, Views(came.notes, among), noting=noting)
        parts: dict[type, Sequence[Any]] = {}
        with followed(came.notes if noting else self.room.whole):
            for rule in rules:
                try:
                    if rule.subject not in parts:
                        self.watch.begin()
                        try:
                            parts[rule.subject] = tuple(parts_of(file, rule.subject))
                        finally:
                            self.watch.end_phase(READING)
                except KbauditError:
                    raise
                except Exception as error:
                    came.judged.faults.add(self._fault(rule.id, file.path, error))
                    continue
                if parts[rule.subject] and self.selection.level(rule, file.path) is not None:
                    judged = Judged()
                    try:
                        self._judge(rule, parts[rule.subject], desk, judged)
                    except TooSoonError:
                        came.later.append(rule.id)
                        continue
                    came.judged.add(judged)
            if desk.sources is not None:
                self._verify(file, desk.sources, claims, came)
        return came

    def _desk(self, file: File, views: Views, *, noting: bool) -> Context:
        """The room of all rules while they judge `file`; who is `noting` sees all as views."""
        reports = views.reports(self._reports) if noting else self._reports
        return Context(
            kb=views.kb if noting else self.kb,
            facts=views.facts if noting else self.facts,
            rule=self.selection.rules[0],
            file=file,
            sources=views.sources.get(self._scope(file)),
            urls=self.urls,
            updates=views.updates,
            targets=views.sources,
            policy=Policy(self._found, reports),
        )

    def _found(self, rule: Rule) -> list[Finding]:
        """What `rule` finds, selected or not; it judges when it is first asked about."""
        if rule.id not in self._of_rule:
            self._of_rule[rule.id] = []  # it may ask about itself
            self._of_rule[rule.id] = self._about(rule, subjects_of(self.kb, rule.subject))
        return self._of_rule[rule.id]

    def _about(self, rule: Rule, subjects: Subjects) -> list[Finding]:
        """Let `rule` judge `subjects`, of which nothing is kept."""
        judged = Judged()
        path = ""
        try:
            for file, subject in subjects:
                path = file.path
                if subject is self.kb or self.selection.level(rule, path) is not None:
                    views = Views(self._notes, self.sources)
                    with followed(self.room.whole):
                        self._judge(rule, [subject], self._desk(file, views, noting=False), judged)
        except KbauditError:
            raise
        except Exception as error:
            judged.faults.add(self._fault(rule.id, path, error))
        self.skipped |= judged.skipped
        self._whole.skipped |= judged.skipped
        self.faults |= judged.faults
        return judged.findings

    def _judge(self, rule: Rule, subjects: Iterable[Any], desk: Context, judged: Judged) -> None:
        """Let `rule` judge `subjects` of the file of `desk`, if it has what it needs there."""
        file, sources = desk.file, desk.sources
        if sources is None and Need.REVISION in rule.needs:
            reason = self.missing.get(self._scope(file), "no target for files outside all scopes")
            judged.skipped.add(Skipped(rule.id, reason))
            return
        if sources is not None and Need.BASE in rule.needs and not sources.based:
            judged.skipped.add(Skipped(rule.id, _NO_BASE))
            return
        context = desk.for_rule(rule, self.selection.options(rule, file.path))
        self.watch.begin()
        try:
            for subject in subjects:
                try:
                    judged.findings += self._levelled(rule, rule.judge(subject, context), judged)
                except (KbauditError, TooSoonError):
                    raise
                except Exception as error:
                    judged.faults.add(self._fault(rule.id, file.path, error))
        finally:
            self.watch.end_rule(rule.id)
        if sources is not None and Need.REQUIREMENTS in rule.needs:
            # It judged by the rest, and says that it did not have all.
            problems = sources.requirements.problems
            judged.skipped |= {Skipped(rule.id, f"{one.path} {one.reason}") for one in problems}

    def _levelled(
        self, rule: Rule, findings: Iterable[Finding | Skipped], judged: Judged
    ) -> Iterator[Finding]:
        for finding in findings:
            if isinstance(finding, Skipped):
                judged.skipped.add(finding)
                continue
            level = self.selection.level(rule, finding.path)
            if level is not None:
                yield finding if level is finding.level else replace(finding, level=level)

    def _verify(self, file: File, sources: Sources, claims: Collection[str], came: Came) -> None:
        """Count what was verified of the `claims` of `file`."""
        judged = came.judged
        try:
            if "citation" in self.tags.intersection(claims):
                ranges = any(question[0] == "proofs" for question in came.notes.questions)
                judged.coverage += sources.coverage(file, ranges=ranges)
            if "pin" in self.tags.intersection(claims):
                from kbaudit.rulekit.pins_checked import pins_checked

                judged.coverage.append(pins_checked(file, sources))
        except KbauditError:
            raise
        except Exception as error:
            judged.faults.add(self._fault("coverage", "", error))

    def _reports(self, rule: Rule, finding: Finding) -> bool:
        """Whether a finding is reported wherever its rule is selected."""
        off = self.selection.is_off(rule) or self.selection.level(rule, finding.path) is None
        return not off and not self.silencer.silences(finding)

    def _scope(self, file: File) -> str:
        """The scope whose target a file is held against; with one target there is no question."""
        if len(self.kb.scopes) < 2:
            return next(iter(self.sources), "")
        return self.kb.scope_of(file)

    def _fault(self, rule: str, path: str, error: Exception) -> Fault:
        if os.environ.get("KBAUDIT_DEBUG"):
            raise error
        says = (str(error).splitlines() or [""])[0][:200]
        frames = traceback.extract_tb(error.__traceback__)
        at = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
        return Fault(rule, path, f"{type(error).__name__}: {says}{at}")
