"""Secrets stay secret: what a page leaked is shown in no format beyond its first characters.

They are looked for in every text, whatever rules were selected: the frame or the words of any other
finding would show them just as well. Masks keep the length of the text, so that every place in a
report stays right.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from kbaudit.engine.request import Outcome
from kbaudit.model.edit import Edit, Fix, Safety
from kbaudit.model.finding import Finding, Related
from kbaudit.model.fingerprint import fingerprint
from kbaudit.model.report import Report, Suppressed
from kbaudit.model.span import Source
from kbaudit.read.secrets import find_secrets
from kbaudit.read.unread import Unread

_SHOWN = 4


def redacted(outcome: Outcome) -> Outcome:
    """`outcome` as it may be shown: texts and words without the secrets that stand on pages.

    The fixes of the result are for the eye; repairs are made from the outcome itself.
    """
    report = outcome.report
    silenced = [one.finding for one in report.suppressed]
    found = [*report.findings, *report.baselined, *silenced]
    spoken = {finding.path for finding in found}
    spoken |= {related.path for finding in found for related in finding.related}
    texts = outcome.texts
    words = secrets_of({path: texts[path] for path in sorted(spoken) if path in texts})
    if not words:
        return replace(outcome, clean=True)
    shown: Report = replace(
        report,
        findings=tuple(_finding(finding, words) for finding in report.findings),
        baselined=tuple(_finding(finding, words) for finding in report.baselined),
        suppressed=tuple(
            Suppressed(_finding(s.finding, words), masked(s.reason, words))
            for s in report.suppressed
        ),
    )
    hidden = {path: masked_source(source, words) for path, source in texts.items()}
    return replace(outcome, report=shown, texts=hidden)


def masked_keys(report: Report, texts: Mapping[str, Source]) -> Report:
    """`report` with fingerprints into which no secret of `texts` goes, and keys to be shown."""
    found = [*report.findings, *(one.finding for one in report.suppressed)]
    spoken = {finding.path for finding in found} & texts.keys()
    words = secrets_of({path: texts[path] for path in spoken})
    if not words:
        return report

    def known(finding: Finding) -> Finding:
        key = masked(finding.key, words)
        mark = fingerprint(finding.rule, key, finding.path)
        return replace(finding, key=key, fingerprint=mark)

    return replace(
        report,
        findings=tuple(map(known, report.findings)),
        suppressed=tuple(Suppressed(known(s.finding), s.reason) for s in report.suppressed),
    )


def secrets_of(texts: Mapping[str, Source]) -> tuple[str, ...]:
    """The secrets that stand in texts, the longest first: one may begin as another does.

    What is known of a file without reading it was kept because no secret stands in it.
    """
    read = (source for source in texts.values() if not isinstance(source, Unread))
    found = {span.of(source.text) for source in read for span in find_secrets(source)}
    return tuple(sorted(found, key=lambda word: (-len(word), word)))


def masked(text: str, words: Iterable[str]) -> str:
    """`text` with stars for all but the first characters of each of `words`."""
    for word in words:
        text = text.replace(word, _stars(word))
    return text


def masked_source(source: Source, words: Iterable[str]) -> Source:
    """A source of the same length and lines, masked; the same one if it holds no secret."""
    text = masked(source.text, words)
    return source if text == source.text else Source(text)


def _stars(word: str) -> str:
    hidden = "".join(char if char.isspace() else "*" for char in word[_SHOWN:])
    return word[:_SHOWN] + hidden


def _finding(finding: Finding, words: Iterable[str]) -> Finding:
    fix = finding.fix
    return replace(
        finding,
        message=masked(finding.message, words),
        help=masked(finding.help, words),
        key=masked(finding.key, words),
        related=tuple(_related(related, words) for related in finding.related),
        fix=fix and _fix(fix, words),
    )


def _related(related: Related, words: Iterable[str]) -> Related:
    return replace(related, message=masked(related.message, words))


def _fix(fix: Fix, words: Iterable[str]) -> Fix:
    """A fix with stars in it is for the eye only: it would write them."""
    edits = tuple(_edit(edit, words) for edit in fix.edits)
    safety = fix.safety if edits == fix.edits else Safety.HINT
    return replace(fix, title=masked(fix.title, words), edits=edits, safety=safety)


def _edit(edit: Edit, words: Iterable[str]) -> Edit:
    return replace(edit, replacement=masked(edit.replacement, words))
