"""What the report of an audit has to say, as data: drawn from the same findings as a check."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import groupby

from kbaudit.engine.audit import prepared
from kbaudit.engine.auditor import Auditor
from kbaudit.engine.fixer.report import Repair
from kbaudit.engine.graph import Graph, graph_of
from kbaudit.engine.redact import redacted
from kbaudit.engine.request import Outcome, Request
from kbaudit.engine.statistics import Statistics, counted
from kbaudit.model.finding import Finding, Level
from kbaudit.model.report import Report
from kbaudit.read.report import Check
from kbaudit.rulekit.audit_phase import COVERED_BY

_NOT_GRAPH = (Check.OPEN, Check.COVERAGE)
"""Checks that say how complete a knowledge base is; the graph can be valid without them."""


class Result(Enum):
    """What became of a check."""

    PASSED = "passed"
    FAILED = "failed"
    SILENCED = "silenced"
    """All that was found is silenced by comments on the pages."""
    UNCHECKED = "not checked"


@dataclass(frozen=True, slots=True)
class Checked:
    """A check of the audit phase: how often each of its rules found it broken.

    `off` are rules that the configuration ignores or switches off: the others judged.
    """

    check: Check
    result: Result
    found: tuple[tuple[str, int], ...] = ()
    off: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Issue:
    """All findings of one rule, in the order of files; `summary` says what the rule finds."""

    rule: str
    summary: str
    level: Level
    findings: tuple[Finding, ...]

    @property
    def files(self) -> int:
        """In how many files there are any."""
        return len({finding.path for finding in self.findings})

    @property
    def repairable(self) -> int:
        """How many `kbaudit fix` can repair, the probable repairs among them."""
        return sum(f.fix is not None and f.fix.safety > 0 for f in self.findings)


@dataclass(frozen=True, slots=True)
class Fixed:
    """What a run of the fixer repaired of one rule."""

    rule: str
    repairs: int
    files: int


@dataclass(frozen=True)
class AuditReport:
    """The report. `fixed` is None where nothing was to be fixed in this run.

    `orphans` and `wanted` are for the next phase: pages to which no way leads, by type, and pages
    that are named and not there, with the number of edges that lead to them.
    """

    report: Report
    scopes: tuple[str, ...]
    numbers: Statistics
    issues: tuple[Issue, ...]
    checks: tuple[Checked, ...]
    valid: bool
    fixed: tuple[Fixed, ...] | None
    orphans: tuple[tuple[str, tuple[str, ...]], ...]
    wanted: tuple[tuple[str, int], ...]
    uncited: tuple[str, ...]


def audit_report(request: Request, fixed: Iterable[Repair] | None = None) -> AuditReport:
    """The report of the audit that `request` asks for; `fixed` is what was repaired before it.

    Raises what `audit` raises.
    """
    with prepared(request) as auditor:
        sources = auditor.sources(auditor.kb)
        outcome = redacted(auditor.judge(auditor.kb, auditor.selection, sources))
        numbers = counted(auditor, sources, outcome.report, oldest=0)
        return _assembled(auditor, outcome, numbers, None if fixed is None else tuple(fixed))


def _assembled(
    auditor: Auditor, outcome: Outcome, numbers: Statistics, fixed: Sequence[Repair] | None
) -> AuditReport:
    report = outcome.report
    graph = graph_of(auditor.kb, report.root)
    checks = tuple(_checks(auditor, report))
    bad = any(finding.level >= outcome.fail_on for finding in report.findings)
    open_ = any(
        (one.result is Result.UNCHECKED and one.check not in _NOT_GRAPH)
        or one.result is Result.FAILED
        for one in checks
    )
    return AuditReport(
        report=report,
        scopes=auditor.kb.scopes,
        numbers=numbers,
        issues=tuple(_issues(auditor, report.findings)),
        checks=checks,
        valid=not (bad or open_ or report.faults),
        fixed=None if fixed is None else tuple(_fixed(fixed)),
        orphans=tuple(_orphans(graph)),
        wanted=_wanted(graph),
        uncited=tuple(_uncited(auditor)),
    )


def _issues(auditor: Auditor, findings: Iterable[Finding]) -> Iterator[Issue]:
    """The worst first, then what is found most often."""
    docs = {rule.id: rule.docs.summary for rule in auditor.rules}
    by_rule: dict[str, list[Finding]] = {}
    for finding in findings:
        by_rule.setdefault(finding.rule, []).append(finding)
    issues = [
        Issue(rule, docs.get(rule, ""), max(f.level for f in found), tuple(found))
        for rule, found in by_rule.items()
    ]
    yield from sorted(issues, key=lambda one: (-one.level, -len(one.findings), one.rule))


def _checks(auditor: Auditor, report: Report) -> Iterator[Checked]:
    found = Counter(finding.rule for finding in report.findings)
    silenced = Counter(one.finding.rule for one in report.suppressed)
    unsound = {one.rule for one in report.skipped} | {one.rule for one in report.faults}
    rules = {rule.id: rule for rule in auditor.rules}
    for check, covering in COVERED_BY.items():
        off = tuple(name for name in covering if auditor.selection.is_off(rules[name]))
        names = [name for name in covering if name not in off]
        counts = tuple((name, found[name]) for name in names if found[name])
        quiet = tuple((name, silenced[name]) for name in names if silenced[name])
        if counts:
            yield Checked(check, Result.FAILED, counts, off)
        elif (
            not names or unsound.intersection(names) or not auditor.selection.ids.issuperset(names)
        ):
            yield Checked(check, Result.UNCHECKED, off=off)
        elif quiet:
            yield Checked(check, Result.SILENCED, quiet, off)
        else:
            yield Checked(check, Result.PASSED, off=off)


def _fixed(repairs: Iterable[Repair]) -> Iterator[Fixed]:
    ordered = sorted(repairs, key=lambda repair: (repair.finding.rule, repair.finding.order))
    for rule, group in groupby(ordered, key=lambda repair: repair.finding.rule):
        own = list(group)
        yield Fixed(rule, len(own), len({path for repair in own for path in repair.paths}))


def _orphans(graph: Graph) -> Iterator[tuple[str, tuple[str, ...]]]:
    alone = [node for node in graph.nodes if node.orphan]
    for kind, nodes in groupby(alone, key=lambda node: node.type):
        yield kind, tuple(node.name for node in nodes)


def _wanted(graph: Graph) -> tuple[tuple[str, int], ...]:
    names = {node.id: node.name for node in graph.nodes if node.missing}
    ends = Counter(names[edge.target] for edge in graph.edges if edge.target in names)
    ends.update(names[edge.source] for edge in graph.edges if edge.source in names)
    return tuple(sorted(ends.items(), key=lambda item: (-item[1], item[0])))


def _uncited(auditor: Auditor) -> Iterator[str]:
    """Implementation pages that cite no code."""
    for page in auditor.kb.pages:
        if page.type.name == "Implementation" and page.unreadable is None and not page.citations:
            yield page.name
