"""Files that reports name as ones that were there when the report was written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kbaudit.model.regex import regex
from kbaudit.model.span import Span
from kbaudit.read.file import File
from kbaudit.rulekit.reports import NO_PHASE, phase_of

_REPORT = regex(
    r"(?<![\w/.-])(?:(?:\.{1,2}/)*_reports/|\./)?(?P<name>phase\d+[a-z]?_[\w-]{1,80}\.md)(?![\w/])",
    re.IGNORECASE,
)
_MAP = regex(r"(?<![\w/.-])(?:\.{1,2}/)*(?P<name>_RepoMap_[\w.-]{1,120}?\.md)(?![\w/])")
_DONE = regex(
    r"✅|\[x\]|\b(?:verified|updated|checked|read|reviewed|marked|used|written|wrote|created|"
    r"generated|completed?|from|based on|see|per|lists|according to)\b",
    re.IGNORECASE,
)
_NOT = regex(
    r"❌|⬜|\[ \]|\b(?:no|not|without|missing|lacks?|absent|pending|todo|tbd|should|shall|will|"
    r"would|must|needs?|may|might|could|next|later|future|planned|plans?|deleted?|removed?|renamed|"
    r"superseded|obsolete|example|e\.g)\b|n't\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file by its name, and where a report names it as one that is there."""

    report: File
    name: str
    span: Span


def named_maps(report: File) -> Iterator[NamedFile]:
    """The maps that a report names in a sentence about what was done with them."""
    return _named(report, _MAP)


def named_reports(report: File) -> Iterator[NamedFile]:
    """The reports of earlier phases that a report names as ones that are there.

    Those of later phases are plans; a report that tells no phase may speak of any time.
    """
    own = phase_of(report.name)
    if own != NO_PHASE:
        yield from (one for one in _named(report, _REPORT) if phase_of(one.name) < own)


def _named(report: File, pattern: re.Pattern[str]) -> Iterator[NamedFile]:
    text = report.text
    links = [link.target_span for link in report.file_links]
    for match in pattern.finditer(text):
        span = Span(*match.span("name"))
        start = text.rfind("\n", 0, span.start) + 1
        end = text.find("\n", span.end)
        line = text[start : span.start] + text[span.end : end if end >= 0 else len(text)]
        linked = any(link.contains(span) for link in links)  # `dead-file-link` speaks of it
        if _DONE.search(line) and not _NOT.search(line) and not linked:
            yield NamedFile(report, match["name"], span)
