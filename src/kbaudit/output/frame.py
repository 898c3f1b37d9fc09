"""The line of a page with the place of a finding underlined."""

from kbaudit.model.finding import Finding
from kbaudit.model.span import Source
from kbaudit.output.clean import char_width, escaped, printable, width
from kbaudit.output.palette import Style, paint

_TAB = 4
_MOST_CHARACTERS = 4_000  # a longer line is first cut around the place
_CUT = "…"


def frame(finding: Finding, source: Source, columns: int, *, color: bool) -> list[str]:
    """The lines of the frame: the text, a line that underlines, and how many lines follow.

    Empty when there is nothing to show: a finding about the whole file.
    """
    line = source.line_span(finding.start.line)
    begin, end = finding.span.start, min(finding.span.end, line.end)
    if not line or (finding.span.end == finding.span.start == 0):
        return []
    offset = max(line.start, min(begin - _MOST_CHARACTERS // 2, line.end - _MOST_CHARACTERS))
    offset += offset == 0 and source.text.startswith("\ufeff")
    cells = _cells(source.text[offset : min(line.end, offset + _MOST_CHARACTERS)])
    first = max(0, min(begin - offset, len(cells)))
    last = max(first, min(end - offset, len(cells)))
    number = str(finding.start.line)
    cut = (offset > line.start + 1, line.end > offset + _MOST_CHARACTERS)
    shown, before, under = _window(cells, first, last, columns - len(number) - 3, cut)
    level: Style = _style(finding)
    gutter = paint(f"{number} |", "dim", color=color)
    empty = paint(f"{' ' * len(number)} |", "dim", color=color)
    marks = paint("^" * max(1, under), level, color=color)
    lines = [f"{gutter} {shown}".rstrip(), f"{empty} {' ' * before}{marks}"]
    more = finding.end.line - finding.start.line - (finding.end.column == 1)
    if more > 0:
        note = f"{_CUT} and {more} more line{'s' if more > 1 else ''}"
        lines.append(f"{empty} {paint(note, 'dim', color=color)}")
    return lines


def _style(finding: Finding) -> Style:
    styles: dict[int, Style] = {3: "error", 2: "warning", 1: "info"}
    return styles[finding.level]


def _cells(text: str) -> list[str]:
    """What each character looks like: tabs as blanks to the next stop, controls written out."""
    cells: list[str] = []
    column = 0
    for char in text:
        cell = " " * (_TAB - column % _TAB) if char == "\t" else _plain(char)
        column += width(cell)
        cells.append(cell)
    return cells


def _plain(char: str) -> str:
    return char if printable(char) == char else escaped(char)


def _window(
    cells: list[str], first: int, last: int, columns: int, cut: tuple[bool, bool]
) -> tuple[str, int, int]:
    """What is shown of `cells`, and how many columns stand before and under the marks."""
    room = max(20, columns) - 2  # a mark for what is cut stands at either end
    left, right = 0, len(cells)
    if any(cut) or sum(map(_wide, cells)) > room + 2:
        left = right = first
        used = 0
        while right < last and used + _wide(cells[right]) <= room:
            used += _wide(cells[right])
            right += 1
        # What is left of the room goes to both sides, two thirds of it to what follows.
        after = used + (room - used) * 2 // 3
        while right < len(cells) and used + _wide(cells[right]) <= after:
            used += _wide(cells[right])
            right += 1
        while left > 0 and used + _wide(cells[left - 1]) <= room:
            left -= 1
            used += _wide(cells[left])
        while right < len(cells) and used + _wide(cells[right]) <= room:
            used += _wide(cells[right])
            right += 1
    head = _CUT if left > 0 or cut[0] else ""
    tail = _CUT if right < len(cells) or cut[1] else ""
    before = len(head) + sum(map(_wide, cells[left:first]))
    under = sum(map(_wide, cells[first : min(last, right)]))
    return head + "".join(cells[left:right]) + tail, before, under


def _wide(cell: str) -> int:
    return width(cell) if len(cell) != 1 else char_width(cell)
