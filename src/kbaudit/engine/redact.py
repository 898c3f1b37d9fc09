"""Secrets stay secret: what a page leaked is shown in no format beyond its first characters.

Masks keep the length of the text, so that every place in a report stays right.
"""

from collections.abc import Iterable
from dataclasses import replace

from kbaudit.engine.request import Outcome
from kbaudit.model.edit import Edit, Fix
from kbaudit.model.finding import Finding
from kbaudit.model.report import Report, Suppressed
from kbaudit.model.span import Source

_SHOWN = 4


def redacted(outcome: Outcome) -> Outcome:
    """`outcome` as it may be shown: texts and words without the secrets that were found.

    The fixes of the result are for the eye; repairs are made from the outcome itself.
    """
    found = [*outcome.report.findings, *(s.finding for s in outcome.report.suppressed)]
    secret = [finding for finding in found if finding.secret]
    if not secret:
        return outcome
    words = {finding.span.of(outcome.texts[finding.path].text) for finding in secret}
    report = outcome.report
    shown: Report = replace(
        report,
        findings=tuple(_finding(finding, words) for finding in report.findings),
        suppressed=tuple(
            Suppressed(_finding(s.finding, words), s.reason) for s in report.suppressed
        ),
    )
    paths = {finding.path for finding in secret}
    texts = {
        path: Source(_masked(source.text, words)) if path in paths else source
        for path, source in outcome.texts.items()
    }
    return replace(outcome, report=shown, texts=texts)


def _finding(finding: Finding, words: Iterable[str]) -> Finding:
    fix = finding.fix
    return replace(
        finding,
        message=_masked(finding.message, words),
        help=_masked(finding.help, words),
        key=_masked(finding.key, words),
        fix=fix and Fix(fix.title, tuple(_edit(edit, words) for edit in fix.edits), fix.safety),
    )


def _edit(edit: Edit, words: Iterable[str]) -> Edit:
    return replace(edit, replacement=_masked(edit.replacement, words))


def _masked(text: str, words: Iterable[str]) -> str:
    for word in words:
        text = text.replace(word, word[:_SHOWN] + "*" * (len(word) - _SHOWN))
    return text
