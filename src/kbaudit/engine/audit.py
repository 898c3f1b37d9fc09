"""The audit: a knowledge base in, a report out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, fields, replace
from functools import cached_property, partial
from hashlib import blake2b
from typing import TYPE_CHECKING

from kbaudit.engine.baseline_file import Baseline, baseline_of
from kbaudit.engine.jobs import Crew, processors
from kbaudit.engine.judge import Bench
from kbaudit.engine.load import config_in
from kbaudit.engine.loaded import Loaded
from kbaudit.engine.lockfile import Lock, lock_in
from kbaudit.engine.reading import check_root, read_pages
from kbaudit.engine.request import Fetch, Outcome, Request
from kbaudit.engine.results import Known, Results, nothing_known
from kbaudit.engine.room import Room
from kbaudit.engine.selection import Selection
from kbaudit.engine.settle import settled
from kbaudit.engine.silence import Silencer
from kbaudit.engine.since import change_of
from kbaudit.engine.targets import NO_TARGET, Targets, open_targets
from kbaudit.model.finding import Finding
from kbaudit.model.report import Coverage, Report, Suppressed
from kbaudit.read.file import File
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.rulekit.discovery import all_rules
from kbaudit.rulekit.facts import Facts
from kbaudit.rulekit.rule import Need, Rule
from kbaudit.rulekit.updates import Updates, Wording
from kbaudit.rulekit.urls import NOBODY_ASKED, Answers
from kbaudit.rulekit.wording import code
from kbaudit.target.journal import GitJournal

if TYPE_CHECKING:
    from kbaudit.rulekit.sources import Sources


def audit(request: Request) -> Outcome:
    """Judge the knowledge base that `request` names.

    Raises UsageError (ConfigError, TargetError) when the run cannot do what was asked; defects of
    pages are findings of the report, and defects of rules are its faults.
    """
    change = change_of(request)
    if change is not None and change.nothing:
        return change.outcome
    with prepared(change.now if change else request) as auditor:
        outcome = auditor.judge(auditor.kb, auditor.selection)
        past = partial(change.past, prepared=prepared) if change else None
        return settled(auditor, outcome, past)


@contextmanager
def prepared(
    request: Request, earlier: KnowledgeBase | None = None, *, targets: bool = True
) -> Iterator[Auditor]:
    """All that an audit needs, read and opened once; the targets are closed at the end.

    Without `targets` none is opened, and rules about code are skipped. What did not change since an
    `earlier` reading is taken over. Raises what `audit` raises.
    """
    watch = request.watch
    with watch.phase("reading the configuration and files"):
        loaded, kb = read_alone(request, earlier)
    with watch.phase("finding the rules"):
        rules = all_rules()
        selection = Selection(rules, loaded, request.select, request.ignore)
        lock = lock_in(request)
        baseline = baseline_of(request)
    with ExitStack() as stack:
        with watch.phase("opening the target"):
            opened = (
                open_targets(kb.scopes, loaded, request, stack)
                if targets
                else Targets({}, dict.fromkeys(kb.scopes or ("",), NO_TARGET))
            )
        updates = _updates(request, stack)
        yield Auditor(request, loaded, rules, selection, kb, opened, lock, updates, baseline)


def read_alone(
    request: Request, earlier: KnowledgeBase | None = None
) -> tuple[Loaded, KnowledgeBase]:
    """The configuration and the knowledge base of `request`, for what needs no target.

    Raises UsageError (ConfigError) when there is none, or it cannot be read.
    """
    check_root(request)
    loaded = config_in(request)
    return loaded, read_pages(request, loaded, earlier)


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
            updates = self.updates if known else _updates(request, stack)
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
        with watch.phase("looking up what was found before"):
            known = results.known(kb.files, room) if results else nothing_known(kb.files)
        with watch.phase("suppressions"):
            silencer = Silencer(known.that_may_silence(kb.files), self.rules, self.request.today)
        bench = self._bench(room, selection, silencer, known, results if counting else None)
        bench.run()
        with watch.phase("suppressions"):
            bench.findings, suppressed = silencer.split(bench.findings)
        bench.run_about_comments(partial(silencer.comments, bench.judged))
        with watch.phase("summary"):
            coverage = _summed([*bench.coverage(), *_covered(kb, self.answers)] if counting else [])
        if counting:
            bench.leave()
        report = Report(
            root=self.request.name,
            findings=_ordered(bench.findings),
            suppressed=_ordered_suppressed(suppressed),
            skipped=tuple(sorted(bench.skipped)),
            faults=tuple(sorted(bench.faults)),
            coverage=coverage,
            targets=tuple(opened.info for _, opened in sorted(self.targets.opened.items())),
            files=len(kb.files),
            pages=len(kb.pages),
            rules=len(selection.rules),
            notes=(
                *_notes(kb, self.loaded),
                *(_of_targets(bench) if counting else ()),
            ),
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
        return Report("", findings=_ordered(bench.findings), faults=tuple(sorted(bench.faults)))

    def _room(self, kb: KnowledgeBase, sources: Mapping[str, Sources]) -> Room:
        updates = replace(self.updates, pages=len(kb.pages))
        return Room(kb, Facts(kb, self.loaded.shapes), sources, updates)

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


def _covered(kb: KnowledgeBase, urls: Answers) -> Iterator[Coverage]:
    if not urls.missing:
        from kbaudit.engine.online import covered

        yield covered(kb, urls)


def _updates(request: Request, stack: ExitStack) -> Updates:
    commit = request.recorded.commit if request.recorded else "HEAD"
    journal = GitJournal(request.root, commit)
    stack.callback(journal.close)
    wordings = request.tables.table("wordings", Wording)
    return Updates(journal, request.today, wordings=wordings)


def _of_targets(bench: Bench) -> Iterator[str]:
    for scope, sources in sorted(bench.sources.items()):
        yield from sources.notes(bench.verified.get(scope, ()))


def _summed(coverage: Iterable[Coverage]) -> tuple[Coverage, ...]:
    """One entry for each kind of claim, over all targets."""
    totals: Counter[str] = Counter()
    reasons: dict[str, Counter[str]] = {}
    for one in coverage:
        totals[one.what] += one.total
        reasons.setdefault(one.what, Counter()).update(dict(one.undecided))
    return tuple(
        Coverage(what, totals[what], tuple(sorted(counts.items(), key=lambda i: (-i[1], i[0]))))
        for what, counts in sorted(reasons.items())
    )


def _ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(dict.fromkeys(findings), key=lambda finding: finding.order))


def _ordered_suppressed(suppressed: Sequence[Suppressed]) -> tuple[Suppressed, ...]:
    return tuple(sorted(dict.fromkeys(suppressed), key=lambda one: one.finding.order))


def _notes(kb: KnowledgeBase, loaded: Loaded) -> Iterable[str]:
    if len(kb.scopes) > 1:
        yield f"scopes: {', '.join(kb.scopes)}"
    for target in loaded.targets:
        if target.scope not in kb.scopes:
            yield f"the configuration has a target for {code(target.scope)}, a scope without pages"
