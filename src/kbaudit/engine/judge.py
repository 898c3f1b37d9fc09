"""Runs rules over their subjects. What a rule of ours does wrong stays with that rule."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kbaudit.engine.selection import Selection
from kbaudit.engine.silence import Silencer
from kbaudit.engine.stopwatch import Stopwatch
from kbaudit.model.errors import KbauditError
from kbaudit.model.finding import Finding
from kbaudit.model.report import Coverage, Fault, Skipped
from kbaudit.read.file import File
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.rulekit.context import Context, Policy
from kbaudit.rulekit.facts import Facts
from kbaudit.rulekit.rule import Need, Rule
from kbaudit.rulekit.updates import Updates
from kbaudit.rulekit.urls import NOBODY_ASKED, Answers

if TYPE_CHECKING:
    from kbaudit.rulekit.sources import Sources

Subjects = Iterable[tuple[File, Any]]

_NO_BASE = "no base: nothing tells at which revision the citations were true; give --base"


@dataclass
class Bench:
    """Where rules judge: the knowledge base, the selection, and the targets by scope.

    `missing` gives, for scopes without a target, the reason; `urls` is what servers answered.
    `findings`, `faults` and `skipped` fill up as rules run.
    """

    kb: KnowledgeBase
    facts: Facts
    selection: Selection
    sources: Mapping[str, Sources]
    missing: Mapping[str, str]
    silencer: Silencer
    updates: Updates = field(default_factory=Updates)
    urls: Answers = NOBODY_ASKED
    watch: Stopwatch = field(default_factory=Stopwatch)
    findings: list[Finding] = field(default_factory=list)
    faults: set[Fault] = field(default_factory=set)
    skipped: set[Skipped] = field(default_factory=set)

    def run(self, rule: Rule, subjects: Callable[[], Subjects]) -> None:
        """Let `rule` judge its subjects."""
        if Need.ONLINE in rule.needs and self.urls.missing:
            self.skipped.add(Skipped(rule.id, self.urls.missing))
            return
        if Need.REVISION in rule.needs and not self.sources:
            self.skipped |= {Skipped(rule.id, reason) for reason in self.missing.values()}
            return
        path = ""
        try:
            with self.watch.rule(rule.id):
                for file, subject in self.watch.reading(subjects()):
                    path = file.path
                    self._judge(rule, file, subject)
        except KbauditError:
            raise
        except Exception as error:  # reading the subjects failed, for this rule only
            self._fault(rule.id, path, error)

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
        from kbaudit.rulekit.pins_checked import pins_checked

        asking = [rule for rule in self.selection.rules if Need.REVISION in rule.needs]
        tags = {tag for rule in asking for tag in rule.tags}
        found: list[Coverage] = []
        for _, sources in sorted(self.sources.items()):
            try:
                found += sources.coverage() if "citation" in tags else ()
                found += [pins_checked(sources)] if "pin" in tags else []
                found += map_checked(self.facts, sources) if "map" in tags else ()
            except KbauditError:
                raise
            except Exception as error:  # as for a rule: the verdict on the rest stands
                self._fault("coverage", "", error)
        return found

    def _judge(self, rule: Rule, file: File, subject: Any) -> None:
        if subject is not self.kb and self.selection.level(rule, file.path) is None:
            return
        scope = self._scope(file)
        sources = self.sources.get(scope)
        if sources is None and Need.REVISION in rule.needs:
            reason = self.missing.get(scope, "no target for files outside all scopes")
            self.skipped.add(Skipped(rule.id, reason))
            return
        if sources is not None and Need.BASE in rule.needs and not sources.based:
            self.skipped.add(Skipped(rule.id, _NO_BASE))
            return
        if sources is not None and Need.REQUIREMENTS in rule.needs:
            # It judges by the rest, and says that it did not have all.
            problems = sources.requirements.problems
            self.skipped |= {Skipped(rule.id, f"{one.path} {one.reason}") for one in problems}
        context = Context(
            kb=self.kb,
            facts=self.facts,
            rule=rule,
            file=file,
            sources=sources,
            urls=self.urls,
            settings=self.selection.options(rule, file.path),
            updates=self.updates,
            targets=self.sources,
            policy=Policy(self.selection.options, self._reports),
        )
        try:
            self.findings += self._levelled(rule, rule.judge(subject, context))
        except KbauditError:
            raise
        except Exception as error:  # the one place where whatever a rule raises is caught
            self._fault(rule.id, file.path, error)

    def _levelled(self, rule: Rule, findings: Iterable[Finding | Skipped]) -> Iterator[Finding]:
        for finding in findings:
            if isinstance(finding, Skipped):
                self.skipped.add(finding)
                continue
            level = self.selection.level(rule, finding.path)
            if level is not None:
                yield finding if level is finding.level else replace(finding, level=level)

    def _reports(self, rule: Rule, finding: Finding) -> bool:
        """Whether a finding is reported wherever its rule is selected."""
        off = self.selection.is_off(rule) or self.selection.level(rule, finding.path) is None
        return not off and not self.silencer.silences(finding)

    def _scope(self, file: File) -> str:
        """The scope whose target a file is held against; with one target there is no question."""
        if len(self.kb.scopes) < 2:
            return next(iter(self.sources), "")
        return self.kb.scope_of(file)

    def _fault(self, rule: str, path: str, error: Exception) -> None:
        if os.environ.get("KBAUDIT_DEBUG"):
            raise error
        says = (str(error).splitlines() or [""])[0][:200]
        frames = traceback.extract_tb(error.__traceback__)
        at = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
        self.faults.add(Fault(rule, path, f"{type(error).__name__}: {says}{at}"))
