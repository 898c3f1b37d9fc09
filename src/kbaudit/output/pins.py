"""The table of pins on its way out: text, JSON and CSV."""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, TextIO

from kbaudit import __version__
from kbaudit.engine.pins_table import PinTable, Row, Verdict
from kbaudit.output.clean import json_safe, printable, width
from kbaudit.output.options import Options
from kbaudit.output.palette import Style, paint
from kbaudit.output.text import shown
from kbaudit.output.wrap import wrap

VERSION = 1
"""Raised when a reader of the JSON form would have to change."""

_GAP = "  "
_STYLES: dict[str, Style] = {
    "equal": "good",
    "looser": "warning",
    "tighter": "warning",
    "disjoint": "error",
    "other": "warning",
}


def write_text(table: PinTable, stream: TextIO, options: Options) -> None:
    """A line for each pin: grouped by page on a terminal, else each with its place in front."""
    if not table.rows:
        stream.write("No pins.\n")
    elif options.terminal:
        _write_grouped(table, stream, options)
    else:
        lines = [
            (f"{shown(table.root, row.path)}:{row.line}", *_cells(row, len(table.columns)))
            for row in table.rows
        ]
        stream.writelines(_aligned([("place", *_titles(table)), *lines]))
    for note in table.notes:
        stream.writelines(f"{line}\n" for line in wrap([(f"Note: {note}.", "")], options.width))


def _write_grouped(table: PinTable, stream: TextIO, options: Options) -> None:
    """Under each page its pins; columns that do not fit beside each other stand below."""
    titles = _titles(table)
    cells = {row: _cells(row, len(table.columns)) for row in table.rows}
    wide = [max(width(line[i]) for line in (titles, *cells.values())) for i in range(len(titles))]
    digits = max(len(str(row.line)) for row in table.rows)
    for band in _bands(wide, options.width - digits - len(_GAP), fixed=2):
        heads = (titles[i].ljust(wide[i]) for i in band)
        head = " " * digits + _GAP + _GAP.join(heads)
        stream.write(paint(head.rstrip(), "dim", color=options.color) + "\n")
        for path, rows in groupby(table.rows, key=lambda row: row.path):
            page = printable(shown(table.root, path))
            stream.write(paint(page, "strong", color=options.color) + "\n")
            for row in rows:
                line = [str(row.line).rjust(digits)]
                line += [_painted(row, i, cells[row][i], wide[i], options) for i in band]
                stream.write(_GAP.join(line).rstrip() + "\n")
        stream.write("\n")


def _painted(row: Row, index: int, text: str, size: int, options: Options) -> str:
    style: Style = ""
    if len(row.verdicts) > 1 and index >= 2:
        style = _STYLES.get(row.verdicts[index - 2].word, "")
    elif index == 3:
        style = _STYLES.get(text, "")
    return paint(text, style, color=options.color) + " " * max(0, size - width(text))


def _bands(wide: Sequence[int], room: int, *, fixed: int) -> Iterator[list[int]]:
    """Groups of columns that fit, each beginning with the first `fixed` ones."""
    head = list(range(fixed))
    start = sum(wide[i] + len(_GAP) for i in head)
    band, used = list(head), start
    for i in range(fixed, len(wide)):
        if used + wide[i] > room and len(band) > fixed:
            yield band
            band, used = list(head), start
        band.append(i)
        used += wide[i] + len(_GAP)
    yield band


def _titles(table: PinTable) -> tuple[str, ...]:
    if len(table.columns) > 1:
        return ("package", "stated", *(printable(column.asked) for column in table.columns))
    return ("package", "stated", "target's", "verdict", "where")


def _cells(row: Row, columns: int) -> tuple[str, ...]:
    stated = printable(row.specifier) or "-"
    package = printable(row.package)
    if columns > 1:
        return (package, stated, *(_brief(verdict) for verdict in row.verdicts))
    verdict = row.verdicts[0]
    where = f"{printable(verdict.path)}:{verdict.line}" if verdict.path else "-"
    return (package, stated, printable(verdict.stated) or "-", verdict.word, where)


def _brief(verdict: Verdict) -> str:
    """One word where the target agrees or has nothing to say, else what it asks for."""
    if verdict.word in ("looser", "tighter", "disjoint", "other"):
        return printable(verdict.stated)
    return verdict.word


def _aligned(lines: Sequence[tuple[str, ...]]) -> Iterable[str]:
    wide = [max(width(line[i]) for line in lines) for i in range(len(lines[0]))]
    for line in lines:
        cells = (text + " " * (size - width(text)) for text, size in zip(line, wide, strict=True))
        yield _GAP.join(cells).rstrip() + "\n"


def write_json(table: PinTable, stream: TextIO) -> None:
    """One JSON object, described by ``schemas/pins.schema.json``."""
    document = json.dumps(_view(table), ensure_ascii=False, indent=2)
    stream.write(json_safe(document) + "\n")


def _view(table: PinTable) -> dict[str, Any]:
    return {
        "version": VERSION,
        "tool": {"name": "kbaudit", "version": __version__},
        "root": table.root,
        "revisions": [
            {"asked": column.asked, "commits": list(column.commits)} for column in table.columns
        ],
        "pins": [
            {
                "path": row.path,
                "line": row.line,
                "column": row.column,
                "package": row.package,
                "name": row.name,
                "stated": row.specifier,
                "form": row.form,
                "verdicts": [_verdict(verdict) for verdict in row.verdicts],
            }
            for row in table.rows
        ],
        "notes": list(table.notes),
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    where = {"path": verdict.path, "line": verdict.line} if verdict.path else None
    return {"verdict": verdict.word, "target": verdict.stated, "place": where}


def write_csv(table: PinTable, stream: TextIO) -> None:
    """A row for each pin and revision, so that every column means one thing."""
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(
        ("page", "line", "package", "stated", "revision", "target", "verdict", "path", "at")
    )
    names = [column.asked for column in table.columns] or [""]
    for row in table.rows:
        for name, verdict in zip(names, row.verdicts, strict=True):
            cells = (row.path, row.line, row.package, row.specifier, name, verdict.stated)
            place = (verdict.word, verdict.path, verdict.line or "")
            writer.writerow(_plain(cell) for cell in (*cells, *place))


def _plain(cell: object) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP, "CSV Injection")."""
    text = printable(str(cell))
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text
