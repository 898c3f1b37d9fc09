"""What history tells of cited code that is gone, and of files that are not there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kbaudit.read.citation import Citation, LineRange
from kbaudit.read.file import File
from kbaudit.rulekit.cited import Status
from kbaudit.target.revision import Commit, Revision, split_lines

if TYPE_CHECKING:
    from kbaudit.rulekit.sources import Sources


@dataclass(frozen=True, slots=True)
class Vanished:
    """What history tells of a file that is not there: the commit that removed it, its new name."""

    commit: Commit
    path: str = ""


def find_vanished(sources: Sources) -> Iterator[tuple[str, Vanished]]:
    """Each cited path that is missing, with what history tells of it. One look for all."""
    missing = {
        citation.path
        for file in sources.files
        for citation in file.citations
        if _in_repository(citation.path) and sources.cited(file, citation).status is Status.MISSING
    }
    target, revision = sources.target, sources.revision
    commits = target.deletions(sorted(missing), revision) if missing else {}
    for path, commit in sorted(commits.items()):
        before = target.revision(f"{commit.id}^")
        rename = sources.readings.renamed(target, before, revision, path)
        yield path, Vanished(commit, rename.path if rename else "")


def foresee_renames(sources: Sources, base: Revision) -> None:
    """Let git look for the renames since `base` if a map lists a file that went since then.

    That is asked for what became of such files.
    """
    now = sources.revision
    for repo_map in sources.kb.maps:
        gone = (row.path for row in repo_map.rows if now.blob(row.path) is None)
        lost = next((path for path in gone if base.blob(path) is not None), None)
        if lost is not None:
            sources.readings.foresee_renamed(sources.target, base, now, lost)


def find_removal(
    sources: Sources, file: File, citation: Citation, lines: LineRange
) -> Commit | None:
    """The commit that removed cited code which is gone, where history tells."""
    origin = sources.proofs.origin(file, citation, lines)
    if origin is None or not origin.path:
        return None
    path, before = origin.path, origin.revision
    first, last = origin.lines((lines.first, lines.last))
    text = split_lines(before.text(path) or "")[first - 1 : last]
    wanted = max((line.strip() for line in text), key=len, default="")
    if not wanted:
        return None
    return sources.target.removal(path, wanted, before, sources.revision)


def _in_repository(path: str) -> bool:
    """Whether a path is written from the root of a repository, so that history can be asked."""
    plain = path.removeprefix("./")
    return "/" in plain and not plain.startswith(("/", "~", "../")) and ":" not in plain
