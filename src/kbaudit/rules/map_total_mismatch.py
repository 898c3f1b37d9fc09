"""See the docstring of the rule."""

from collections.abc import Iterator
from dataclasses import dataclass

from kbaudit.model.edit import Fix, Safety
from kbaudit.model.finding import Finding, Level
from kbaudit.model.regex import regex
from kbaudit.model.span import Span
from kbaudit.read.kind import Kind
from kbaudit.read.lists import RepoMap
from kbaudit.read.repo_map import MapProperty
from kbaudit.rulekit import Context, code, rule
from kbaudit.rules._mapped import like_number, rows_under

_NUMBER = regex(r"\d{1,3}(?:,\d{3})+|\d{1,9}")
_RATIO = regex(r"(?P<part>\d[\d,]*)[ \t]*(?:/|of)[ \t]*(?P<whole>\d[\d,]*)")
_DONE = ("✅", "☑", "✔", "✓")


@rule(level=Level.WARNING, tags=("map",), fix=Safety.SAFE)
def map_total_mismatch(repo_map: RepoMap, ctx: Context) -> Iterator[Finding]:
    """A total of the map is not what its rows add up to.

    Why:
        Totals are what people quote from a map. Rows were added or removed after they were counted,
        or nobody counted.

    Example:
        ``| Explored | 200/200 |`` over 198 rows, of which 195 are marked ✅.

    Remedy:
        Write the number that the rows add up to. Read are totals of files and lines, what was
        explored, and the counts of a triage table by category. A map may list only a part of what
        it counts: a total of files above that of the rows is right when the target has so many at
        the base, and not judged while nothing else tells.

    Fix safety:
        Safe: the number follows from the rows.
    """
    if repo_map.kind is Kind.CANDIDATES:
        yield from _triage(repo_map, ctx)
        return
    if not repo_map.rows:
        return
    partial = _partial(repo_map, ctx)
    for stated in repo_map.properties:
        for claim in _claims(stated, repo_map):
            if claim.right == claim.number or (partial and claim.whole):
                continue
            written = claim.span.of(ctx.file.text)
            right = like_number(claim.right, written)
            yield ctx.found(
                claim.span,
                f"the map says {written} {claim.what}; its rows add up to {right}",
                fix=Fix(f"write {right}", (ctx.edit(claim.span, right),)),
                key=f"{stated.name} {claim.what}",
            )


@dataclass(frozen=True)
class _Total:
    """A number that the map states, and what its rows say. `whole`: of all files, not only rows."""

    what: str
    span: Span
    number: int
    right: int
    whole: bool = False


def _claims(stated: MapProperty, repo_map: RepoMap) -> Iterator[_Total]:
    rows = repo_map.rows
    words = stated.name.split()
    ratio = _RATIO.match(stated.value)
    start = stated.span.start + stated.span.of(repo_map.text).find(stated.value)
    if "explored" in words and ratio:
        marked = [row for row in rows if row.status]
        done = sum(row.status.startswith(_DONE) for row in rows)
        part, whole = (
            Span(start + ratio.start(one), start + ratio.end(one)) for one in ("part", "whole")
        )
        if marked:
            yield _Total("explored files", part, _number(ratio["part"]), done)
        yield _Total("files to explore", whole, _number(ratio["whole"]), len(rows))
    elif number := _NUMBER.fullmatch(stated.value):
        span = Span(start, start + len(number[0]))
        if words[-1:] == ["files"] and (len(words) == 1 or words[-2] not in _PARTS):
            yield _Total(stated.name, span, _number(number[0]), len(rows), whole=True)
        elif stated.name in _LINES and all(row.lines is not None for row in rows):
            lines = sum(row.lines or 0 for row in rows)
            yield _Total(stated.name, span, _number(number[0]), lines, whole=True)


_LINES = ("lines", "total lines", "total loc", "total lines of code", "lines of code")
_PARTS = frozenset({"test", "example", "package", "other", "skipped", "ignored", "excluded"})


def _partial(repo_map: RepoMap, ctx: Context) -> bool:
    """Whether the map lists only some of the files that it counts, or may do so."""
    rows = len(repo_map.rows)
    total = next(
        (
            _number(one.value)
            for one in repo_map.properties
            if one.name.endswith("files") and _NUMBER.fullmatch(one.value)
        ),
        rows,
    )
    if total <= rows:
        return False
    base = ctx.sources.of_map(repo_map) if ctx.sources is not None else None
    if base is None:
        explored = _RATIO.match(repo_map.property("explored"))
        return explored is None or _number(explored["whole"]) == rows
    endings = tuple({f".{row.path.rsplit('.', 1)[-1]}" for row in repo_map.rows})
    there = sum(path.endswith(endings) for path in base.revision.files)
    return abs(there - total) <= 0.1 * total


def _triage(repo_map: RepoMap, ctx: Context) -> Iterator[Finding]:
    """Counts of a triage table: ``| AUTO_KEEP | 22 |`` over a section of that name."""
    text = repo_map.scan.prose
    for table in repo_map.tables:
        for row in table.rows:
            category, number = table.cell(row, "category", "decision"), table.cell(row, "count")
            if category is None or number is None or not _NUMBER.fullmatch(number.span.of(text)):
                continue
            name = category.span.of(text).strip("*` ")
            rows = rows_under(repo_map, name)
            written = number.span.of(text)
            if rows is None or rows == _number(written):
                continue
            right = like_number(rows, written)
            yield ctx.found(
                number.span,
                f"the table says {written} files of {code(name)}; there are {right} rows",
                fix=Fix(f"write {right}", (ctx.edit(number.span, right),)),
                key=name,
            )


def _number(text: str) -> int:
    return int(text.replace(",", ""))
