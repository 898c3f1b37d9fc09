"""A knowledge base as read, what it is held against, and what rules find there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, fields, replace
from functools import cached_property, partial
from hashlib import blake2b
from typing import TYPE_CHECKING

from kbaudit.engine.baseline_file import Baseline
from kbaudit.engine.bench import Bench, OutdatedError
from kbaudit.engine.coverage import summed
from kbaudit.engine.judged import Known, nothing_known
from kbaudit.engine.loaded import Loaded
from kbaudit.engine.lockfile import Lock
from kbaudit.engine.processes.jobs import Crew, processors
from kbaudit.engine.reading import read_pages
from kbaudit.engine.request import Fetch, Outcome, Request
from kbaudit.engine.reuse.results import Results
from kbaudit.engine.reuse.room import Room
from kbaudit.engine.selection import Selection
from kbaudit.engine.silence import Silencer
from kbaudit.engine.summary import (
    covered,
    notes,
    of_targets,
    ordered,
    ordered_suppressed,
)
from kbaudit.engine.targets import Targets
from kbaudit.model.report import Report
from kbaudit.read.file import File
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.rulekit.facts import Facts
from kbaudit.rulekit.rule import Need, Rule
from kbaudit.rulekit.updates import Updates, Wording
from kbaudit.rulekit.urls import NOBODY_ASKED, Answers
from kbaudit.target.journal import GitJournal

if TYPE_CHECKING:
    from kbaudit.rulekit.sources import Sources


@dataclass(frozen=True)
class Auditor:
    """A knowledge base as read, what it is held against, and how it is to be judged.

    `rules` are all that there are, `selection` those that were asked for. `lock` and `baseline` are
    empty where there is none. `updates` is what the history of the knowledge base itself tells.
    """

    request: Request
    loaded: Loaded
    rules: tuple[Rule, ...]
    selection: Selection
    kb: KnowledgeBase
    targets: Targets
    lock: Lock
    updates: Updates
    baseline: Baseline

    @contextmanager
    def as_of(self, request: Request) -> Iterator[Auditor]:
        """The same for another `request`, which differs by its pages and their history only."""
        now, then = self.request.recorded, request.recorded
        kb = read_pages(request, self.loaded, self.kb, now)
        with ExitStack() as stack:
            known = now is not None and then is not None and now.commit == then.commit
            updates = self.updates if known else history_of(request, stack)
            yield replace(self, request=request, kb=kb, updates=updates)

    def sources(self, kb: KnowledgeBase) -> dict[str, Sources]:
        """What each target says of the citations of `kb`, by scope."""
        if not self.targets.opened:
            return {}
        from kbaudit.rulekit.sources import Sources

        return {
            scope: Sources(
                kb,
                opened.target,
                opened.revision,
                scope=scope,
                repository=opened.repository,
                base=opened.base,
                readings=opened.readings,
                lock=self.lock.entries,
            )
            for scope, opened in self.targets.opened.items()
        }

    @cached_property
    def answers(self) -> Answers:
        """What servers say of the addresses on pages, if they are to be asked. Asked once."""
        wanted = any(Need.ONLINE in rule.needs for rule in self.selection.rules)
        if not (self.request.online and wanted):
            return NOBODY_ASKED
        from kbaudit.engine.online import find_out

        settings = self.loaded.online
        return find_out(self.kb, self.sources(self.kb), settings, self.request.progress)

    def judge(
        self,
        kb: KnowledgeBase,
        selection: Selection,
        sources: Mapping[str, Sources] | None = None,
        *,
        counting: bool = True,
    ) -> Outcome:
        """Judge `kb`, which is the knowledge base as read or as it would be after repairs.

        `sources` are those of `kb`, where they are wanted for more than the audit. Without
        `counting` nothing is said of how much was verified, and nothing kept of what was found in
        files: for what needs the findings only of a state that is not the one of now.
        """
        sources = self.sources(kb) if sources is None else sources
        watch = self.request.watch
        room = self._room(kb, sources)
        results = self._results(kb, selection, sources)
        try:
            bench = self._run(room, selection, results, counting=counting)
        except OutdatedError:
            bench = self._run(room, selection, results, counting=counting, closely=True)
        silencer = bench.silencer
        with watch.phase("suppressions"):
            bench.findings, suppressed = silencer.split(bench.findings)
        bench.run_about_comments(partial(silencer.comments, bench.judged))
        with watch.phase("summary"):
            coverage = [*bench.coverage(), *covered(kb, self.answers)] if counting else []
        if counting:
            bench.leave()
        report = Report(
            root=self.request.name,
            findings=ordered(bench.findings),
            suppressed=ordered_suppressed(suppressed),
            skipped=tuple(sorted(bench.skipped)),
            faults=tuple(sorted(bench.faults)),
            coverage=summed(coverage),
            targets=tuple(opened.info for _, opened in sorted(self.targets.opened.items())),
            files=len(kb.files),
            pages=len(kb.pages),
            rules=len(selection.rules),
            notes=(*notes(kb, self.loaded), *(of_targets(bench) if counting else ())),
        )
        texts = {file.path: file.source for file in kb.files}
        return Outcome(report, texts, self.loaded.fail_on, silencer.named)

    def found_by(self, rules: Iterable[Rule], files: Iterable[File]) -> Report:
        """What some of the selected rules find in some files, before comments silence any."""
        room = self._room(self.kb, self.sources(self.kb))
        silencer = Silencer((), self.rules, self.request.today)
        bench = self._bench(room, self.selection, silencer, nothing_known(()), None)
        for rule in rules:
            bench.judge_in(rule, files)
        return Report("", findings=ordered(bench.findings), faults=tuple(sorted(bench.faults)))

    def _room(self, kb: KnowledgeBase, sources: Mapping[str, Sources]) -> Room:
        updates = replace(self.updates, pages=len(kb.pages))
        return Room(kb, Facts(kb, self.loaded.shapes), sources, updates)

    def _run(
        self,
        room: Room,
        selection: Selection,
        results: Results | None,
        *,
        counting: bool,
        closely: bool = False,
    ) -> Bench:
        """All that rules find, before comments silence any; for `closely` see `Results.known`.

        Raises OutdatedError where it needs a closer look.
        """
        watch, files = self.request.watch, room.kb.files
        with watch.phase("looking up what was found before"):
            known = results.known(files, room, closely=closely) if results else nothing_known(files)
        with watch.phase("suppressions"):
            silencer = Silencer(known.that_may_silence(files), self.rules, self.request.today)
        bench = self._bench(room, selection, silencer, known, results if counting else None)
        bench.run()
        return bench

    def _bench(
        self,
        room: Room,
        selection: Selection,
        silencer: Silencer,
        known: Known,
        results: Results | None,
    ) -> Bench:
        return Bench(
            room,
            selection,
            self.targets.missing,
            silencer,
            known,
            self.answers,
            self.request.watch,
            self.request.progress,
            results,
            self._crew(),
        )

    def _crew(self) -> Crew:
        """The processes that judge; what may fetch stays with one."""
        request = self.request
        if request.fetch is not Fetch.NEVER:
            return Crew()
        return Crew(
            request.jobs or processors(), request.watch, request.carriers, self.targets.close
        )

    def _results(
        self, kb: KnowledgeBase, selection: Selection, sources: Mapping[str, Sources]
    ) -> Results | None:
        """Where results of files are kept that were made in the same setting."""
        setting = self.setting(kb, selection, sources)
        return None if setting is None else self.request.shelf.results(setting)

    def setting(
        self, kb: KnowledgeBase, selection: Selection, sources: Mapping[str, Sources]
    ) -> str | None:
        """All on which findings depend, but the files and their history, as one digest.

        None where they depend on more than that: on schemas in files, or on servers.
        """
        if self.loaded.shapes.own or self.request.online:
            return None
        targets = [
            (scope, one.info, one.revision.commit, sources[scope].repository, one.base, one.horizon)
            for scope, one in sorted(self.targets.opened.items())
        ]
        parts = (
            [rule.id for rule in selection.rules],
            [getattr(self.loaded, one.name) for one in fields(self.loaded) if one.name != "shapes"],
            kb.scopes,
            targets,
            sorted(self.targets.missing.items()),
            self.lock.entries,
        )
        whole = blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=16)
        return whole.hexdigest()


def history_of(request: Request, stack: ExitStack) -> Updates:
    """What the history of the knowledge base itself tells, read until the end of `stack`."""
    commit = request.recorded.commit if request.recorded else "HEAD"
    journal = GitJournal(request.root, commit)
    stack.callback(journal.close)
    wordings = request.tables.table("wordings", Wording)
    return Updates(journal, request.today, wordings=wordings)
