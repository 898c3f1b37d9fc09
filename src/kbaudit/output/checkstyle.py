"""For tools that read Checkstyle's XML: an ``error`` for each finding, grouped by file."""

from collections.abc import Mapping
from itertools import groupby
from typing import TextIO

from kbaudit.model.report import Report
from kbaudit.model.span import Source
from kbaudit.output.markup import element, write_document
from kbaudit.output.options import Options
from kbaudit.output.sentences import failures, message, unchecked
from kbaudit.output.text import shown


def write(
    report: Report,
    texts: Mapping[str, Source],  # noqa: ARG001  # every format takes the same arguments
    stream: TextIO,
    options: Options,  # noqa: ARG001
) -> None:
    """Write `report`; what is about the run stands under the name of the knowledge base."""
    root = element(None, "checkstyle", version="4.3")
    about = [("error", "fault", text) for text in failures(report)]
    about += [("info", "not-checked", text) for text in unchecked(report)]
    if about:
        whole = element(root, "file", name=report.root)
        for severity, kind, text in about:
            element(whole, "error", severity=severity, message=text, source=f"kbaudit.{kind}")
    for path, findings in groupby(report.findings, key=lambda finding: finding.path):
        file = element(root, "file", name=shown(report.root, path))
        for finding in findings:
            element(
                file,
                "error",
                line=finding.start.line,
                column=finding.start.column,
                severity=finding.level.label,
                message=message(finding),
                source=f"kbaudit.{finding.rule}",
            )
    write_document(root, stream)
