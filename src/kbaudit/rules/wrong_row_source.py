"""See the docstring of the rule."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, takewhile

from kbaudit.model.finding import Finding, Level, Related
from kbaudit.model.regex import regex
from kbaudit.model.span import Span
from kbaudit.read.citation import LineRange
from kbaudit.read.lists import Index
from kbaudit.read.page import Page
from kbaudit.rulekit import Context, code, listing, rule
from kbaudit.rules._new_row import SOURCE
from kbaudit.rules._proved import numbers

_NEAR = 5
"""Lines between a head that a row cites and the body that a page quotes, or the other way round."""
_FILE = regex(r"`?(?P<path>(?:[\w.-]+/)*[\w-][\w.-]*\.[A-Za-z]\w{0,5})`?")


@rule(level=Level.WARNING, tags=("index",))
def wrong_row_source(index: Index, ctx: Context) -> Iterator[Finding]:
    """The Source cell of an index row names other code than the page does.

    Why:
        The cell is a short cut to the code that a page is about. Where it leads elsewhere, the row
        was copied from another, or the page was moved on and the index was not.

    Example:
        ``| owner_repo_Trainer | … | `peft_model.py:L190-386` |``, where the page is about
        ``trainer.py``, or about lines 2068-2170 of that file.

    Remedy:
        Write what the page cites, or correct the page. A file is only called wrong that neither the
        page nor a page with which it is linked names anywhere; lines only where the page cites
        others of the same file, none of them near.
    """
    cells = _cells(index)
    for row in index.rows:
        cell = cells.get(row.span)
        page = ctx.facts.row_page(index, row) if cell is not None else None
        if cell is None or page is None or page.unreadable is not None or not page.citations:
            continue
        for source in _sources(index, cell):
            message = _wrong_file(source, page, ctx) or _wrong_lines(source, page)
            if message:
                yield ctx.found(
                    source.span,
                    f"the index says that {code(row.name or page.name)} is about {message}",
                    related=(Related("the page", page.path),),
                    key=f"{page.name} {source.path}",
                )


@dataclass(frozen=True)
class _Source:
    """A file, and maybe lines of it, in a Source cell."""

    path: str
    span: Span
    ranges: tuple[LineRange, ...] = ()


def _cells(index: Index) -> dict[Span, Span]:
    """The Source cells of an index, by their rows."""
    return {
        row.span: cell.span
        for table in index.tables
        if not set(SOURCE).isdisjoint(table.columns)
        for row in table.rows
        if (cell := table.cell(row, *SOURCE)) is not None
    }


def _sources(index: Index, cell: Span) -> Iterator[_Source]:
    first = bisect_left(index.citations, cell.start, key=lambda one: one.span.start)
    near = takewhile(lambda one: one.span.start < cell.end, islice(index.citations, first, None))
    inside = [one for one in near if cell.contains(one.span)]
    for one in inside:
        if not one.approximate:
            yield _Source(one.path, one.span, one.ranges)
    if not inside and (plain := _FILE.fullmatch(cell.of(index.text))):
        yield _Source(plain["path"], cell)


def _wrong_file(source: _Source, page: Page, ctx: Context) -> str:
    """What the page is about instead; empty where it may be this file."""
    name = source.path.rsplit("/", 1)[-1].casefold()
    others = (ctx.kb.by_path[path] for path in ctx.facts.neighbours.get(page.path, ()))
    if any(name in file.text.casefold() for file in (page, *others) if file.unreadable is None):
        return ""
    cited = dict.fromkeys(code(one.path) for one in page.citations)
    return f"{code(source.path)}, which the page does not name: it cites {listing(list(cited))}"


def _wrong_lines(source: _Source, page: Page) -> str:
    """Which lines the page is about instead; empty where these may be the same."""
    theirs = [
        one
        for citation in page.citations
        if _same(citation.path, source.path)
        for one in citation.ranges
    ]
    if not source.ranges or not theirs:
        return ""
    for one in source.ranges:
        if any(_meet(one, other) for other in theirs) or _named(one, page):
            return ""
    lines = dict.fromkeys(numbers(one.first, one.last) for one in theirs)
    said = listing([numbers(one.first, one.last) for one in source.ranges])
    return f"lines {said} of {code(source.path)}; the page cites {listing(list(lines))}"


def _same(one: str, other: str) -> bool:
    """Whether two paths may be of one file: one is the end of the other."""
    short, long = sorted((one.casefold(), other.casefold()), key=len)
    return f"/{long}".endswith(f"/{short.removeprefix('./')}")


def _meet(one: LineRange, other: LineRange) -> bool:
    """Whether two ranges share a line, or lie so near that they may be of one definition."""
    ends = [float("inf") if each.open_end else max(each.first, each.last) for each in (one, other)]
    starts = [min(each.first, each.last) for each in (one, other)]
    return starts[0] <= ends[1] + _NEAR and starts[1] <= ends[0] + _NEAR


def _named(lines: LineRange, page: Page) -> bool:
    """Whether the page gives one of the numbers anywhere."""
    return re.search(rf"(?<!\d)(?:{lines.first}|{lines.last})(?!\d)", page.text) is not None
