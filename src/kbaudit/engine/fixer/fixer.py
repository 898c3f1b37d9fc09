"""The fixer: finds, repairs in memory, checks, and only then writes."""

from collections.abc import Callable, Collection, Iterable
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from typing import Protocol

from kbaudit.engine.audit import prepared
from kbaudit.engine.auditor import Auditor
from kbaudit.engine.fixer.changes import batches, changes_between
from kbaudit.engine.fixer.check import Verdict
from kbaudit.engine.fixer.choice import Chooser, Decide, always
from kbaudit.engine.fixer.families import lists, tags_of
from kbaudit.engine.fixer.front_matter import FrontMatterBench
from kbaudit.engine.fixer.lock import concerns, lock_change, remember, write_with_lock
from kbaudit.engine.fixer.mirror import mirroring
from kbaudit.engine.fixer.places import Places, alone
from kbaudit.engine.fixer.report import FixReport, Left, Refused, Repair
from kbaudit.engine.fixer.round import Round, State
from kbaudit.engine.fixer.write import Written
from kbaudit.engine.migration import Migration
from kbaudit.engine.request import Outcome, Request
from kbaudit.engine.reuse.results import MemoryShelf
from kbaudit.engine.selection import Selection
from kbaudit.engine.settle import settled
from kbaudit.model.edit import Safety
from kbaudit.model.errors import UsageError
from kbaudit.model.finding import Finding
from kbaudit.model.report import Fault
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.rulekit.wording import listing

WRITING = "writing"
"""What the progress is told before the first file is written."""

_MOST_ROUNDS = 20


def fix(
    request: Request,
    *,
    families: Collection[str] = (),
    unsafe: bool = False,
    write: bool = True,
    decide: Decide = always,
    migration: Migration | None = None,
) -> FixReport:
    """Repair what the rules find that `request` selects.

    With `families` (names of `fixer_families`) only their rules count, and with files in `request`
    only what is found in these. `unsafe` also makes repairs
    that are only probable. `decide` is asked before each. Without `write` nothing is changed: the
    report says what would be. With a `migration` it is front matter that is written, and nothing
    else.

    Repairs are made until none is left to make, so that a second run changes nothing. Raises what
    `audit` raises, and UsageError when no rule is both selected and of a family.
    """
    # Files are judged again after each round: those that nothing changed for need not be.
    with prepared(replace(request, shelf=MemoryShelf())) as auditor:
        wanted = _wanted(auditor, families)
        places = Places(request.root)
        chooser = Chooser(
            least=Safety.UNSAFE if unsafe else Safety.SAFE,
            obstacle=places.obstacle if write else _outside(places),
            decide=decide,
        )
        with alone(request.root, sorted(auditor.kb.folders)) if write else nullcontext():
            bench, start = _begin(auditor, wanted, chooser.least, migration)
            course = _repair(bench, start, chooser)
            changes, left = changes_between(auditor.kb, course.state.kb, places)
            lock = lock_change(auditor, bench.auditor, course.state.kb, course.fixed)
            if not write:
                whole = [lock.whole] if lock and lock.before != lock.after else []
                written = Written(done=[*changes, *whole])
            else:
                request.progress(WRITING, 0, len(changes))
                written = write_with_lock(places, lock, batches(changes, course.fixed))
        report = _report(bench, course, written, {*chooser.left, *left, *written.left})
        return replace(report, listed=lists(families) or migration is not None)


class Bench(Protocol):
    """Where states of the files are judged; `wanted` are the rules whose findings are repaired."""

    @property
    def auditor(self) -> Auditor:
        """What judges."""

    @property
    def wanted(self) -> frozenset[str]:
        """Names of rules."""

    def judge(self, kb: KnowledgeBase) -> Verdict:
        """What is found in `kb`. All rules take part, so that no repair does harm unseen."""

    def findings(self, state: State) -> tuple[Finding, ...]:
        """What is to be repaired in a state of the files."""


@dataclass(frozen=True)
class _Bench:
    """Where what rules find is repaired."""

    auditor: Auditor
    wanted: frozenset[str]

    def judge(self, kb: KnowledgeBase) -> Verdict:
        """See `Bench`."""
        selection = self.auditor.selection
        asked = self.auditor.judge(kb, selection).report
        every = [rule.id for rule in self.auditor.rules]
        everything = Selection(self.auditor.rules, self.auditor.loaded, every)
        if everything.ids == selection.ids:
            return Verdict(asked, asked)
        return Verdict(asked, self.auditor.judge(kb, everything).report)

    def findings(self, state: State) -> tuple[Finding, ...]:
        """See `Bench`."""
        found = state.verdict.asked.findings
        files = self.auditor.request.files
        return tuple(
            finding
            for finding in found
            if finding.rule in self.wanted and (not files or finding.path in files)
        )


