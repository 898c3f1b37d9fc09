"""Tables of both dialects: Markdown pipe tables and MediaWiki ``{| … |}``.

A cell of a pipe table ends at the next bar that no backslash escapes: that is how GitHub renders it
(GFM 0.29, "Tables"). Authors expect bars in backticks to be safe, so a row whose count fits the
header only when bars in code are passed over is read in that way, and says so.

A MediaWiki cell ends at ``||`` (``!!`` in a header) or at the next line that begins with a bar; a
single bar inside it parts attributes from content (Help:Tables on mediawiki.org).
"""

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise

from kbaudit.model.span import Span
from kbaudit.read.scan import MASK


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell; `span` is its content without surrounding blanks.

    `cut` is the offset of a single bar of a MediaWiki cell, before which no attributes stand: a
    renderer drops what is before it.
    """

    span: Span
    cut: int | None = None


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of cells. `width` is the number of cells that a renderer sees in it."""

    span: Span
    cells: tuple[Cell, ...]
    width: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table: `header` is its first row when it has one, `rows` the others."""

    wiki: bool
    span: Span
    header: TableRow | None
    rows: tuple[TableRow, ...]
    columns: tuple[str, ...]
    """Titles of the columns, folded to lower case and without emphasis."""

    def cell(self, row: TableRow, *names: str) -> Cell | None:
        """The cell of `row` under the first of the columns `names` that the table has."""
        for name in names:
            if name in self.columns:
                index = self.columns.index(name)
                return row.cells[index] if index < len(row.cells) else None
        return None


def read_tables(prose: str) -> tuple[Table, ...]:
    """All tables of a text whose code blocks are masked, in the order of the text."""
    wiki = list(_wiki_tables(prose))
    pipes = _pipe_tables(prose, [table.span for table in wiki])
    return tuple(sorted([*wiki, *pipes], key=lambda table: table.span))


_PIPE_LINE = re.compile(r"^[ \t>]{0,40}\|[^\n]*", re.MULTILINE)


def _is_rule(line: str) -> bool:
    """Whether a line parts header and body: bars, colons, blanks and at least one hyphen."""
    return "-" in line and not line.strip("|:- \t\r\f\v")


def _pipe_tables(prose: str, taken: list[Span]) -> list[Table]:
    groups: list[list[Span]] = []
    last = -2
    queue = iter(taken)
    block = next(queue, None)
    for match in _PIPE_LINE.finditer(prose):
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
    columns = tuple(_column(cell.span.of(prose)) for cell in header.cells) if header else ()
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


_TICKS = re.compile(r"`+")


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


def trimmed(text: str, start: int, end: int) -> Span:
    """The span between two offsets without blanks at its ends; empty at `start` if all is blank."""
    inner = text[start:end]
    left = len(inner) - len(inner.lstrip())
    size = len(inner.strip())
    return Span(start + left, start + left + size) if size else Span(start, start)


def _column(title: str) -> str:
    return " ".join(re.sub(r"[*_`']+", "", title).casefold().split())


_WIKI_OPEN = re.compile(r"^[ \t:*]{0,40}\{\|[^\n]*", re.MULTILINE)
_WIKI_LINE = re.compile(r"^[ \t]{0,40}(\{\||\|\}|\|-|\|\+|\||!)([^\n]*)", re.MULTILINE)
_SHIELDED = re.compile(
    r"<nowiki>[^\n]{0,2000}?</nowiki>|\{\{[^{}\n]{0,500}\}\}|<(?:math|ref)\b[^\n]{0,2000}?</(?:math|ref)>",
    re.IGNORECASE,
)
_ATTRIBUTES = re.compile(
    r"(?:\s*[A-Za-z][\w:-]*\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'|<>\[\]`]++))*+\s*(?:nowrap)?\s*",
    re.IGNORECASE,
)


def _wiki_tables(prose: str) -> list[Table]:
    tables: list[Table] = []
    lines = list(_WIKI_LINE.finditer(prose))
    starts = [line.start() for line in lines]
    closing = _closing(lines)
    at = 0
    while opening := _WIKI_OPEN.search(prose, at):
        first = bisect_left(starts, opening.end())
        builder = _WikiTable(prose, opening.start(), opening.end())
        tables.append(builder.read(lines, first, closing))
        at = max(builder.end, opening.end())
    return tables


def _closing(lines: list[re.Match[str]]) -> dict[int, int]:
    """The index of the line that closes the table, for each line that opens one."""
    closing: dict[int, int] = {}
    opened: list[int] = []
    for index, line in enumerate(lines):
        if line[1] == "{|":
            opened.append(index)
        elif line[1] == "|}" and opened:
            closing[opened.pop()] = index
    return closing


class _WikiTable:
    """Reads one table; the lines of a nested one belong to the cell around it."""

    def __init__(self, prose: str, start: int, at: int) -> None:
        self.prose = prose
        self.start = start
        self.end = at
        self.rows: list[tuple[bool, list[Cell], int, int]] = []

    def read(self, lines: list[re.Match[str]], index: int, closing: dict[int, int]) -> Table:
        """Read `lines` from `index` on; a nested table that never closes ends this one as well."""
        fresh = True
        while index < len(lines) and not self._left(lines[index].start()):
            match = lines[index]
            mark = match[1]
            end = match.end() - match[2].endswith("\r")
            if mark == "{|":
                if index not in closing:
                    break
                index = closing[index]
                self.end = lines[index].end(1)
            elif mark == "|}":
                self.end = match.end(1)
                break
            elif mark in ("|-", "|+"):
                fresh = True
                self.end = end
            else:
                if fresh:
                    self.rows.append((mark == "!", [], match.start(), end))
                    fresh = False
                following = lines[index + 1].start() if index + 1 < len(lines) else None
                self._line(match, mark, len(self.prose) if following is None else following)
                self.end = end
            index += 1
        return self._table()

    def _left(self, at: int) -> bool:
        """Whether a heading or a new table stands between here and what was read: half a table."""
        between = self.prose[self.end : at]
        return (
            re.search(r"\n(?:={2,}[^=\n]|#{1,6} |[ \t]*\n[^\n|!*]*\n[ \t]*\n)", between) is not None
        )

    def _line(self, match: re.Match[str], mark: str, stop: int) -> None:
        text = _SHIELDED.sub(lambda m: MASK * len(m[0]), match[2])
        base = match.start(2)
        separator = re.compile(r"\|\||!!") if mark == "!" else re.compile(r"\|\|")
        edges = [(m.start(), m.end()) for m in separator.finditer(text)]
        starts = [0] + [end for _, end in edges]
        ends = [start for start, _ in edges] + [len(text)]
        header, cells, start, _ = self.rows[-1]
        for index, (left, right) in enumerate(zip(starts, ends, strict=True)):
            last = index == len(starts) - 1
            cells.append(self._cell(text[left:right], base + left, stop if last else base + right))
        self.rows[-1] = (header, cells, start, match.end() - text.endswith("\r"))

    def _cell(self, text: str, start: int, end: int) -> Cell:
        bar = text.find("|")
        if bar < 0 or "[[" in text[:bar]:
            return Cell(trimmed(self.prose, start, end))
        if _ATTRIBUTES.fullmatch(text[:bar]):
            return Cell(trimmed(self.prose, start + bar + 1, end))
        return Cell(trimmed(self.prose, start, end), cut=start + bar)

    def _table(self) -> Table:
        rows = [
            TableRow(Span(start, max(start, end)), tuple(cells), len(cells))
            for _, cells, start, end in self.rows
        ]
        header = rows[0] if self.rows and self.rows[0][0] and len(rows[0].cells) > 1 else None
        columns = (
            tuple(_column(cell.span.of(self.prose)) for cell in header.cells) if header else ()
        )
        body = tuple(rows[1:] if header else rows)
        return Table(True, Span(self.start, max(self.start, self.end)), header, body, columns)
