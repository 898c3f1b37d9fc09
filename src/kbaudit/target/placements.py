"""Where a quote stands in a file, as values."""

from __future__ import annotations

from dataclasses import dataclass

_DISTINCT = 0.15
"""What the scores of two places differ by at least where one of them is the place."""


def quotes_of(commit: str) -> str:
    """The name of the table in which the places of quotes at a commit are kept."""
    return f"quotes {commit}"


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a quote stands: lines `first` to `last` of the file, 1-based and inclusive.

    `lines` gives for each line of the quote its line in the file, 0 where it has none. `score` is
    the share (0..1) of the quote's text that was found, `exact` the share found to the letter
    (blanks at the ends of lines apart). `verbatim`: every line, in order, and nothing left out.
    `ends`: whether the first and the last line of the quote were found to the letter.
    """

    first: int
    last: int
    score: float
    exact: float
    verbatim: bool
    lines: tuple[int, ...]
    ends: bool = True


@dataclass(frozen=True, slots=True)
class Placements:
    """All places that a quote may have in one file, the best first.

    `telling`: whether the quote says so much that it stands nowhere by accident.
    """

    found: tuple[Placement, ...]
    telling: bool = True

    @property
    def best(self) -> Placement | None:
        """The best place, if there is any."""
        return self.found[0] if self.found else None

    @property
    def unique(self) -> bool:
        """Whether no other place fits nearly as well as the best one."""
        return len(self.found) == 1 or (
            len(self.found) > 1 and self.found[0].score - self.found[1].score > _DISTINCT
        )

    @property
    def equals(self) -> tuple[Placement, ...]:
        """The places that fit nearly as well as the best one, and that one, by their lines."""
        near = [p for p in self.found if self.found[0].score - p.score <= _DISTINCT]
        return tuple(sorted(near, key=lambda p: p.first))

    def near(self, first: int, last: int) -> Placement | None:
        """Of the places that fit as well as the best, the one nearest to lines `first`-`last`."""
        if not self.found:
            return None
        equal = [p for p in self.found if self.found[0].score - p.score <= _DISTINCT / 3]
        return min(equal, key=lambda p: (abs(p.first - first) + abs(p.last - last), p.first))


NOWHERE = Placements(())
