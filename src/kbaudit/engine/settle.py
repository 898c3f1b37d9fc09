"""What is reported of what was found: the one place where the baseline is applied."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kbaudit.engine.baseline import Match, match
from kbaudit.engine.baseline_file import BASELINE_NAME
from kbaudit.engine.redact import masked_keys
from kbaudit.engine.request import Outcome
from kbaudit.engine.states import Present, keep
from kbaudit.model.report import BaselineEntry, Report

if TYPE_CHECKING:
    from kbaudit.engine.auditor import Auditor
    from kbaudit.engine.since import Past


def settled(
    auditor: Auditor, outcome: Outcome, before: Callable[[Present], Past] | None = None
) -> Outcome:
    """`outcome` with keys that may be shown, without the findings that the baseline has.

    With a state `before` only those stay that are in what changed since, or caused by it.
    """
    report = masked_keys(outcome.report, outcome.texts)
    concerned = None
    past = None
    if before is not None:
        keep(auditor, outcome, report)
        past = before(Present(auditor, report))
        concerned = past.concerned(auditor, report, outcome.texts)
    if auditor.baseline.path is not None:
        found = compared(auditor, report, auditor.baseline.entries)
        judged = judges(auditor, report)
        report = replace(
            report,
            findings=found.new,
            baseline=str(auditor.request.baseline or BASELINE_NAME),
            baselined=found.known,
            ended=tuple(entry for entry in found.left if judged(entry.rule, entry.path)),
        )
    if past is not None and concerned is not None:
        kept = tuple(finding for finding in report.findings if id(finding) in concerned)
        outside = len(report.findings) - len(kept)
        report = replace(report, findings=kept, since=past.label, outside=outside)
    return replace(outcome, report=report)


def compared(auditor: Auditor, report: Report, entries: Sequence[BaselineEntry]) -> Match:
    """What a baseline of `entries` means for the findings of `report`."""
    kb = auditor.kb
    excluded = {entry.path for entry in entries if kb.is_excluded(entry.path)}
    return match(entries, report.findings, kb.paths | excluded)


def judges(auditor: Auditor, report: Report) -> Callable[[str, str], bool]:
    """Tells whether a rule has judged a file, so that its silence means something.

    A file that is gone is judged, one that is excluded or cannot be read is not; nor does a rule
    judge that was not selected, lacked its input, or failed. A rule that there is not any more
    finds nothing, ever.
    """
    kb, selection = auditor.kb, auditor.selection
    rules = {rule.id: rule for rule in auditor.rules}
    unsound = {skip.rule for skip in report.skipped} | {fault.rule for fault in report.faults}

    def judged(name: str, path: str) -> bool:
        rule, file = rules.get(name), kb.by_path.get(path)
        if rule is None:
            return True
        if name in unsound or name not in selection.ids or kb.is_excluded(path):
            return False
        if file is not None and file.unreadable is not None and name != "unreadable-page":
            return False
        return selection.level(rule, path) is not None

    return judged
