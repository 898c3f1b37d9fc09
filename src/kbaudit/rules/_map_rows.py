"""New rows of a map, in the style of those that it has."""

from __future__ import annotations

from collections.abc import Sequence
from posixpath import commonpath, dirname
from typing import TYPE_CHECKING

from kbaudit.model.edit import Edit
from kbaudit.model.span import Span
from kbaudit.read.lists import RepoMap
from kbaudit.read.repo_map import MapRow
from kbaudit.read.table import Table
from kbaudit.rulekit import Context
from kbaudit.rules._mapped import like_number, whole_line

if TYPE_CHECKING:
    from kbaudit.rulekit.sources import Sources

_OPEN = "⬜"


def new_rows(repo_map: RepoMap, paths: Sequence[str], ctx: Context) -> Edit | None:
    """The insertion of a row for each of `paths`, all of one folder; None where no row is alike."""
    like = [row for row in repo_map.rows if dirname(row.path) == dirname(paths[0])]
    near = like or sorted(repo_map.rows, key=lambda row: -_shared(row.path, paths[0]))[:1]
    if not near:
        return None
    last = near[-1]
    table = next((t for t in repo_map.tables if t.span.contains(last.span)), None)
    if table is None or table.wiki:
        return None
    lines = {path: _row(repo_map, table, last, path, ctx) for path in paths}
    return _insertion(repo_map, like, last, lines)


def _insertion(
    repo_map: RepoMap, like: Sequence[MapRow], last: MapRow, lines: dict[str, str]
) -> Edit:
    """All new lines in one place: in the order of the paths where there is one, else last."""
    text = repo_map.text
    break_ = "\r\n" if "\r\n" in text else "\n"
    names = [row.path for row in like]
    later = [row for row in like if row.path > max(lines)]
    if names == sorted(names) and later:
        at = whole_line(repo_map, later[0].span).start
    else:
        at = whole_line(repo_map, last.span).end
    if at and text[at - 1] != "\n":
        return Edit(repo_map.path, Span(at, at), "".join(break_ + one for one in lines.values()))
    return Edit(repo_map.path, Span(at, at), "".join(one + break_ for one in lines.values()))


def _row(repo_map: RepoMap, table: Table, like: MapRow, path: str, ctx: Context) -> str:
    text = repo_map.text
    row = next(one for one in table.rows if one.span == like.span)
    parts: list[str] = []
    at = row.span.start
    for column, cell in zip(table.columns, row.cells, strict=False):
        parts += (
            text[at : cell.span.start],
            _cell(column, cell.span.of(text), path, ctx.target.of_map(repo_map)),
        )
        at = cell.span.end
    return "".join([*parts, text[at : row.span.end]])


def _cell(column: str, like: str, path: str, base: Sources | None) -> str:
    if column == "status":
        return _OPEN
    if column in ("file", "path", "source file"):
        return f"`{path}`" if like.startswith("`") else path
    if column in ("lines", "loc"):
        lines = base.line_count(path) if base is not None else None
        return like_number(lines, like) if lines is not None else "—"
    return "—"


def _shared(one: str, other: str) -> int:
    return len(commonpath([f"/{one}", f"/{other}"]))
