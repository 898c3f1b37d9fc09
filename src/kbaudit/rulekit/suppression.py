"""Comments by which a page silences a rule, with a reason.

    <!-- kbaudit: ignore[dead-link, one-way-link] the page is being written (until 2027-01-31) -->

silences those rules (or tags of rules) on its own line or, when it stands alone on its line, on the
next line that is not blank. ``ignore-file[...]`` silences them in the whole file. Both dialects of
pages carry HTML comments and show nothing of them.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from kbaudit.model.regex import regex
from kbaudit.model.span import Source, Span
from kbaudit.read.file import File
from kbaudit.rulekit.wording import closest, code

UNSILENCED = frozenset({"unused-suppression", "invalid-suppression"})
"""Rules about suppressions: a comment that silenced them could never be found wrong."""

_OURS = regex(r"<!--\s*kbaudit(?:\s*:|[\s-]*(?:ignore|disable|noqa)\b)", re.IGNORECASE)
_FORM = regex(r"<!--\s*kbaudit:\s*(ignore|ignore-file)\s*\[([^\]]*)\](.*?)-->\Z", re.DOTALL)
_UNTIL = regex(r"\(\s*until\b[\s:]*+([^()]*)\)\s*\Z|\buntil\s+(\d[\d./-]*)\s*\Z")
_DATE = regex(r"\d{4}-\d{2}-\d{2}")
_USAGE = (
    "write `<!-- kbaudit: ignore[rule-name] why (until 2027-01-31) -->`; the date may be left out"
)


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a comment, at which place, and what to do."""

    span: Span
    message: str
    help: str = ""


@dataclass(frozen=True, slots=True)
class Name:
    """One rule or tag that a comment names."""

    text: str
    span: Span


@dataclass(frozen=True)
class Suppression:
    """One comment. `line` is the line that it silences, 0 for the whole file.

    `unused` names silenced nothing although every rule that they mean has judged the file: the
    engine fills it in after the audit, and `expired` with it.
    """

    file: File
    span: Span
    line: int = 0
    names: tuple[Name, ...] = ()
    reason: str = ""
    until: date | None = None
    flaws: tuple[Flaw, ...] = ()
    understood: bool = False
    unused: tuple[Name, ...] = ()
    expired: bool = False

    @property
    def active(self) -> bool:
        """Whether the comment silences anything at all."""
        return self.understood and not self.expired


def may_silence(file: File) -> bool:
    """Whether there may be a suppression in `file`."""
    return "kbaudit" in file.source.text.lower()


def read_suppressions(file: File, known: Collection[str]) -> tuple[Suppression, ...]:
    """The suppressions of `file`. `known` are the names of all rules and tags."""
    if not may_silence(file):
        return ()
    source = file.source
    ours = [span for span in file.comments if _OURS.match(source.text, span.start)]
    alone = {line for span in ours if _alone(source, span) for line in _lines(source, span)}
    return tuple(_read(file, span, known, alone) for span in ours)


def _read(file: File, span: Span, known: Collection[str], alone: set[int]) -> Suppression:
    match = _FORM.match(span.of(file.source.text))
    if match is None:
        return Suppression(
            file,
            span,
            flaws=(Flaw(span, "the comment is not understood as a suppression", _USAGE),),
        )
    names = tuple(_names(match, span.start))
    reason, until, bad_date = _reason(match[3])
    flaws = list(_name_flaws(names, known, span))
    if not reason:
        flaws.append(Flaw(span, "the suppression gives no reason: it silences nothing", _USAGE))
    if bad_date:
        message = f"{code(bad_date)} is not a date: the suppression silences nothing"
        flaws.append(Flaw(span, message, "write the date as `(until 2027-01-31)`"))
    return Suppression(
        file,
        span,
        0 if match[1] == "ignore-file" else _silenced_line(file.source, span, alone),
        tuple(name for name in names if name.text in known and name.text not in UNSILENCED),
        reason,
        until,
        tuple(flaws),
        understood=bool(reason) and not bad_date,
    )


def _names(match: re.Match[str], offset: int) -> Iterator[Name]:
    at = offset + match.start(2)
    for piece in match[2].split(","):
        text = piece.strip()
        start = at + len(piece) - len(piece.lstrip())
        if text:
            yield Name(text, Span(start, start + len(text)))
        at += len(piece) + 1


def _name_flaws(names: tuple[Name, ...], known: Collection[str], span: Span) -> Iterator[Flaw]:
    if not names:
        yield Flaw(span, "the suppression names no rule: it silences nothing", _USAGE)
    for name in names:
        if name.text in UNSILENCED:
            hint = f"switch it off in `kbaudit.yaml`: `rules: {{{name.text}: off}}`"
            yield Flaw(name.span, f"{code(name.text)} cannot be silenced from a page", hint)
        elif name.text not in known:
            near = closest(name.text, known)
            hint = f"did you mean {code(near)}?" if near else "`kbaudit rules` lists all names"
            yield Flaw(name.span, f"there is no rule or tag {code(name.text)}", hint)


def _reason(text: str) -> tuple[str, date | None, str]:
    """Reason, date of expiry, and what stands where a date should, if it is none."""
    match = _UNTIL.search(text)
    if match is None:
        return " ".join(text.split()), None, ""
    reason = " ".join(text[: match.start()].split())
    written = (match[1] if match[1] is not None else match[2]).strip()
    if _DATE.fullmatch(written):
        try:
            return reason, date.fromisoformat(written), ""
        except ValueError:
            pass  # such as the 31st of February
    return reason, None, written or "until"


def _lines(source: Source, span: Span) -> range:
    return range(source.position(span.start).line, source.position(span.end).line + 1)


def _alone(source: Source, span: Span) -> bool:
    """Whether nothing else stands on the lines of the comment."""
    lines = _lines(source, span)
    before = source.text[source.line_span(lines[0]).start : span.start]
    after = source.text[span.end : source.line_span(lines[-1]).end]
    return not before.strip("\ufeff \t") and not after.strip()


def _silenced_line(source: Source, span: Span, alone: set[int]) -> int:
    """The comment's own line, or the next one with content when nothing else stands there."""
    lines = _lines(source, span)
    if lines[0] not in alone:
        return lines[0]
    for line in range(lines[-1] + 1, source.line_count + 1):
        if line not in alone and source.line_span(line).of(source.text).strip():
            return line
    return lines[0]
