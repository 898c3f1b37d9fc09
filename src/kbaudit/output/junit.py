"""For CI that shows test results: a case for each finding, and for each rule that could not run.

There is no standard of this format; attributes are those that Jenkins, GitLab and Azure read. What
does not fail the run is no failed test: findings below ``--fail-on`` pass, with their message.
"""

from collections.abc import Mapping
from itertools import groupby
from typing import TextIO
from xml.etree import ElementTree as ET  # writes only; nothing is parsed here

from kbaudit.model.finding import Finding
from kbaudit.model.report import Report
from kbaudit.model.span import Source
from kbaudit.output.markup import element, legal, write_document
from kbaudit.output.options import Options
from kbaudit.output.sentences import message, place
from kbaudit.output.text import shown
from kbaudit.rulekit.wording import count


def write(
    report: Report,
    texts: Mapping[str, Source],  # noqa: ARG001  # every format takes the same arguments
    stream: TextIO,
    options: Options,
) -> None:
    """Write a suite about the run, then one for each file with findings."""
    root = element(None, "testsuites", name="kbaudit")
    _about_the_run(root, report)
    for path, findings in groupby(report.findings, key=lambda finding: finding.path):
        suite = element(root, "testsuite", name=shown(report.root, path))
        for finding in findings:
            _case(suite, finding, report.root, fails=finding.level >= options.fail_on)
        _count(suite)
    for kind in ("tests", "failures", "errors", "skipped"):
        root.set(kind, str(sum(int(suite.get(kind, "0")) for suite in root)))
    write_document(root, stream)


def _about_the_run(root: ET.Element, report: Report) -> None:
    suite = element(root, "testsuite", name=report.root)
    read = f"audit of {count(report.pages, 'page')} by {count(report.rules, 'rule')}"
    element(suite, "testcase", classname="kbaudit", name=read)
    for fault in report.faults:
        name = f"{fault.rule} on {fault.path}" if fault.path else fault.rule
        case = element(suite, "testcase", classname="kbaudit", name=name)
        text = f"fault of kbaudit: {fault.message}. Please report this."
        element(case, "error", type="fault", message=text)
    for skip in report.skipped:
        case = element(suite, "testcase", classname="kbaudit", name=skip.rule)
        element(case, "skipped", message=f"not checked: {skip.reason}")
    _count(suite)


def _case(suite: ET.Element, finding: Finding, root: str, *, fails: bool) -> None:
    path = shown(root, finding.path)
    case = element(
        suite,
        "testcase",
        classname=path,
        name=f"{finding.rule} at {finding.start.line}:{finding.start.column}",
        file=path,
        line=finding.start.line,
    )
    said = f"{place(finding, root)} {finding.level.label} {finding.rule} {message(finding)}"
    if fails:
        text = element(case, "failure", type=finding.level.label, message=message(finding))
    else:
        text = element(case, "system-out")
    text.text = legal(said)


def _count(suite: ET.Element) -> None:
    suite.set("tests", str(len(suite)))
    for kind, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(kind, str(len(suite.findall(f"testcase/{tag}"))))
