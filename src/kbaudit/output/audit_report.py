"""The report of an audit in Markdown, in the form that knowledge bases keep in ``_reports/``.

The next audit reads it, as it reads the reports of other phases, and holds its claims to the truth.
So it states what is so, in forms that are read as that. Words of findings stand between fences:
what they quote of pages and code is no citation, link or claim of the report.
"""

from collections.abc import Iterable, Iterator
from typing import TextIO

from kbaudit import __version__
from kbaudit.engine.audit_report import AuditReport, Checked, Issue, Result
from kbaudit.model.regex import regex
from kbaudit.model.report import Skipped
from kbaudit.output.audit_notes import notes
from kbaudit.output.audit_numbers import statistics, table
from kbaudit.output.clean import printable
from kbaudit.read.report import Check
from kbaudit.rulekit.wording import count, listing

_PLACES = 3
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
_MACHINE = regex(r"(?:^|[\s`'\"(=])(?:/|[A-Za-z]:[\\/]|~/)[\w.-]+[\\/]")


def write(found: AuditReport, stream: TextIO, *, date: str = "") -> None:
    """Write `found`; `date` is the day of the report, if it is to state one."""
    parts = (
        _head(found, date),
        statistics(found),
        _issues(found),
        _places(found),
        _fixed(found),
        _remaining(found),
        _not_checked(found),
        _validation(found),
        _status(found),
        notes(found),
    )
    stream.write("\n---\n\n".join("".join(f"{line}\n" for line in part) for part in parts))


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
    yield from table(("Rule", "Level", "Findings", "Files", "Repairable"), rows)


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
        yield from table(("Rule", "Repairs", "Files"), rows)


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
