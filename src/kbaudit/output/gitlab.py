"""For GitLab: a Code Quality report, shown in the merge request.

Shape: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
A fingerprint must occur once only there, so path and number are part of it.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any, TextIO

from kbaudit.model.finding import Level
from kbaudit.model.report import Report
from kbaudit.model.span import Source
from kbaudit.output.clean import json_safe, printable
from kbaudit.output.options import Options
from kbaudit.output.sentences import message
from kbaudit.output.text import shown

_SEVERITIES = {Level.ERROR: "major", Level.WARNING: "minor", Level.INFO: "info"}


def write(
    report: Report,
    texts: Mapping[str, Source],  # noqa: ARG001  # every format takes the same arguments
    stream: TextIO,
    options: Options,  # noqa: ARG001
) -> None:
    """Write a list of issues: faults and what was not checked, then the findings."""
    document = json.dumps([*_of_the_run(report), *_findings(report)], ensure_ascii=False, indent=2)
    stream.write(json_safe(document) + "\n")


def _findings(report: Report) -> Iterator[dict[str, Any]]:
    seen: Counter[tuple[str, str]] = Counter()
    for finding in report.findings:
        known = (finding.path, finding.fingerprint)
        seen[known] += 1
        yield _issue(
            finding.rule,
            message(finding),
            _SEVERITIES[finding.level],
            shown(report.root, finding.path),
            finding.start.line,
            (finding.rule, *known, str(seen[known])),
        )


def _of_the_run(report: Report) -> Iterator[dict[str, Any]]:
    """A rule that failed or could not run: its silence is no verdict."""
    for fault in report.faults:
        text = f"Fault of kbaudit: {fault.message}. Please report this."
        path = shown(report.root, fault.path or "kbaudit.yaml")
        yield _issue(
            fault.rule,
            printable(text),
            "blocker",
            path,
            1,
            ("fault", fault.rule, fault.path, fault.message),
        )
    for skip in report.skipped:
        text = f"Not checked: {skip.reason}."
        path = shown(report.root, "kbaudit.yaml")
        known = ("skipped", skip.rule, skip.reason)
        yield _issue(skip.rule, printable(text), "info", path, 1, known)


def _issue(
    rule: str, text: str, severity: str, path: str, line: int, known: tuple[str, ...]
) -> dict[str, Any]:
    data = "\n".join(known).encode("utf-8", "surrogatepass")
    return {
        "description": text,
        "check_name": rule,
        "fingerprint": sha256(data).hexdigest()[:32],
        "severity": severity,
        "location": {"path": path, "lines": {"begin": line}},
    }
