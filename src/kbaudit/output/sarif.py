"""SARIF 2.1.0, for code scanning: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html

All rules are described, whether they ran or not. What the baseline hides and what pages silence is
in it too, marked as such; rules that could not run and faults are notifications of the invocation.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, TextIO

from kbaudit import __version__
from kbaudit.model.finding import Level
from kbaudit.model.report import Report
from kbaudit.model.span import Source
from kbaudit.output.clean import json_safe
from kbaudit.output.options import Options
from kbaudit.output.rules import rule_page
from kbaudit.output.sarif_places import Places
from kbaudit.output.sarif_results import LEVELS, results
from kbaudit.rulekit.discovery import all_rules
from kbaudit.rulekit.rule import Rule

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_HOME = "https://kbaudit.dev/"
_SEVERITIES = {Level.ERROR: "error", Level.WARNING: "warning", Level.INFO: "recommendation"}


def write(
    report: Report,
    texts: Mapping[str, Source],
    stream: TextIO,
    options: Options,  # noqa: ARG001
) -> None:
    """Write `report` as a log of one run."""
    document = json.dumps(_log(report, texts), ensure_ascii=False, indent=2)
    stream.write(json_safe(document) + "\n")


def _log(report: Report, texts: Mapping[str, Source]) -> dict[str, Any]:
    rules = all_rules()
    numbers = {rule.id: number for number, rule in enumerate(rules)}
    places = Places(report, texts)
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "kbaudit",
                "informationUri": _HOME,
                "semanticVersion": __version__,
                "version": __version__,
                "rules": [_rule(rule) for rule in rules],
            }
        },
        "automationDetails": {"id": f"kbaudit/{places.uri(report.root)}/"},
        "invocations": [_invocation(report, places, numbers)],
        "columnKind": "unicodeCodePoints",
        "results": results(report, places, numbers),
    }
    if places.bases:
        run["originalUriBaseIds"] = places.bases
    if places.provenance:
        run["versionControlProvenance"] = places.provenance
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(rule: Rule) -> dict[str, Any]:
    page = rule_page(rule)
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.docs.summary},
        "fullDescription": {"text": " ".join(rule.docs.why.split())},
        "help": {"text": f"{rule.docs.summary}\n\n{rule.docs.remedy}", "markdown": page},
        "defaultConfiguration": {"level": LEVELS[rule.level]},
        "properties": {
            "tags": list(rule.tags),
            "precision": "very-high",
            "problem.severity": _SEVERITIES[rule.level],
        },
    }


def _invocation(report: Report, places: Places, numbers: Mapping[str, int]) -> dict[str, Any]:
    return {
        "executionSuccessful": not report.faults,
        "toolConfigurationNotifications": list(_skipped(report, numbers)),
        "toolExecutionNotifications": list(_told(report, places, numbers)),
    }


def _skipped(report: Report, numbers: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    for skip in report.skipped:
        text = f"Not checked: {skip.rule}: {skip.reason}."
        yield _notification("warning", text, _associated(skip.rule, numbers))


def _told(report: Report, places: Places, numbers: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    for fault in report.faults:
        text = f"The rule {fault.rule} failed: {fault.message}. Please report this."
        found = _notification("error", text, _associated(fault.rule, numbers))
        if fault.path:
            where = {"physicalLocation": {"artifactLocation": places.page(fault.path)}}
            found["locations"] = [where]
        yield found
    for entry in report.ended:
        text = f"The baseline has {entry.rule} about {entry.key}, which no longer occurs."
        found = _notification("note", text, _associated(entry.rule, numbers))
        where = {"physicalLocation": {"artifactLocation": places.page(entry.path)}}
        yield {**found, "locations": [where]}
    for one in report.coverage:
        for reason, number in one.undecided:
            yield _notification(
                "note", f"Not decided: {number} of {one.total} {one.what}: {reason}."
            )
    for note in report.notes:
        yield _notification("note", f"{note}.")


def _notification(level: str, text: str, more: Mapping[str, Any] | None = None) -> dict[str, Any]:
    return {"level": level, "message": {"text": text}, **(more or {})}


def _associated(rule: str, numbers: Mapping[str, int]) -> dict[str, Any]:
    return {"associatedRule": {"id": rule, **({"index": numbers[rule]} if rule in numbers else {})}}
