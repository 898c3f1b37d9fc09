"""What the rules about the map share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kbaudit.model.span import Span
from kbaudit.read.file import File
from kbaudit.read.lists import RepoMap

if TYPE_CHECKING:
    from kbaudit.rulekit.sources import Sources


def has_file(sources: Sources, path: str) -> bool:
    """Whether a revision has the file or folder that a row names, or may have it."""
    plain = path.removeprefix("./").rstrip("/")
    if any(sign in plain for sign in "*?{<") or not plain or " " in plain:
        return True  # no path, but a pattern or words
    if plain in sources.paths.files or sources.paths.has_folder(plain):
        return True
    return any(plain.startswith(f"{one}/") for one in sources.revision.submodules)


def whole_line(file: File, span: Span) -> Span:
    """The lines of `span` with their line end, as they are removed."""
    text = file.text
    start = text.rfind("\n", 0, span.start) + 1
    if start == 0 and text.startswith("\ufeff"):
        start = 1
    end = text.find("\n", span.end)
    return Span(start, end + 1 if end >= 0 else len(text))


def like_number(number: int, written: str) -> str:
    """A number, with commas between thousands where `written` has them or is too short to tell."""
    grouped = "," in written
    return f"{number:,}" if grouped else str(number)


def rows_under(repo_map: RepoMap, title: str) -> int | None:
    """How many rows stand in the one section whose heading begins with `title`."""
    named = [one for one in repo_map.sections if one.title.strip("*` ").startswith(title)]
    if len(named) != 1 or not title:
        return None
    return sum(named[0].body.contains(row.span) for row in repo_map.rows)
