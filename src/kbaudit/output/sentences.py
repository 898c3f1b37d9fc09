"""The summary of a report as plain sentences, for formats that have no styles."""

from collections.abc import Iterable

from kbaudit.model.finding import Finding
from kbaudit.model.report import Report
from kbaudit.output.clean import printable
from kbaudit.output.summary import Piece, faults, not_checked, summary
from kbaudit.output.text import shown


def all_of(report: Report) -> list[str]:
    """The whole summary, a sentence or paragraph each."""
    return _plain(summary(report))


def unchecked(report: Report) -> list[str]:
    """What was not checked: the rules that could not run."""
    return _plain(not_checked(report))


def failures(report: Report) -> list[str]:
    """The defects of kbaudit itself that the run met."""
    return _plain(faults(report))


def place(finding: Finding, root: str) -> str:
    """``path:line:column`` of a finding, on one line."""
    start = finding.start
    return printable(f"{shown(root, finding.path)}:{start.line}:{start.column}")


def message(finding: Finding) -> str:
    """What is wrong and what to do, on one line."""
    text = f"{finding.message}; {finding.help}" if finding.help else finding.message
    return printable(text)


def _plain(paragraphs: Iterable[list[Piece]]) -> list[str]:
    return [printable(" ".join(text for text, _ in pieces)) for pieces in paragraphs]
