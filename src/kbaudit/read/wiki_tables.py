"""MediaWiki tables, ``{| … |}``.

A cell ends at ``||`` (``!!`` in a header) or at the next line that begins with a bar; a single bar
inside it parts attributes from content (Help:Tables on mediawiki.org).
"""

import re
from bisect import bisect_left

from kbaudit.model.regex import regex
from kbaudit.model.span import Span
from kbaudit.read.mask import MASK
from kbaudit.read.near import find_near
from kbaudit.read.table import Cell, Table, TableRow, column_title, trimmed

_WIKI_OPEN = regex(r"^[ \t:*]{0,40}\{\|[^\n]*", re.MULTILINE)
_WIKI_LINE = regex(r"^[ \t]{0,40}(\{\||\|\}|\|-|\|\+|\||!)([^\n]*)", re.MULTILINE)
_MARKS = ("|", "!")
_SHIELDED = regex(
    r"<nowiki>[^\n]{0,2000}?</nowiki>|\{\{[^{}\n]{0,500}\}\}|<(?:math|ref)\b[^\n]{0,2000}?</(?:math|ref)>",
    re.IGNORECASE,
)
_ATTRIBUTES = regex(
    r"(?:\s*[A-Za-z][\w:-]*\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'|<>\[\]`]++))*+\s*+(?:nowrap)?\s*",
    re.IGNORECASE,
)

_EDGE = regex(r"\|\|")
_HEADER_EDGE = regex(r"\|\||!!")
_LEFT = regex(r"\n(?:={2,}[^=\n]|#{1,6} |[ \t]*\n[^\n|!*]*\n[ \t]*\n)")
"""A heading or a paragraph of its own: where a table that never ends is left."""


def read_wiki_tables(prose: str) -> list[Table]:
    """All wiki tables of `prose` in order; one that never ends stops where its rows do."""
    tables: list[Table] = []
    lines = list(find_near(_WIKI_LINE, _MARKS, prose))
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
                following = lines[index + 1].start() if index + 1 < len(lines) else len(self.prose)
                left = _LEFT.search(self.prose, end, following)
                self._line(match, mark, left.start() if left else following)
                self.end = end
            index += 1
        return self._table()

    def _left(self, at: int) -> bool:
        """Whether a heading or a new table stands between here and what was read: half a table."""
        return _LEFT.search(self.prose, self.end, at) is not None

    def _line(self, match: re.Match[str], mark: str, stop: int) -> None:
        text = _SHIELDED.sub(lambda m: MASK * len(m[0]), match[2])
        base = match.start(2)
        separator = _HEADER_EDGE if mark == "!" else _EDGE
        edges = [m.span() for m in separator.finditer(text)]
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
            tuple(column_title(cell.span.of(self.prose)) for cell in header.cells) if header else ()
        )
        body = tuple(rows[1:] if header else rows)
        # What follows the last bar of a table that never ends is in its last cell.
        end = max([self.start, self.end, *(cell.span.end for row in rows for cell in row.cells)])
        return Table(True, Span(self.start, end), header, body, columns)
