"""For editors and grep: ``path:line:column: level: message [rule]``, as compilers write."""

from collections.abc import Mapping
from typing import TextIO

from kbaudit.model.report import Report
from kbaudit.model.span import Source
from kbaudit.output.options import Options
from kbaudit.output.sentences import failures, message, place, unchecked


def write(
    report: Report,
    texts: Mapping[str, Source],  # noqa: ARG001  # every format takes the same arguments
    stream: TextIO,
    options: Options,  # noqa: ARG001
) -> None:
    """Write a line for each finding, and one for each thing that was not checked."""
    for finding in report.findings:
        where, level = place(finding, report.root), finding.level.label
        stream.write(f"{where}: {level}: {message(finding)} [{finding.rule}]\n")
    stream.writelines(f"kbaudit: {text}\n" for text in (*unchecked(report), *failures(report)))
