"""How a name is taken out of the text around it, so that nothing of it is left over."""

from collections.abc import Iterator, Sequence

from kbaudit.engine.references import Reference, Way
from kbaudit.model.edit import Edit
from kbaudit.model.regex import regex
from kbaudit.model.span import Span
from kbaudit.read.coverage import read_coverage, rendered
from kbaudit.read.file import File
from kbaudit.read.front_matter import FrontMatter
from kbaudit.read.page import Page
from kbaudit.read.table import Cell, TableRow

_NOTHING = "—"
_ITEM = regex(r"[ \t]*(?:[*+-]|\d{1,3}[.)])[ \t]+(?:\*\*|''')?[ \t]*")
_SEPARATOR = regex(r"(?<![ \t])[ \t]*(?:[,;]|<br[ \t]*/?>)[ \t]*")
_COMMA = regex(r"[ \t]*,[ \t]*")
_YAML_ITEM = regex(r"[ \t]*-[ \t]+")
_LISTED = (Way.RELATION, Way.LINK, Way.FILE_LINK)


def removal(file: File, one: Reference, every: Sequence[Reference]) -> Iterator[Edit]:
    """The edit that takes `one` out of `file`; none where that is for a person to do.

    `every` are all references of the file to the same page: a cell is written anew once for all.
    """
    if one.way is Way.ROW:
        yield _row(file, one)
    elif one.way is Way.COVERAGE:
        yield from _coverage(file, one, every)
    elif one.way is Way.CONNECTION:
        yield from _connection(file, one, every)
    elif one.way in _LISTED:
        matter = file.front_matter if isinstance(file, Page) else None
        if matter is not None and matter.dialect == "yaml" and matter.span.contains(one.whole):
            yield from _field(file, matter, one, every)
        else:
            yield from _link(file, one)


def _edit(file: File, start: int, end: int) -> Edit:
    return Edit(file.path, Span(start, end), "")


def _line(text: str, at: int) -> tuple[int, int]:
    """Start of the line that holds `at`, and of the line behind it."""
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    return start, end + 1 if end >= 0 else len(text)


def _row(file: File, one: Reference) -> Edit:
    """All of a row; of a section that lists a page, all of that."""
    for section in file.sections:
        if section.heading.contains(one.span):
            return _edit(file, section.heading.start, section.body.end)
    return _whole_row(file, one.whole)


def _whole_row(file: File, row: Span) -> Edit:
    """The lines of a row, and in a wiki table the line that parts it from the row before."""
    text = file.text
    start, _ = _line(text, row.start)
    _, end = _line(text, max(row.start, row.end - 1))
    before, _ = _line(text, max(0, start - 1))
    wiki = any(table.wiki and table.span.contains(row) for table in file.tables)
    if wiki and text[before:start].lstrip().startswith("|-"):
        start = before
    return _edit(file, start, end)


def _cell_around(file: File, span: Span) -> tuple[TableRow, Cell] | None:
    cells = ((row, cell) for table in file.tables for row in table.rows for cell in row.cells)
    return next(((row, cell) for row, cell in cells if cell.span.contains(span)), None)


def _connection(file: File, one: Reference, every: Sequence[Reference]) -> Iterator[Edit]:
    """The cell without the items that are nothing but such connections."""
    found = _cell_around(file, one.whole)
    if found is None:
        return
    _, cell = found
    gone = {other.whole for other in every if other.way is Way.CONNECTION}
    items = list(_items(file.text, cell.span))
    kept = [item for item in items if not any(_is_all(file.text, item[0], one) for one in gone)]
    if len(kept) == len(items):
        return
    parts = [item.of(file.text) + behind for item, behind in kept]
    if kept:
        parts[-1] = kept[-1][0].of(file.text)
    yield Edit(file.path, cell.span, "".join(parts) or _NOTHING)


def _items(text: str, cell: Span) -> Iterator[tuple[Span, str]]:
    """The items of a cell, each with what parts it from the next."""
    at = cell.start
    for match in _SEPARATOR.finditer(text, cell.start, cell.end):
        yield Span(at, match.start()), match[0]
        at = match.end()
    yield Span(at, cell.end), ""


def _is_all(text: str, item: Span, whole: Span) -> bool:
    """Whether `whole` is all of an item, but for what emphasises it."""
    if not item.contains(whole):
        return False
    around = text[item.start : whole.start] + text[whole.end : item.end]
    return not around.strip(" \t`*_'")


def _coverage(file: File, one: Reference, every: Sequence[Reference]) -> Iterator[Edit]:
    cell = read_coverage(file.text, one.whole, file.vocabulary)
    if cell.plain:
        gone = {other.span for other in every if other.way is Way.COVERAGE}
        groups = [(word, [n for n in names if n.span not in gone]) for word, names in cell.groups]
        yield Edit(file.path, one.whole, rendered(groups, _NOTHING))


def _link(file: File, one: Reference) -> Iterator[Edit]:
    """The item of a list that begins with the link, or what a table says with nothing else."""
    text = file.text
    if found := _cell_around(file, one.whole):
        row, cell = found
        if not _is_all(text, cell.span, one.whole):
            return
        if len(row.cells) == 2 and cell is row.cells[1]:
            yield _whole_row(file, row.span)
        else:
            yield Edit(file.path, cell.span, _NOTHING)
        return
    start, end = _line(text, one.whole.start)
    item = _ITEM.match(text, start)
    if item is None or item.end() != one.whole.start:
        return
    following = text[end : _line(text, end)[1]] if end < len(text) else ""
    if following.strip() and _indent(following) > _indent(text[start:end]):
        return  # more belongs to the item
    yield _edit(file, start, end)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _field(
    file: File, matter: FrontMatter, one: Reference, every: Sequence[Reference]
) -> Iterator[Edit]:
    """A relation of YAML: the item of its list; the key as well when nothing else is under it."""
    entries = matter.under("relations")
    own = next((entry for entry in entries if entry.span == one.whole), None)
    if own is None:
        return
    text = file.text
    gone = {other.whole for other in every}
    siblings = [entry for entry in entries if entry.keys[:2] == own.keys[:2]]
    if any(entry.span not in gone for entry in siblings):
        start, end = _line(text, own.span.start)
        item = _YAML_ITEM.match(text, start)
        block = item is not None and item.end() == own.span.start
        yield _edit(file, start, end) if block else _flow_item(file, own.span)
        return
    all_gone = all(entry.span in gone for entry in entries)
    place = ("relations",) if all_gone else own.keys[:2]
    key = matter.instance.place(place, of_key=True)
    if key is not None:
        last = max(entry.span.end for entry in (entries if all_gone else siblings))
        yield _edit(file, _line(text, key.start)[0], _line(text, last)[1])


def _flow_item(file: File, item: Span) -> Edit:
    """An item between brackets, with the comma that parts it from the next, else the one before."""
    text = file.text
    if behind := _COMMA.match(text, item.end):
        return _edit(file, item.start, behind.end())
    start = len(text[: item.start].rstrip(" \t").removesuffix(",").rstrip(" \t"))
    return _edit(file, start, item.end)
