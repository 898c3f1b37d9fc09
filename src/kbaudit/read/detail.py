"""Detail pages of a map: what a page of ``_files/`` says that a source file is and has."""

from dataclasses import dataclass

from kbaudit.model.regex import regex
from kbaudit.model.span import Span
from kbaudit.read.sections import Section
from kbaudit.read.table import Table

_TITLE = regex(r"(?:[A-Za-z ]{1,20}:[ \t]*)?`?(?P<path>[^\s`]{1,400}[./][^\s`]{0,400})`?")
_NAME = regex(r"[A-Za-z_][\w.-]*")
_ITEM = regex(r"[^,;]+")
_LISTS = ("classes", "functions", "imports")
_NUMBER = regex(r"\d{1,3}(?:,\d{3})+|\d{1,9}")


@dataclass(frozen=True, slots=True)
class DetailName:
    """A name that the page says the file has. `kind` is classes, functions or imports."""

    kind: str
    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Detail:
    """What a detail page states. `path` is empty where its heading names no file.

    `lines` is None where no number of lines is given.
    """

    path: str
    path_span: Span
    names: tuple[DetailName, ...] = ()
    lines: int | None = None


def read_detail(text: str, title: Section | None, tables: tuple[Table, ...]) -> Detail:
    """The file of the heading, and the properties that name what it has."""
    match = _TITLE.fullmatch(title.title.strip()) if title else None
    path, where = "", Span(0, 0)
    if title is not None and match is not None:
        path = match["path"]
        start = text.index(path, title.title_span.start)
        where = Span(start, start + len(path))
    names: list[DetailName] = []
    lines = None
    for table in tables:
        if table.columns[:2] != ("property", "value"):
            continue
        for row in table.rows:
            if len(row.cells) < 2:
                continue
            what = row.cells[0].span.of(text).strip("* ").lower()
            cell = row.cells[1].span
            if what in _LISTS:
                names += _names(text, what, cell)
            elif what in ("lines", "loc") and _NUMBER.fullmatch(cell.of(text)):
                lines = int(cell.of(text).replace(",", ""))
    return Detail(path, where, tuple(names), lines)


def _names(text: str, kind: str, cell: Span) -> list[DetailName]:
    """The names of a list; items that hold anything else (``and 3 more``) are passed over."""
    found = []
    for item in _ITEM.finditer(text, cell.start, cell.end):
        name = item[0].strip(" \t`*").removesuffix("()")
        if _NAME.fullmatch(name) and name.lower() not in ("none", "n/a", "more", "etc."):
            start = text.index(name, item.start())
            found.append(DetailName(kind, name, Span(start, start + len(name))))
    return found
