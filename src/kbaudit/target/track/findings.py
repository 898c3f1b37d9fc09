"""What the search for one range came to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kbaudit.target.track.answer import Query
from kbaudit.target.track.found import Found

A_BLOCK = 0.5
"""Share of a range that is worth mentioning when it is found."""
LEFT = 0.1
"""Share of a range that forbids to call it gone when it is still in its file."""
LEFT_OF_VANISHED = 0.4
"""The same for a whole definition whose name is nowhere."""


@dataclass(frozen=True)
class Findings:
    """What the search for one range came to.

    `places`: the best first. `in_place`: what the file itself says, as a place among others;
    `between`: what is between the ends of the range, if the file has them once, then and now; and
    whether that is `contradicted` by lines that stand elsewhere as they were. `left`: the share of
    the range whose telling lines are in the file at all, `own_left` counts of them only lines that
    hardly another file of the base has; `scattered`: in other files. `lost`: a
    definition around the range has no twin of its name, though it may be `named` in some file;
    `vanished`: the range is that definition, and no file names it; `nameless`: it is a definition,
    be it in a class that is named, and no file has one of its name that is new. `around`: the same
    about the lost definition, when the range is a part of it; `whole` is its range.
    """

    places: Sequence[Found]
    in_place: Found | None
    between: Found | None
    contradicted: bool
    left: float
    own_left: float
    scattered: float
    lost: bool
    named: bool
    vanished: bool
    nameless: bool = False
    whole: Query | None = None
    around: Findings | None = None

    @property
    def gone_around(self) -> bool:
        """Whether the definition around the range is nowhere."""
        return self.around is not None and _is_gone(self.around)


def _is_gone(findings: Findings) -> bool:
    """Whether nothing that tells of the code is anywhere."""
    if findings.left >= (LEFT_OF_VANISHED if findings.vanished else LEFT) or findings.named:
        return False
    known = [*findings.places, *([findings.in_place] if findings.in_place else [])]
    return not any((one.told or one.named) and one.score >= A_BLOCK for one in known)
