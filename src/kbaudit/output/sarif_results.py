"""The results of a SARIF log: findings, and those that the baseline or a page hides."""

from collections.abc import Iterator, Mapping
from typing import Any

from kbaudit.model.edit import Edit, Fix, Safety
from kbaudit.model.finding import Finding, Level
from kbaudit.model.report import Report
from kbaudit.output.sarif_places import Places

LEVELS = {Level.ERROR: "error", Level.WARNING: "warning", Level.INFO: "note"}
FINGERPRINT = "kbaudit/v1"


def results(report: Report, places: Places, numbers: Mapping[str, int]) -> list[dict[str, Any]]:
    """All results in the order of the pages. `numbers` are the indexes of rules.

    Each has `suppressions`, empty where nothing hides it: the standard wants them of all, or none.
    """
    ordered = sorted(_states(report), key=lambda item: item[0].order)
    return [
        {
            **_result(finding, places, numbers),
            **({"baselineState": state} if state else {}),
            "suppressions": hidden,
        }
        for finding, state, hidden in ordered
    ]


def _states(report: Report) -> Iterator[tuple[Finding, str, list[dict[str, str]]]]:
    """Findings with their state against the baseline, empty without one, and how each is hidden."""
    new, known = ("new", "unchanged") if report.baseline else ("", "")
    for finding in report.findings:
        yield finding, new, []
    for finding in report.baselined:
        why = f"recorded in the baseline {report.baseline}"
        yield finding, known, [{"kind": "external", "justification": why}]
    for one in report.suppressed:
        yield one.finding, new, [{"kind": "inSource", "justification": one.reason}]


def _result(finding: Finding, places: Places, numbers: Mapping[str, int]) -> dict[str, Any]:
    text = f"{finding.message}; {finding.help}" if finding.help else finding.message
    found: dict[str, Any] = {"ruleId": finding.rule}
    if finding.rule in numbers:
        found["ruleIndex"] = numbers[finding.rule]
    where = {"artifactLocation": places.page(finding.path), "region": places.region(finding)}
    found |= {
        "level": LEVELS[finding.level],
        "message": {"text": f"{text}."},
        "locations": [{"physicalLocation": where}],
        "partialFingerprints": {FINGERPRINT: finding.fingerprint},
    }
    if finding.related:
        found["relatedLocations"] = [
            {
                "id": number,
                "message": {"text": related.message},
                "physicalLocation": places.related(related),
            }
            for number, related in enumerate(finding.related)
        ]
    fix = finding.fix
    if fix is not None and fix.safety is not Safety.HINT:
        found["fixes"] = [_fix(fix, places)]
    return found


def _fix(fix: Fix, places: Places) -> dict[str, Any]:
    by_path: dict[str, list[Edit]] = {}
    for edit in sorted(fix.edits):
        by_path.setdefault(edit.path, []).append(edit)
    return {
        "description": {"text": f"{fix.title} ({fix.safety.name.lower()})"},
        "artifactChanges": [
            {
                "artifactLocation": places.page(path),
                "replacements": [
                    {
                        "deletedRegion": places.edited(edit),
                        "insertedContent": {"text": edit.replacement},
                    }
                    for edit in edits
                ],
            }
            for path, edits in by_path.items()
        ],
    }
