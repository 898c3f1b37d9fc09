"""Citations that YAML front matter states: ``citations: [{path: src/a.py, lines: "54-66"}]``."""

from collections.abc import Iterator

from kbaudit.model.regex import regex
from kbaudit.model.span import Span
from kbaudit.read.citation import Citation, LineRange
from kbaudit.read.front_matter import Entry, FrontMatter

_RANGE = regex(r"L?(?P<first>\d{1,9})(?:[ ]*[-–][ ]*L?(?P<last>\d{1,9})(?P<open>\+)?)?")


def stated_citations(matter: FrontMatter | None, text: str) -> Iterator[Citation]:
    """The citations of the front matter of a page whose text is `text`, in its order.

    Those whose path or lines escapes or folding hide have no place that could be told or repaired:
    they are left out.
    """
    entries = matter.under("citations") if matter is not None else ()
    for entry in entries:
        path = entry.inner(text)
        if len(entry.keys) != 3 or entry.keys[2] != "path" or path is None or not len(path):
            continue
        lines = (e for e in entries if e.keys == (*entry.keys[:2], "lines"))
        ranges = tuple(_ranges(next(lines, None), text))
        ends = [path.start, path.end, *(at for r in ranges for at in (r.span.start, r.span.end))]
        yield Citation(entry.value, path, Span(min(ends), max(ends)), "field", ranges)


def _ranges(entry: Entry | None, text: str) -> Iterator[LineRange]:
    where = entry.inner(text) if entry is not None else None
    if where is None:
        return
    for match in _RANGE.finditer(text, where.start, where.end):
        groups = ("first", "last") if match["last"] else ("first",)
        places = tuple(at - match.start() for group in groups for at in match.span(group))
        first, last = int(match["first"]), int(match["last"] or match["first"])
        yield LineRange(first, last, Span(*match.span()), places, bool(match["open"]))
