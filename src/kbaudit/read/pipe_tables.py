"""Markdown pipe tables.

A cell ends at the next bar that no backslash escapes: that is how GitHub renders it (GFM 0.29,
"Tables"). Authors expect bars in backticks to be safe, so a row whose count fits the header only
when bars in code are passed over is read in that way, and says so.
"""

import re
from itertools import pairwise

from kbaudit.model.regex import regex
from kbaudit.model.span import Span
from kbaudit.read.near import find_near
from kbaudit.read.table import Cell, Table, TableRow, column_title, trimmed

_PIPE_LINE = regex(r"^[ \t>]{0,40}\|[^\n]*", re.MULTILINE)


def _is_rule(line: str) -> bool:
    """Whether a line parts header and body: bars, colons, blanks and at least one hyphen."""
    return "-" in line and not line.strip("|:- \t\r\f\v")


def read_pipe_tables(prose: str, taken: list[Span]) -> list[Table]:
    """All pipe tables of `prose`, passing over the spans `taken`, which come in order."""
    groups: list[list[Span]] = []
    last = -2
    queue = iter(taken)
    block = next(queue, None)
    for match in find_near(_PIPE_LINE, ("|",), prose):
        while block is not None and block.end <= match.start():
            block = next(queue, None)
        if block is not None and block.start <= match.start():
            continue
        if match.start() != last + 1:
            groups.append([])
        groups[-1].append(Span(*match.span()))
        last = match.end()
    return [_pipe_table(prose, lines) for lines in groups]


def _pipe_table(prose: str, lines: list[Span]) -> Table:
    rules = [index for index, line in enumerate(lines[:3]) if _is_rule(line.of(prose))]
    header = None
    start = 0
    if rules and rules[0] == 1:
        header = _pipe_row(prose, lines[0], None)
        start = 2
    width = len(header.cells) if header else None
    rows = tuple(
        _pipe_row(prose, line, width) for line in lines[start:] if not _is_rule(line.of(prose))
    )
    columns = tuple(column_title(cell.span.of(prose)) for cell in header.cells) if header else ()
    return Table(False, Span(lines[0].start, lines[-1].end), header, rows, columns)


def _pipe_row(prose: str, line: Span, width: int | None) -> TableRow:
    """Read one row; `width` is the number of cells of the header, None when there is none."""
    start = prose.index("|", line.start)
    end = line.start + len(line.of(prose).rstrip())
    bars = _bars(prose, start, end)
    rendered = _cells(prose, bars, end)
    cells = rendered
    if width is None or len(rendered) != width:
        kept = _outside_code(prose, start, end, bars)
        careful = _cells(prose, kept, end)
        if width is None or len(careful) == width or len(rendered) != width:
            cells = careful
    return TableRow(Span(start, end), cells, len(rendered))


def _bars(text: str, start: int, end: int) -> list[int]:
    """Offsets of the bars that no backslash escapes."""
    bars = []
    at = text.find("|", start, end)
    while at >= 0:
        slashes = at
        while slashes > start and text[slashes - 1] == "\\":
            slashes -= 1
        if (at - slashes) % 2 == 0:
            bars.append(at)
        at = text.find("|", at + 1, end)
    return bars


_TICKS = regex(r"`+")


def _outside_code(text: str, start: int, end: int, bars: list[int]) -> list[int]:
    runs = [(m.start(), m.end()) for m in _TICKS.finditer(text, start, end)]
    spans: list[tuple[int, int]] = []
    index = 0
    while index < len(runs):
        opening = runs[index]
        size = opening[1] - opening[0]
        close = next(
            (
                i
                for i in range(index + 1, min(index + 200, len(runs)))
                if runs[i][1] - runs[i][0] == size
            ),
            None,
        )
        if close is None:
            index += 1
            continue
        spans.append((opening[0], runs[close][1]))
        index = close + 1
    kept = []
    at = 0
    for bar in bars:
        while at < len(spans) and spans[at][1] <= bar:
            at += 1
        if at == len(spans) or bar < spans[at][0]:
            kept.append(bar)
    return kept


def _cells(text: str, bars: list[int], end: int) -> tuple[Cell, ...]:
    edges = list(bars)
    if not edges or text[edges[-1] + 1 : end].strip():
        edges.append(end)
    return tuple(Cell(trimmed(text, left + 1, right)) for left, right in pairwise(edges))
