"""What a report calls passed: ``Rule 2: Edge Targets Exist ✅ PASSED``, ``Graph Status: VALID``."""

import re
from collections.abc import Iterator

from kbaudit.model.regex import regex
from kbaudit.model.span import Span
from kbaudit.read.report import Check, Verdict
from kbaudit.read.table import trimmed

_GOOD = regex(r"✅|☑|\bPASS(?:ED|ES)?\b|\bVALID\b|\bACCURATE\b|^[ \t]*[-*][ \t]+\[x\]")
_BAD = regex(
    r"❌|⚠|✗|\bFAIL|\bINVALID\b|\bNEEDS\b|\bPARTIAL|\bNOT\b|\bPENDING\b|\bWARN|⬜(?!`?Type)"
)
_GRAPH = regex(r"\b(?:graph|knowledge base|overall)[ \t]+(?:status|integrity)\b", re.IGNORECASE)
_WORDS = {
    Check.IMPLEMENTED: (
        r"executab",
        r"principles? (?:now )?ha(?:s|ve) (?:exactly one |an? |their )?`?\[\[implemented_by",
        r"principles? (?:now )?ha(?:s|ve) (?:exactly one |an? |their )?implementation",
    ),
    Check.ORPHANS: (
        r"\bno orphan (?:principles?|nodes?)\b",
        r"reachable from (?:\w+ ){0,4}workflow",
    ),
    Check.STEPS: (
        r"workflows? (?:pages? )?ha(?:s|ve) (?:[\w-]+ ){0,3}?(?:steps|principle steps?)\b",
    ),
    Check.REFERENCES: (
        r"index cross-?references? valid",
        r"\bconnections use valid page names",
        r"cross-?references? (?:are )?(?:validated|point to existing)",
    ),
    Check.INDEXED: (
        r"index(?:es)? (?:entries )?match",
        r"(?:proper|valid) index entries",
        r"pages? (?:files? )?have index entries",
    ),
    Check.OPEN: (
        r"no `?⬜",
        r"all `?⬜\S* resolved",
        r"no open references",
        r"open references resolved",
    ),
    Check.COVERAGE: (r"coverage (?:column )?(?:is )?accurate", r"map coverage\b"),
    Check.TARGETS: (
        r"(?:edge|link) targets",
        r"no (?:broken|dead) links",
        r"all (?:\w+ ){0,2}links (?:point|lead)",
    ),
}
_SAYS = tuple((check, regex("|".join(words), re.IGNORECASE)) for check, words in _WORDS.items())
_LINE = regex(r"[^\n]+")


def read_verdicts(text: str) -> Iterator[Verdict]:
    """The verdicts of a report whose code is masked.

    A verdict stands in one line with its sign, or as a heading with a ``Status:`` line under it.
    """
    heading: tuple[Check, Span] | None = None
    for line in _LINE.finditer(text):
        words = line[0]
        check = _check(words)
        good = _GOOD.search(words) is not None and _BAD.search(words) is None
        span = trimmed(text, line.start(), line.end())
        if words.lstrip().startswith("#"):
            heading = (check, span) if check is not None and not _GOOD.search(words) else None
        if check is not None and good:
            yield Verdict(check, span)
        elif heading is not None and re.match(r"[*_]*status\b", words.strip(), re.IGNORECASE):
            if good:
                yield Verdict(heading[0], span)
            heading = None


def _check(words: str) -> Check | None:
    if _GRAPH.search(words):
        return Check.ALL
    return next((check for check, says in _SAYS if says.search(words)), None)
