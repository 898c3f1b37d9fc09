"""Lets rules judge files. What a rule of ours does wrong stays with it."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kbaudit.engine.judged import Came, Judged, Outcome
from kbaudit.engine.reuse.room import Notes, Room, TooSoonError
from kbaudit.engine.reuse.views import Views
from kbaudit.engine.selection import Selection
from kbaudit.engine.silence import Silencer
from kbaudit.engine.stopwatch import READING, Stopwatch
from kbaudit.model.errors import KbauditError
from kbaudit.model.finding import Finding
from kbaudit.model.report import Fault, Skipped
from kbaudit.read.file import File
from kbaudit.read.kind import FOR_THEMSELVES
from kbaudit.read.part import followed
from kbaudit.rulekit.context import Context, Policy
from kbaudit.rulekit.rule import Need, Rule
from kbaudit.rulekit.subjects import parts_of
from kbaudit.rulekit.urls import NOBODY_ASKED, Answers

if TYPE_CHECKING:
    from kbaudit.rulekit.sources import Sources

Subjects = Iterable[tuple[File, Any]]

_NO_BASE = "no base: nothing tells at which revision the citations were true; give --base"

CLAIMS = frozenset({"citation", "pin"})
"""Tags of rules about claims of which it is counted how many were verified."""


@dataclass
class Judge:
    """Lets rules judge files one by one, and holds nothing of what came of them.

    `missing` gives, for scopes without a target, the reason; `urls` is what servers answered.
    `found` gives what a rule finds in the whole knowledge base.
    """

    room: Room
    selection: Selection
    missing: Mapping[str, str]
    silencer: Silencer
    found: Callable[[Rule], list[Finding]]
    urls: Answers = NOBODY_ASKED
    watch: Stopwatch = field(default_factory=Stopwatch)

    def of_file(
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
        noting = by_itself and (self.room.keeping or self.room.early)
        desk = self._desk(file, Views(came.notes, among), noting=noting)
        settings = self.selection.settings(file.path)
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
                    came.judged.faults.add(fault(rule.id, file.path, error))
                    continue
                subjects, setting = parts[rule.subject], settings[rule.id]
                if subjects and not setting.off:
                    try:
                        came.judged.add(self._judge(rule, subjects, desk, setting.options))
                    except TooSoonError:
                        came.later.append(rule.id)
            if desk.sources is not None:
                self._verify(file, desk.sources, claims, came)
        return came

    def about(self, rule: Rule, subjects: Subjects, notes: Notes) -> Judged:
        """What comes of `rule` judging `subjects`, of which nothing is kept but what is noted."""
        judged = Judged()
        path = ""
        try:
            for file, subject in subjects:
                path = file.path
                setting = self.selection.setting(rule, path)
                if subject is self.room.kb or not setting.off:
                    desk = self._desk(file, Views(notes, self.room.sources), noting=False)
                    with followed(self.room.whole):
                        judged.add(self._judge(rule, [subject], desk, setting.options))
        except KbauditError:
            raise
        except Exception as error:
            judged.faults.add(fault(rule.id, path, error))
        return judged

    def scope_of(self, file: File) -> str:
        """The scope whose target a file is held against; with one target there is no question."""
        if len(self.room.kb.scopes) < 2:
            return next(iter(self.room.sources), "")
        return self.room.kb.scope_of(file)

    @cached_property
    def tags(self) -> frozenset[str]:
        """The tags of the rules that ask a target."""
        asking = [rule for rule in self.selection.rules if Need.REVISION in rule.needs]
        return frozenset(tag for rule in asking for tag in rule.tags)

    def _desk(self, file: File, views: Views, *, noting: bool) -> Context:
        """The room of all rules while they judge `file`; who is `noting` sees all as views."""
        reports = views.reports(self._reports) if noting else self._reports
        return Context(
            kb=views.kb if noting else self.room.kb,
            facts=views.facts if noting else self.room.facts,
            rule=self.selection.rules[0],
            file=file,
            sources=views.sources.get(self.scope_of(file)),
            urls=self.urls,
            updates=views.updates,
            targets=views.sources,
            policy=Policy(self.found, reports),
        )

    def _judge(
        self, rule: Rule, subjects: Iterable[Any], desk: Context, options: Any
    ) -> list[Outcome]:
        """What comes of `rule` judging `subjects` of the file of `desk`, if it has what it needs.

        Most rules find nothing in most files, so that this makes no more than one list for them.
        """
        file, sources = desk.file, desk.sources
        if sources is None and Need.REVISION in rule.needs:
            reason = self.missing.get(self.scope_of(file), "no target for files outside all scopes")
            return [Skipped(rule.id, reason)]
        if sources is not None and Need.BASE in rule.needs and not sources.based:
            return [Skipped(rule.id, _NO_BASE)]
        context = desk.for_rule(rule, options)
        came: list[Outcome] = []
        self.watch.begin()
        try:
            for subject in subjects:
                try:
                    came += rule.judge(subject, context)
                except (KbauditError, TooSoonError):
                    raise
                except Exception as error:
                    came.append(fault(rule.id, file.path, error))
        finally:
            self.watch.end_rule(rule.id)
        if sources is not None and Need.REQUIREMENTS in rule.needs:
            # It judged by the rest, and says that it did not have all.
            problems = sources.requirements.problems
            came += [Skipped(rule.id, f"{one.path} {one.reason}") for one in problems]
        return [*self._levelled(rule, came)] if came else came

    def _levelled(self, rule: Rule, came: Iterable[Outcome]) -> Iterator[Outcome]:
        """What `came` of a rule, at the level that it has in the file of each finding."""
        for one in came:
            if not isinstance(one, Finding):
                yield one
                continue
            level = self.selection.level(rule, one.path)
            if level is not None:
                yield one if level is one.level else replace(one, level=level)

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
            judged.faults.add(fault("coverage", "", error))

    def _reports(self, rule: Rule, finding: Finding) -> bool:
        """Whether a finding is reported wherever its rule is selected."""
        off = self.selection.is_off(rule) or self.selection.level(rule, finding.path) is None
        return not off and not self.silencer.silences(finding)


def fault(rule: str, path: str, error: Exception) -> Fault:
    """What a rule of ours did wrong in the file at `path`; raises it where it is debugged."""
    if os.environ.get("KBAUDIT_DEBUG"):
        raise error
    says = (str(error).splitlines() or [""])[0][:200]
    frames = traceback.extract_tb(error.__traceback__)
    at = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return Fault(rule, path, f"{type(error).__name__}: {says}{at}")
