"""The report of an audit in Markdown, in the form that knowledge bases keep in ``_reports/``.

The next audit reads it, as it reads the reports of other phases, and holds its claims to the truth.
So it states what is so, in forms that are read as that. Words of findings stand between fences:
what they quote of pages and code is no citation, link or claim of the report.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

from kbaudit import __version__
from kbaudit.engine.audit_report import AuditReport, Checked, Issue, Result
from kbaudit.model.report import Skipped
from kbaudit.output.clean import printable
from kbaudit.read.report import Check
from kbaudit.rulekit.wording import count, listing

_PLACES = 3
_NAMES = 8
_PLURALS = {"Heuristic": "Heuristics", "Library": "Libraries"}
_RULES = {
    Check.IMPLEMENTED: "Executability Constraint",
    Check.TARGETS: "Edge Targets Exist",
    Check.ORPHANS: "No Orphan Principles",
    Check.STEPS: "Workflows Have Steps",
    Check.REFERENCES: "Index Cross-References Valid",
    Check.INDEXED: "Indexes Match Directory Contents",
    Check.OPEN: "Open References Resolved",
    Check.COVERAGE: "Map Coverage Accurate",
}
_MACHINE = re.compile(r"(?:^|[\s`'\"(=])(?:/|[A-Za-z]:[\\/]|~/)[\w.-]+[\\/]")


def write(found: AuditReport, stream: TextIO, *, date: str = "") -> None:
    """Write `found`; `date` is the day of the report, if it is to state one."""
    parts = (
        _head(found, date),
        _statistics(found),
        _issues(found),
        _places(found),
        _fixed(found),
        _remaining(found),
        _not_checked(found),
        _validation(found),
        _status(found),
        _notes(found),
    )
    stream.write("\n---\n\n".join("".join(f"{line}\n" for line in part) for part in parts))


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(titles)} |"
    yield f"|{'|'.join('-' * (len(title) + 2) for title in titles)}|"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _head(found: AuditReport, date: str) -> Iterator[str]:
    yield "# Audit Report"
    yield ""
    if found.scopes:
        yield f"- **Repository:** {listing(found.scopes, limit=99)}"
    if date:
        yield f"- **Date:** {date}"
    for target in found.report.targets:
        scope = f"{target.scope}: " if target.scope else ""
        at = f"{target.asked}, " if target.asked != target.commit else ""
        yield f"- **Held against:** {scope}{at}commit `{target.commit[:10]}`"
    if not found.report.targets:
        yield "- **Held against:** the pages alone; no code was looked at"
    yield f"- **Made by:** kbaudit {__version__}, {count(found.report.rules, 'rule')}"


def _statistics(found: AuditReport) -> Iterator[str]:
    yield "## Graph Statistics"
    yield ""
    total = sum(number for _, number in found.numbers.pages)
    rows = [(_plural(kind), str(number)) for kind, number in found.numbers.pages]
    yield from _table(("Type", "Count"), [*rows, ("**Total Pages**", f"**{total}**")])
    yield ""
    yield from _table(("What", "Number"), _further(found))


def _plural(kind: str) -> str:
    return _PLURALS.get(kind, f"{kind}s")


def _further(found: AuditReport) -> Iterator[tuple[str, str]]:
    numbers = found.numbers
    edges = sum(one.edges for one in numbers.relations)
    broken = sum(one.broken for one in numbers.relations)
    yield "Relations and links between pages", f"{edges:,}"
    yield "Of these broken", f"{broken:,}"
    yield "Pages to which no way leads from a workflow", f"{numbers.orphans:,}"
    yield "Citations of source code", f"{numbers.citations:,}"
    if numbers.ranges is not None:
        ranges = dict(numbers.ranges)
        stale = sum(ranges[word] for word in ("moved", "edited", "gone", "never true"))
        yield "Cited ranges that are true", f"{ranges['proven']:,}"
        yield "Cited ranges that are not", f"{stale:,}"
        yield (
            "Cited ranges of which nothing tells",
            f"{sum(ranges.values()) - stale - ranges['proven']:,}",
        )
    if numbers.pins is not None:
        pins = dict(numbers.pins)
        off = sum(pins[word] for word in ("looser", "tighter", "disjoint", "other"))
        yield "Version pins that agree with the target", f"{pins['equal']:,}"
        yield "Version pins that do not", f"{off:,}"
    for one in numbers.coverage:
        scope = f" of {one.scope}" if one.scope else ""
        kinds = ", ".join(one.suffixes)
        yield f"Source files ({kinds}){scope} that pages cite", f"{one.cited:,} of {one.files:,}"


def _issues(found: AuditReport) -> Iterator[str]:
    yield "## Issues by Rule"
    yield ""
    if not found.issues:
        yield "None."
        return
    rows = [
        (
            f"`{one.rule}`",
            one.level.label,
            f"{len(one.findings):,}",
            f"{one.files:,}",
            f"{one.repairable:,}" if one.repairable else "—",
        )
        for one in found.issues
    ]
    yield from _table(("Rule", "Level", "Findings", "Files", "Repairable"), rows)


def _places(found: AuditReport) -> Iterator[str]:
    yield "## First Places"
    yield ""
    if not found.issues:
        yield "None."
    for number, issue in enumerate(found.issues):
        if number:
            yield ""
        yield f"### `{issue.rule}`"
        yield ""
        yield issue.summary
        yield ""
        fence = "~~~"
        yield f"{fence}text"
        for finding in issue.findings[:_PLACES]:
            place = f"{finding.path}:{finding.start.line}:{finding.start.column}"
            yield printable(f"{place} {_said(issue, finding.message)}".rstrip()).replace("~", "∼")
        more = len(issue.findings) - _PLACES
        if more > 0:
            yield f"and {more:,} more"
        yield fence


def _said(issue: Issue, message: str) -> str:
    """The words of a finding, but for those that would leak here what leaks there."""
    return "" if issue.rule.startswith("leaked-") or _MACHINE.search(message) else message


def _fixed(found: AuditReport) -> Iterator[str]:
    yield "## Fixed in This Run"
    yield ""
    if found.fixed is None:
        yield "Nothing was to be fixed in this run."
    elif not found.fixed:
        yield "Nothing: no finding had a repair that is certain."
    else:
        rows = [(f"`{one.rule}`", f"{one.repairs:,}", f"{one.files:,}") for one in found.fixed]
        yield from _table(("Rule", "Repairs", "Files"), rows)


def _remaining(found: AuditReport) -> Iterator[str]:
    yield "## Remaining Issues"
    yield ""
    levels = [
        count(number, level.label, "infos" if level.label == "info" else "")
        for level, number in found.report.counts().items()
        if number
    ]
    files = count(len({finding.path for finding in found.report.findings}), "file")
    yield f"{listing(levels)} in {files}." if levels else "None."
    repairable = sum(issue.repairable for issue in found.issues)
    if repairable:
        yield f"`kbaudit fix` can repair {repairable:,} of them."
    if found.report.suppressed:
        silenced = count(len(found.report.suppressed), "finding")
        yield f"{silenced} silenced by comments on the pages, with their reasons."


def _not_checked(found: AuditReport) -> Iterator[str]:
    yield "## Not Checked"
    yield ""
    lines = [*_skipped(found.report.skipped), *_undecided(found)]
    lines += [
        f"- `{fault.rule}` failed, a fault of kbaudit itself" for fault in found.report.faults
    ]
    yield from lines or ["Nothing was left out."]


def _skipped(skipped: Iterable[Skipped]) -> Iterator[str]:
    reasons: dict[str, list[str]] = {}
    for one in skipped:
        reasons.setdefault(one.reason, []).append(f"`{one.rule}`")
    for reason, rules in sorted(reasons.items()):
        where = "" if _MACHINE.search(reason) else f": {printable(reason)}"
        yield f"- {count(len(rules), 'rule')}{where}. {listing(rules, limit=99)}"


def _undecided(found: AuditReport) -> Iterator[str]:
    for one in found.report.coverage:
        if one.undecided:
            reasons = ", ".join(f"{number:,} {reason}" for reason, number in one.undecided)
            yield f"- {one.total - one.checked:,} of {one.total:,} {one.what}: {reasons}"


def _validation(found: AuditReport) -> Iterator[str]:
    yield "## Validation Results"
    yield ""
    for number, one in enumerate(found.checks, 1):
        off = listing([f"`{rule}`" for rule in one.off])
        without = f" ({off} switched off)" if off else ""
        yield f"- Rule {number}: {_RULES[one.check]} {_verdict(one)}{without}"


def _verdict(one: Checked) -> str:
    rules = ", ".join(f"`{rule}` {number:,}" for rule, number in one.found)
    match one.result:
        case Result.PASSED:
            return "✅ PASSED"
        case Result.FAILED:
            return f"❌ FAILED: {rules}"
        case Result.SILENCED:
            return f"— silenced by comments: {rules}"
        case Result.UNCHECKED:
            return "— NOT CHECKED"


def _status(found: AuditReport) -> Iterator[str]:
    yield f"## Graph Status: {'VALID' if found.valid else 'NEEDS ATTENTION'}"


def _notes(found: AuditReport) -> Iterator[str]:
    yield "## Notes for the Next Phase"
    yield ""
    lines = list(_hints(found))
    yield from lines or ["None."]


def _hints(found: AuditReport) -> Iterator[str]:
    for kind, names in found.orphans:
        pages = count(len(names), f"{kind} page")
        yield f"- No way leads from a workflow to {pages}: {_named(names)}."
    if found.wanted:
        yield f"- Named and not there, most wanted first: {_named(n for n, _ in found.wanted)}."
    if found.uncited:
        yield f"- Implementation pages that cite no code: {_named(found.uncited)}."
    ranges = dict(found.numbers.ranges or ())
    if moved := ranges.get("moved", 0):
        what = count(moved, "cited range")
        yield f"- {what} moved: `kbaudit fix --update-lines` renumbers what is certain."
    if again := ranges.get("edited", 0) + ranges.get("gone", 0):
        what = count(again, "cited range")
        yield f"- {what} changed or gone: the words around them want reading."
    if found.numbers.undated:
        yield f"- No day of the last update stands on {count(found.numbers.undated, 'page')}."


def _named(names: Iterable[str]) -> str:
    return listing([f"`{printable(name)}`" for name in names], limit=_NAMES)
