"""Recording a baseline: what is found today, and what of the old one is kept."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from kbaudit.engine.audit import prepared
from kbaudit.engine.baseline import entries_of, merged
from kbaudit.engine.baseline_file import BASELINE_NAME, baseline_text, read_baseline
from kbaudit.engine.request import Request
from kbaudit.engine.settle import compared, judges, settled
from kbaudit.engine.whole_file import write_whole
from kbaudit.model.errors import UsageError
from kbaudit.model.report import BaselineEntry, Report


@dataclass(frozen=True, slots=True)
class Recording:
    """What was written to the baseline `name`, and how it differs from what was there.

    `added` and `dropped` count findings. `kept` are those of entries that this run could say
    nothing about, and `secrets` leaked secrets, which are never recorded.
    """

    name: str
    report: Report
    entries: tuple[BaselineEntry, ...]
    added: int
    dropped: int
    kept: int
    secrets: int

    @property
    def size(self) -> int:
        """How many findings are in the baseline."""
        return _size(self.entries)


def record(request: Request, *, prune: bool = False) -> Recording:
    """Write the baseline of the knowledge base that `request` names.

    It then has all that is found. With `prune` it only loses what is not found any more. Entries
    of rules that did not judge their file are kept either way. Raises what `audit` raises, and
    UsageError where there is nothing to prune, or the file cannot be written.
    """
    path = request.baseline or request.root / BASELINE_NAME
    with prepared(replace(request, heeding_baseline=False)) as auditor:
        old = read_baseline(path)
        if prune and old.path is None:
            raise UsageError(f"there is no {path} to prune: `kbaudit baseline` writes one")
        report = settled(auditor, auditor.judge(auditor.kb, auditor.selection)).report
        found = compared(auditor, report, old.entries)
        judged = judges(auditor, report)
        kept = [entry for entry in found.left if not judged(entry.rule, entry.path)]
        recorded = found.known if prune else report.findings
        entries = merged((*entries_of(recorded), *kept))
        write_whole(request.root, path, baseline_text(entries))
    secrets = sum(finding.secret for finding in report.findings)
    unjudged = _size(kept)
    return Recording(
        _name(request, path),
        report,
        entries,
        added=0 if prune else len(found.new) - secrets,
        dropped=_size(found.left) - unjudged,
        kept=unjudged,
        secrets=0 if prune else secrets,
    )


def _size(entries: Iterable[BaselineEntry]) -> int:
    return sum(entry.count for entry in entries)


def _name(request: Request, path: Path) -> str:
    return str(path) if request.baseline else str(Path(request.name) / BASELINE_NAME)
