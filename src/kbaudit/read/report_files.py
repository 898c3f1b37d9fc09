"""The numbers of a report about files of the target, and about what was decided of them."""

import re
from collections.abc import Iterator, Sequence

from kbaudit.model.regex import regex
from kbaudit.model.span import Span
from kbaudit.read.report import CountClaim, Counted
from kbaudit.read.table import Table

_N = r"\d{1,3}(?:,\d{3})+|\d{1,9}"
_RATIO = rf"(?P<part>{_N})[ \t]*/[ \t]*(?P<whole>{_N})"
_PERCENT = r"(?P<percent>\d{1,3}(?:\.\d{1,2})?)[ \t]*%"
_EXPLORED = (
    regex(
        rf"^[ \t]*(?:[-*+][ \t]+)?[*_]*Files explored[*_]*:[*_]*[ \t]*{_RATIO}"
        rf"(?:[ \t]*\({_PERCENT}\)|[ \t]*\r?\n[ \t]*(?:[-*+][ \t]+)?"
        rf"[*_]*Completion[*_]*:[*_]*[ \t]*{_PERCENT.replace('percent', 'below')})?",
        re.MULTILINE | re.IGNORECASE,
    ),
    regex(
        rf"(?<![\d/,.]){_RATIO}[ \t]+files(?:[ \t]+marked as)?[ \t]+explored\b"
        rf"(?:[ \t]*\({_PERCENT}\))?",
        re.IGNORECASE,
    ),
)
_TOTAL = regex(
    r"^[ \t]*(?:[-*+][ \t]+)?[*_]*(?:Total )?"
    r"(?P<what>Python files|source files|lines of code|lines)"
    rf"[*_]*:[*_]*[ \t]*(?P<n>{_N})(?![\w,.+/-])[ \t\r]*$",
    re.MULTILINE | re.IGNORECASE,
)
_FILE = r"(?P<path>(?:[\w.-]+/)*[\w-][\w.-]*\.[A-Za-z]\w{0,5})"
_LINES = regex(rf"\((?P<n>{_N})[ \t]+lines\)")
_BEFORE = regex(rf"(?<![\w/.~-]){_FILE}[`*]*[ \t]*\Z")
_LONGEST = 200
_STEPS = regex(
    rf"(?:^[ \t]*(?:[-*+][ \t]+)?[*_]*Total steps(?: documented)?[*_]*:[*_]*[ \t]*(?P<label>{_N})"
    rf"|(?<![\d,.])(?P<n>{_N})[ \t]+steps[ \t]+documented)\b",
    re.MULTILINE | re.IGNORECASE,
)
_WORDS = {"approved", "rejected"}
_DECIDED = regex(
    r"^[ \t]*(?:[-*+][ \t]+)?[*_]*(?P<word>Approved|Rejected|(?:[A-Z_]{4,20} )?files evaluated)"
    rf"[*_]*:[*_]*[ \t]*(?P<n>{_N})[ \t\r]*$",
    re.MULTILINE | re.IGNORECASE,
)


def file_counts(
    text: str, tables: tuple[Table, ...], others: Sequence[CountClaim]
) -> Iterator[CountClaim]:
    """All such numbers. `others` are those of pages; `text` has code blocks masked."""
    for pattern in _EXPLORED:
        for match in pattern.finditer(text):
            yield from _explored(match, final=pattern is _EXPLORED[0] or _ends(text, match))
    for match in _TOTAL.finditer(text):
        lines = "lines" in match["what"].lower()
        yield _claim(Counted.ALL_LINES if lines else Counted.ALL_FILES, match, "n")
    for match in _LINES.finditer(text):
        before = _BEFORE.search(text[max(0, match.start() - _LONGEST) : match.start()])
        if before:
            yield _claim(Counted.LINES, match, "n", name=before["path"])
    yield from _tables_of_lines(text, tables)
    yield from _steps(text, others)
    yield from _decisions(text, tables)


def _steps(text: str, others: Sequence[CountClaim]) -> Iterator[CountClaim]:
    """The steps of all workflows, where the report tells those of each that it counts."""
    steps = [one for one in others if one.what is Counted.STEPS]
    kinds = {one.kind for one in steps}
    made = {one.number for one in others if one.what is Counted.CREATED and one.kind in kinds}
    if len(steps) < 2 or not made <= {len(steps)}:
        return
    for match in _STEPS.finditer(text):
        group = "n" if match["n"] else "label"
        yield _claim(Counted.ALL_STEPS, match, group, found=sum(one.number for one in steps))


def _ends(text: str, match: re.Match[str]) -> bool:
    """Whether a line says what there was at the end: what was explored so far grows."""
    start = text.rfind("\n", 0, match.start()) + 1
    return "complete" in text[start : match.start()].lower()


def _explored(match: re.Match[str], *, final: bool) -> Iterator[CountClaim]:
    part, whole = _int(match["part"]), _int(match["whole"])
    yield _claim(Counted.EXPLORED, match, "part", name="in the end" * final, found=whole)
    groups = match.groupdict()
    group = next((one for one in ("percent", "below") if groups.get(one)), "")
    if group and whole:
        stated, exact = float(match[group]), 100 * part / whole
        digits = len(match[group].partition(".")[2])
        if abs(stated - exact) > 0.5 * 10**-digits + 1e-9:
            where = Span(*match.span(group))
            right = round(exact)
            yield CountClaim(Counted.PERCENT, None, int(stated), where, found=right)


def _tables_of_lines(text: str, tables: tuple[Table, ...]) -> Iterator[CountClaim]:
    """``| Source File | Lines |``: a file of the target, and how many lines it has."""
    for table in tables:
        for row in table.rows:
            path = table.cell(row, "source file", "file", "path")
            lines = table.cell(row, "lines", "loc")
            name = re.fullmatch(_FILE, path.span.of(text).strip("`* ")) if path else None
            if name and lines and re.fullmatch(_N, lines.span.of(text)):
                number = _int(lines.span.of(text))
                yield CountClaim(Counted.LINES, None, number, lines.span, name=name["path"])


def _decisions(text: str, tables: tuple[Table, ...]) -> Iterator[CountClaim]:
    """How many files were approved and rejected, over the one table that lists the decisions."""
    listed = [table for table in tables if "decision" in table.columns[1:]]
    listed = [table for table in listed if {"file", "source file"} & set(table.columns)]
    if not listed:
        return
    words = []
    for table in listed:
        for row in table.rows:
            cell = table.cell(row, "decision")
            words.append(cell.span.of(text).strip("*`✅❌ ").lower() if cell else "")
    if not set(words) <= _WORDS:
        return
    stated = list(_DECIDED.finditer(text))
    parts = [_int(one["n"]) for one in stated if one["word"].lower() in _WORDS]
    totals = [_int(one["n"]) for one in stated if one["word"].lower() not in _WORDS]
    if len(words) not in (sum(parts), *totals):
        return  # the table may list only some of them
    for match in stated:
        word = match["word"].lower()
        found = words.count(word) if word in _WORDS else len(words)
        yield _claim(Counted.DECIDED, match, "n", name=word, found=found)


def _claim(
    what: Counted, match: re.Match[str], group: str, *, name: str = "", found: int | None = None
) -> CountClaim:
    return CountClaim(what, None, _int(match[group]), Span(*match.span(group)), name, found)


def _int(text: str) -> int:
    return int(text.replace(",", ""))
