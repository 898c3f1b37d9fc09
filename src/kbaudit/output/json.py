"""For programs: a versioned view of the report, described by ``schemas/report.schema.json``."""

import json
from collections.abc import Mapping
from typing import Any, TextIO

from kbaudit import __version__
from kbaudit.model.edit import Fix
from kbaudit.model.finding import Finding, Related
from kbaudit.model.report import Report, TargetInfo
from kbaudit.model.span import Position, Source, Span
from kbaudit.output.clean import json_safe
from kbaudit.output.options import Options
from kbaudit.output.summary import fixable

VERSION = 1
"""Raised when a consumer of the format would have to change."""


def write(
    report: Report,
    texts: Mapping[str, Source],  # noqa: ARG001  # every format takes the same arguments
    stream: TextIO,
    options: Options,  # noqa: ARG001
) -> None:
    """Write `report` as one JSON object."""
    document = json.dumps(view(report), ensure_ascii=False, indent=2)
    stream.write(json_safe(document) + "\n")


def view(report: Report) -> dict[str, Any]:
    """The report as plain values in a fixed order."""
    repairs = fixable(report.findings)
    return {
        "version": VERSION,
        "tool": {"name": "kbaudit", "version": __version__},
        "root": report.root,
        "targets": [_target(target) for target in report.targets],
        "summary": {
            "files": report.files,
            "pages": report.pages,
            "rules": report.rules,
            "findings": {level.label: number for level, number in report.counts().items()},
            "repairable": {safety.name.lower(): number for safety, number in repairs.items()},
            "suppressed": len(report.suppressed),
            "baselined": len(report.baselined),
            "skipped": len({skip.rule for skip in report.skipped}),
            "faults": len(report.faults),
        },
        "findings": [_finding(finding) for finding in report.findings],
        "suppressed": [
            {"reason": one.reason, "finding": _finding(one.finding)} for one in report.suppressed
        ],
        "baseline": _baseline(report),
        "since": {"what": report.since, "outside": report.outside} if report.since else None,
        "skipped": [{"rule": skip.rule, "reason": skip.reason} for skip in report.skipped],
        "faults": [
            {"rule": fault.rule, "path": fault.path, "message": fault.message}
            for fault in report.faults
        ],
        "coverage": [
            {
                "what": one.what,
                "total": one.total,
                "checked": one.checked,
                "undecided": [{"reason": why, "count": n} for why, n in one.undecided],
            }
            for one in report.coverage
        ],
        "notes": list(report.notes),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "level": finding.level.label,
        "fingerprint": finding.fingerprint,
        "path": finding.path,
        "start": _position(finding.start, finding.span.start),
        "end": _position(finding.end, finding.span.end),
        "message": finding.message,
        "help": finding.help,
        "tags": list(finding.tags),
        "related": [_related(related) for related in finding.related],
        "fix": None if finding.fix is None else _fix(finding.fix),
    }


def _baseline(report: Report) -> dict[str, Any] | None:
    if not report.baseline:
        return None
    return {
        "file": report.baseline,
        "findings": [_finding(finding) for finding in report.baselined],
        "ended": [
            {
                "path": entry.path,
                "rule": entry.rule,
                "key": entry.key,
                "fingerprint": entry.fingerprint,
                "count": entry.count,
            }
            for entry in report.ended
        ],
    }


def _position(position: Position, offset: int) -> dict[str, int]:
    return {"line": position.line, "column": position.column, "offset": offset}


def _related(related: Related) -> dict[str, Any]:
    return {
        "message": related.message,
        "path": related.path,
        "revision": related.revision or None,
        "lines": [related.first, related.last or related.first] if related.first else None,
    }


def _fix(fix: Fix) -> dict[str, Any]:
    return {
        "title": fix.title,
        "safety": fix.safety.name.lower(),
        "edits": [
            {"path": edit.path, "span": _span(edit.span), "replacement": edit.replacement}
            for edit in fix.edits
        ],
    }


def _span(span: Span) -> list[int]:
    return [span.start, span.end]


def _target(target: TargetInfo) -> dict[str, str]:
    return {
        "scope": target.scope,
        "path": target.path,
        "asked": target.asked,
        "commit": target.commit,
    }
