"""What a proof of one cited range is, and all that it is made from; ``verdict`` makes it.

Three kinds of evidence are independent of each other: the quote that the page shows, the lines
followed from a base at which the page was right, and the definition that the page names. A quote
that stands verbatim in one place decides alone; otherwise two kinds must agree before a repair of
the numbers is called safe. Numbers carried over from a base at which nothing confirmed them stay
unsafe: of citations found in the wild a quarter was wrong when written.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from kbaudit.model.edit import Safety

if TYPE_CHECKING:
    from kbaudit.target.placements import Placement, Placements
    from kbaudit.target.symbols import Definition
    from kbaudit.target.track import Answer, Place

GOOD = 0.75
"""Share of a quote that must be found to say that it stands there."""

IN_PLACE = 0.6
"""Share of a quote that will do where it stands just where its citation says."""

NOTHING = 0.35
"""Share of a quote below which it does not stand there in any form."""

ALIKE = 0.9
"""Share of changed lines that must be left to be sure of where they begin and end."""

_SAME = 1 - 1e-9

FOLLOWED = "the lines followed from the base"


class State(Enum):
    """What can be said of a cited range at the revision."""

    PROVEN = "proven"
    UNPROVEN = "nothing on the page speaks for or against them"
    MOVED = "moved"
    EDITED = "edited"
    GONE = "gone"
    NEVER = "never true"
    UNSURE = "cannot tell"


@dataclass(frozen=True, slots=True)
class Proof:
    """The verdict on one cited range.

    `place` is where the code is now; for PROVEN the lines of the definition that the cited ones
    cut, None where they do not. `how` tells what decided, in words. `safety` is that of
    renumbering. `similarity` (0..1) is how much of the code is left, for EDITED. `confirmed` tells
    whether the page was right at the base. `quote` and `quote_at_base` are where the quote stands,
    `only` tells that the file has the former in one place. `meant` are the lines of the base that
    were followed instead of the cited ones, which cut a definition.
    """

    state: State
    place: Place | None = None
    safety: Safety = Safety.HINT
    how: str = ""
    similarity: float = 1.0
    confirmed: bool = False
    quote: Placement | None = None
    quote_at_base: Placement | None = None
    only: bool = False
    meant: tuple[int, int] | None = None
    candidates: tuple[Place, ...] = ()

    @property
    def cuts(self) -> bool:
        """Whether the lines are of the right definition, and shifted against it."""
        return self.state is State.PROVEN and self.place is not None


@dataclass(frozen=True, slots=True)
class Exhibit:
    """All evidence about lines `first` to `last` (1-based, inclusive) of `path`.

    `now` and `then` are the places of the quote at the revision and at the base, None without a
    quote (`then` also without a base). `answer` is the tracker's, None without a base; it is about
    the lines `asked`: the cited ones, or those of the quote at the base where the page named other
    ones, or those of the definition that they cut. `elsewhere` are places of the quote in the file
    that the answer names. `named` and `named_then` are the definition that the page names. `whole`
    gives the number of lines of the file for a citation of all of it.
    """

    path: str
    first: int
    last: int
    now: Placements | None = None
    then: Placements | None = None
    answer: Answer | None = None
    asked: tuple[int, int] | None = None
    elsewhere: Placements | None = None
    named: Definition | None = None
    named_then: Definition | None = None
    whole: int | None = None
    meant: tuple[int, int] | None = None
    """The lines of the definition that the page names, where the cited ones cut it."""
    same_revision: bool = False
    known: bool = False
    """The lock says that the page was right at the base."""
    doubtful: bool = False
    """Too few quotes of the pages are true at the base to trust it without a look."""
    historic: bool = False
    """The file is a report: it tells what was read on its day, in round numbers."""

    @property
    def cited(self) -> tuple[int, int]:
        """The lines that the page names."""
        return self.first, self.last

    @property
    def tracked(self) -> Place | None:
        """Where the tracker says that the lines are."""
        return self.answer.place if self.answer is not None else None

    @property
    def edited(self) -> bool:
        """Whether the tracker says that the lines were changed, and not only indented otherwise."""
        answer = self.answer
        return answer is not None and answer.verdict == "edited" and answer.similarity < _SAME


def stands_at(place: Placement, first: int, last: int, slack: int = 1) -> bool:
    """Whether a quote stands where its citation says, give or take `slack` lines.

    A citation may name more lines than it quotes, and a quote may end early; it begins where the
    citation begins, or lies inside.
    """
    inside = first - slack <= place.first and place.last <= last + slack
    return inside or (abs(place.first - first) <= slack and place.first <= last)


def better_range(first: int, last: int, quote: Placement) -> tuple[int, int]:
    """Lines to cite instead of `first`-`last` for a quote that stands where they do, nearly.

    Those of the quote where it has as many or more, else as few as have all that is cited and
    quoted.
    """
    if first <= quote.first and quote.last <= last:
        return first, last
    if last - first <= quote.last - quote.first:
        return quote.first, quote.last
    return min(first, quote.first), max(last, quote.last)
