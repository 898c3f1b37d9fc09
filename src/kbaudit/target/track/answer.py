"""What the tracker is asked and what it answers. Lines are 1-based and inclusive throughout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Verdict = Literal["same", "moved", "edited", "gone", "unsure"]


class Query(NamedTuple):
    """Lines `start` to `end` of `path` at the base."""

    path: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Place:
    """A range of the target, how much (0..1) of the code asked for it holds, and how it was
    found."""

    path: str
    start: int
    end: int
    similarity: float
    how: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Where code of the base is in the target.

    `verdict` is one of

    * `same`: the same text under the same path and numbers,
    * `moved`: the same text under other numbers or another path,
    * `edited`: the text was changed, and perhaps moved as well; `similarity` says how much is left,
    * `gone`: nothing in the target is this code any more,
    * `unsure`: none of the above can be said; `candidates` holds what speaks for what.

    `path`, `start` and `end` are set for the first three. `how` names the evidence that decided:
    `blob`, `definition`, `lines`, `rename`, `search`; for an unsure answer, what was missing.
    """

    verdict: Verdict
    path: str | None = None
    start: int | None = None
    end: int | None = None
    similarity: float = 0.0
    how: str = ""
    candidates: tuple[Place, ...] = ()

    @property
    def place(self) -> Place | None:
        """The range found, None when there is none."""
        if self.path is None or self.start is None or self.end is None:
            return None
        return Place(self.path, self.start, self.end, self.similarity, self.how)
