"""Line counts of a map held against the base, and whether a difference means anything.

A map was made of one tree, at a moment between two commits that the target has. Where nearly all
counts agree with the base, that was the tree, and a count that differs is wrong. Where many differ,
the base is only near it: then a file that changed before the next commit may have had any count,
and what is decided is that of files which did not change, and counts that no such change explains.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from kbaudit.read.repo_map import MapRow

if TYPE_CHECKING:
    from kbaudit.rulekit.sources import Sources
    from kbaudit.target.revision import Revision

_SAME = 0.95
_FAR = 0.5
_SMALL = 20


@dataclass(frozen=True, slots=True)
class Miscount:
    """A row whose count is wrong: the file has `lines`. `sure` tells that it had them then."""

    row: MapRow
    lines: int
    sure: bool


class LineCounts:
    """The counts of the rows of a map at the base, which `sources` is."""

    def __init__(self, rows: tuple[MapRow, ...], sources: Sources, later: Revision | None) -> None:
        self.rows = rows
        self.sources = sources
        self.later = later

    @cached_property
    def counted(self) -> tuple[tuple[MapRow, int], ...]:
        """The rows that state a count, and how many lines their file has."""
        stated = [row for row in self.rows if row.lines is not None]
        self.sources.revision.expect(row.path for row in stated)
        return tuple(
            (row, lines)
            for row in stated
            if (lines := self.sources.line_count(row.path)) is not None
        )

    @cached_property
    def exact(self) -> bool:
        """Whether the base is the tree that was counted."""
        same = sum(row.lines == lines for row, lines in self.counted)
        return same >= _SAME * len(self.counted) or len(self.counted) - same <= 1

    @cached_property
    def wrong(self) -> tuple[Miscount, ...]:
        """The counts that are wrong."""
        return tuple(
            Miscount(row, lines, sure)
            for row, lines in self.counted
            if row.lines != lines
            and ((sure := self.exact or self._unchanged(row.path)) or _far(row.lines or 0, lines))
        )

    @property
    def undecided(self) -> int:
        """How many counts differ, and may have been right."""
        return sum(row.lines != lines for row, lines in self.counted) - len(self.wrong)

    def _unchanged(self, path: str) -> bool:
        """Whether the next commit that the target has still holds the very same file."""
        if self.later is None:
            return False
        return self.later.blob(path) == self.sources.revision.blob(path)


def _far(stated: int, lines: int) -> bool:
    """Whether two counts are further apart than days of work explain."""
    apart = abs(stated - lines)
    return apart > _SMALL and apart > _FAR * max(min(stated, lines), 1)
