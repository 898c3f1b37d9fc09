"""The ways of relocating that are compared. Each takes questions of one pair of revisions.

An answer is (path, start, end), `GONE`, or `UNSURE`.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from kbaudit.target.git import GitTarget
from kbaudit.target.track import Tracker

GONE = "gone"
UNSURE = "unsure"
Question = tuple[str, int, int]
Reply = Question | str
Method = Callable[[Path, GitTarget, str, str, Sequence[Question]], list[Reply]]

_HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")


def leave(
    _folder: Path, repository: GitTarget, _base: str, target: str, asked: Sequence[Question]
) -> list[Reply]:
    """The same path and numbers, as long as they exist."""
    revision = repository.revision(target)
    return [
        question if (revision.line_count(question[0]) or 0) >= question[2] else GONE
        for question in asked
    ]


def arithmetic(
    folder: Path, _repository: GitTarget, base: str, target: str, asked: Sequence[Question]
) -> list[Reply]:
    """Adds up the hunks of `git diff -U0 --histogram -M`."""
    command = ["git", "diff", "-U0", "--histogram", "-M", "--no-color", base, target]
    out = subprocess.run(command, cwd=folder, check=True, capture_output=True).stdout
    hunks, renamed = _read(out.decode("utf-8", "replace"))
    replies: list[Reply] = []
    for path, start, end in asked:
        if renamed.get(path, path) is None:
            replies.append(GONE)
            continue
        low = _shift(hunks.get(path, []), start, first=True)
        high = _shift(hunks.get(path, []), end, first=False)
        replies.append((renamed.get(path) or path, low, high) if low <= high else GONE)
    return replies


def _read(
    patch: str,
) -> tuple[dict[str, list[tuple[int, int, int, int]]], dict[str, str | None]]:
    hunks: dict[str, list[tuple[int, int, int, int]]] = {}
    renamed: dict[str, str | None] = {}
    old = ""
    header = False
    for line in patch.split("\n"):
        if line.startswith("diff --git "):
            header = True
        elif header and line.startswith("rename from "):
            old = line[12:]
        elif header and line.startswith("rename to "):
            renamed[old] = line[10:]
        elif header and line.startswith("--- "):
            old = line[6:]
        elif header and line.startswith("+++ "):
            if line == "+++ /dev/null":
                renamed[old] = None
        elif found := _HUNK.match(line):
            header = False
            a, b, c, d = (int(part) if part is not None else 1 for part in found.groups())
            hunks.setdefault(old, []).append((a, b, c, d))
    return hunks, renamed


def _shift(hunks: list[tuple[int, int, int, int]], line: int, *, first: bool) -> int:
    """The number after the diff; a line inside a hunk goes to that edge of what replaced it."""
    shift = 0
    for old, old_count, new, new_count in hunks:
        if old_count == 0:
            if old >= line:
                break
        elif old > line:
            break
        elif line < old + old_count:
            if new_count == 0:
                return new + 1 if first else new
            return new if first else new + new_count - 1
        shift += new_count - old_count
    return line + shift


def tracker(
    _folder: Path, repository: GitTarget, base: str, target: str, asked: Sequence[Question]
) -> list[Reply]:
    """kbaudit."""
    following = Tracker(repository, repository.revision(base), repository.revision(target))
    replies: list[Reply] = []
    for answer in following.locate_all(asked):
        place = answer.place
        replies.append((place.path, place.start, place.end) if place else answer.verdict)
    return replies


METHODS: dict[str, Method] = {
    "leave the numbers": leave,
    "git diff arithmetic": arithmetic,
    "kbaudit": tracker,
}
