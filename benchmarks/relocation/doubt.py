"""Whether names and lines agree about where code went. Where they do not, there is no one truth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from trees import File, Tree

_RARE = 3  # a line that is in so many places of the base still tells whose it is
_KEPT = 0.3
_KEPT_ELSEWHERE = 0.5
_LEFT = 0.25
_STAYED = 0.25
_RENAMED = 0.5
_LEFT_TO_STAYED = 0.5


@dataclass(frozen=True, slots=True)
class Span:
    """Lines of a file of a tree, 1-based and inclusive."""

    tree: Tree
    path: str
    start: int
    end: int

    @property
    def file(self) -> File:
        return self.tree.files[self.path]

    def lines(self) -> list[str]:
        return self.file.telling(self.start, self.end)


def doubt(old: Span, new: Span, *, by_name: bool) -> str:
    """What speaks against `new` being `old`, empty when nothing does.

    `by_name`: both are a whole definition of the same qualified name; else their first and last
    lines are unique.
    """
    if old.file.text(old.start, old.end) != new.file.text(new.start, new.end):
        if _text_is_elsewhere(old, new) or (by_name and _has_new_name(old, new)):
            return "text elsewhere"
        if not by_name and _part_stayed(old, new):
            return "part stayed"
        there = set(new.lines())
        lines = old.lines()
        moved = old.path != new.path or _names(old) != _names(new)
        kept = sum(line in there for line in lines)
        if not by_name and kept < (_KEPT_ELSEWHERE if moved else _KEPT) * len(lines):
            return "little left"
    if by_name:
        return ""
    if not _ends_alike(old, new):
        return "definition grew"
    return "" if _names_agree(old, new) else "names disagree"


def _names(span: Span) -> tuple[str, str]:
    return span.file.around(span.start), span.file.around(span.end)


def _names_agree(old: Span, new: Span) -> bool:
    """Whether the definitions around both ends are the same, or a lost one and a new one."""
    stays = new.tree.files.get(old.path)
    for name, other in zip(_names(old), _names(new), strict=True):
        if name != other:
            if name in new.tree.qualified or other in old.tree.qualified:
                return False
        elif name and old.path != new.path and stays is not None and name in stays.all:
            return False
    return True


def _ends_alike(old: Span, new: Span) -> bool:
    """Whether definitions that begin or end where the range does still do."""
    for name, one in old.file.definitions.items():
        other = new.file.definitions.get(name)
        if other is None:
            continue
        if one.end == old.end and one.line >= old.start and other.end != new.end:
            return False
        if one.start == old.start and other.start != new.start:
            return False
    return True


def _has_new_name(old: Span, new: Span) -> bool:
    """Whether little of a definition is left, and one of a new name in its file has half of it."""
    lines, there = old.lines(), set(new.lines())
    if sum(line in there for line in lines) >= _KEPT * len(lines):
        return False
    for name, one in new.file.definitions.items():
        if name not in old.tree.qualified:
            other = set(new.file.telling(one.start, one.end))
            if sum(line in other for line in lines) >= _RENAMED * len(lines):
                return True
    return False


def _part_stayed(old: Span, new: Span) -> bool:
    """Whether lines that only this place of the file had are in both files now."""
    stays = new.tree.files.get(old.path)
    if old.path == new.path or stays is None:
        return False
    lines = old.lines()
    there = set(stays.lines)
    stayed = sum(line in old.file.unique and line in there for line in lines)
    return stayed >= _STAYED * len(lines)


def _text_is_elsewhere(old: Span, new: Span) -> bool:
    """Whether much of the text lives on where it was not before, and not in the new place."""
    mine, theirs = Counter(old.lines()), Counter(new.lines())
    rare = [line for line in mine if old.tree.lines[line] <= _RARE]
    gone = [line for line in rare if line not in theirs]
    left = sum(
        new.tree.lines[line] - theirs[line] > old.tree.lines[line] - mine[line] for line in gone
    )
    stayed = len(rare) - len(gone)
    enough = max(min(2, len(rare)), _LEFT * len(rare), _LEFT_TO_STAYED * stayed)
    return left > 0 and left >= enough


def resembles(lines: Sequence[str], base: Tree, new: File | None) -> bool:
    """Whether new lines of the file look like these: it may have been rewritten in place."""
    if new is None:
        return False
    fresh = [line for line in new.unique if not base.lines[line]]
    alike = sum(process.extractOne(line, fresh, scorer=fuzz.ratio, score_cutoff=70) is not None
                for line in lines)  # fmt: skip
    return alike >= 0.3 * len(lines)


def renamed(lines: Sequence[str], base: Tree, new: File | None) -> bool:
    """Whether a definition of a new name in the file has half of these lines."""
    if new is None:
        return False
    for name, one in new.definitions.items():
        if name not in base.qualified:
            there = set(new.telling(one.start, one.end))
            if sum(line in there for line in lines) >= 0.5 * len(lines):
                return True
    return False