@dataclass
class _Course:
    """How far the repairs came in memory."""

    state: State
    fixed: list[Repair] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    restless: bool = False


def _begin(
    auditor: Auditor, wanted: frozenset[str], least: Safety, migration: Migration | None
) -> tuple[Bench, State]:
    """Where states are judged, and the first one.

    What was true of citations is only worth its time when one of them is to be repaired.
    """
    if migration is not None:
        front_matter = FrontMatterBench(auditor, migration)
        return front_matter, front_matter.begin()
    bench = _Bench(auditor, wanted)
    start = State(auditor.kb, bench.judge(auditor.kb))
    about = (f.fix for f in bench.findings(start) if concerns(f))
    if any(one is not None and one.safety >= least for one in about):
        bench = _Bench(remember(auditor), wanted)
        start = State(auditor.kb, bench.judge(auditor.kb))
    return bench, start


def _repair(bench: Bench, start: State, chooser: Chooser) -> _Course:
    course = _Course(start)
    limit = bench.auditor.loaded.file_size
    for _ in range(_MOST_ROUNDS):
        start = course.state
        texts = {file.path: file.source for file in start.kb.files if file.unreadable is None}
        chosen, unfit = chooser.choose(bench.findings(start), texts, mirroring(start.kb))
        attempt = Round(start, bench.judge, limit)
        attempt.settle(chosen)
        # What was refused may stand when something else is repaired: only the last word counts.
        course.refused = [*unfit, *attempt.refused]
        if not attempt.accepted:
            return course
        chooser.carry(attempt.accepted)
        course.fixed += attempt.accepted
        course.state = attempt.state
    course.restless = True
    return course


def _report(bench: Bench, course: _Course, written: Written, left: Collection[Left]) -> FixReport:
    request = bench.auditor.request
    undone = {one.path for one in left} | set(written.untouched)
    last = course.state
    if undone:
        before = bench.auditor.kb.by_path
        files = tuple(
            before[f.path] if f.path in undone else f
            for f in last.kb.files
            if f.path in before or f.path not in undone
        )
        paths = last.kb.paths - (undone - before.keys())
        kb = replace(last.kb, files=files, paths=paths)
        last = State(kb, bench.judge(kb))
    verdict = last.verdict.asked
    texts = {file.path: file.source for file in last.kb.files}
    fail_on = bench.auditor.loaded.fail_on
    wanted = replace(verdict, findings=bench.findings(last))
    reported = settled(bench.auditor, Outcome(wanted, texts, fail_on)).report
    return FixReport(
        root=request.name,
        fail_on=fail_on,
        changes=tuple(sorted(written.done)),
        fixed=tuple(repair for repair in course.fixed if undone.isdisjoint(repair.paths)),
        remaining=reported.findings,
        baselined=len(reported.baselined),
        left=tuple(sorted(left)),
        refused=tuple(course.refused),
        untouched=tuple(sorted(written.untouched)),
        skipped=tuple(skip for skip in verdict.skipped if skip.rule in bench.wanted),
        faults=tuple(sorted({*verdict.faults, *_own_faults(course)})),
        interrupted=written.interrupted,
    )


def _own_faults(course: _Course) -> Iterable[Fault]:
    for refused in course.refused:
        if refused.ours:
            finding = refused.repair.finding
            yield Fault(finding.rule, finding.path, f"its repair was taken back: {refused.reason}")
    if course.restless:
        rules = sorted({repair.finding.rule for repair in course.fixed})
        message = f"repairs of {listing(rules)} still come after {_MOST_ROUNDS} rounds"
        yield Fault("fix", "", message)


def _wanted(auditor: Auditor, families: Collection[str]) -> frozenset[str]:
    tags = tags_of(families)
    rules = auditor.selection.rules
    wanted = frozenset(rule.id for rule in rules if not tags or tags.intersection(rule.tags))
    if not wanted:
        flags = listing([f"--{name}" for name in families])
        raise UsageError(f"no rule is left to repair: what is selected does not go with {flags}")
    return wanted


def _outside(places: Places) -> Callable[[str], str]:
    """The one obstacle that a patch has as well."""
    return lambda path: places.obstacle(path) if places.real(path) is None else ""
