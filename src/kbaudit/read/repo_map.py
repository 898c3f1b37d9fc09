"""The repository map: properties of the target, and one row for each of its source files."""

from dataclasses import dataclass

from kbaudit.model.regex import regex
from kbaudit.model.span import Span
from kbaudit.read.links import FileLink
from kbaudit.read.table import Table


@dataclass(frozen=True, slots=True)
class MapProperty:
    """One row of the property table: ``| Branch | main |``. `name` is lower case."""

    name: str
    value: str
    span: Span


@dataclass(frozen=True, slots=True)
class MapRow:
    """One source file as the map lists it. `lines` is None where the cell holds no number."""

    path: str
    path_span: Span
    lines: int | None
    lines_span: Span
    coverage: str
    coverage_span: Span
    status: str
    link: FileLink | None
    span: Span


_NUMBER = regex(r"\d{1,3}(?:,\d{3})+|\d{1,9}")
_LINKED = regex(r"\[([^\[\]\n]+)\]\([^()\n]*\)")
_FILE_COLUMNS = ("file", "path", "source file")


def read_map(
    text: str, tables: tuple[Table, ...], links: tuple[FileLink, ...]
) -> tuple[tuple[MapProperty, ...], tuple[MapRow, ...]]:
    """Properties and rows of a map (or of a triage table, which has the same kind of rows)."""
    properties: list[MapProperty] = []
    rows: list[MapRow] = []
    queue = iter(links)
    link = next(queue, None)
    for table in tables:
        if table.columns[:2] == ("property", "value"):
            properties += _properties(text, table)
        if not any(column in _FILE_COLUMNS for column in table.columns):
            continue
        for row in table.rows:
            cell = table.cell(row, *_FILE_COLUMNS)
            if cell is None or not len(cell.span):
                continue
            shown = cell.span.of(text)
            linked = _LINKED.fullmatch(shown.strip("`* "))
            path = (linked[1] if linked else shown).strip("`* ")
            start = cell.span.start + shown.index(path)
            lines = table.cell(row, "lines", "loc")
            coverage = table.cell(row, "coverage")
            status = table.cell(row, "status")
            while link is not None and link.span.start < row.span.start:
                link = next(queue, None)
            inside = link if link is not None and row.span.contains(link.span) else None
            none = Span(cell.span.end, cell.span.end)
            written = lines.span.of(text) if lines else ""
            rows.append(
                MapRow(
                    path,
                    Span(start, start + len(path)),
                    int(written.replace(",", "")) if _NUMBER.fullmatch(written) else None,
                    lines.span if lines else none,
                    coverage.span.of(text) if coverage else "",
                    coverage.span if coverage else none,
                    status.span.of(text) if status else "",
                    inside,
                    row.span,
                )
            )
    return tuple(properties), tuple(rows)


def _properties(text: str, table: Table) -> list[MapProperty]:
    return [
        MapProperty(
            row.cells[0].span.of(text).strip("* ").lower(),
            row.cells[1].span.of(text).strip("` "),
            row.cells[1].span,
        )
        for row in table.rows
        if len(row.cells) >= 2
    ]
