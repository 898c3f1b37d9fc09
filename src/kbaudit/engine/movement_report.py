"""What a move of the target does to a knowledge base, as data."""

from dataclasses import dataclass, field

from kbaudit.model.report import TargetInfo
from kbaudit.model.span import Position
from kbaudit.target.revision import Commit
from kbaudit.target.track import Place


@dataclass(frozen=True, slots=True)
class Affected:
    """Something on a page that is no longer what it was.

    `kind` is citation, quote or symbol, `what` what happens to it: moved, edited, gone or unsure
    for a citation, changed for a quote, broken or mended for a symbol. `name` is what the page
    names. `now` is the place of cited code at the second revision, `commits` did it, newest first.
    """

    page: str
    at: Position
    kind: str
    what: str
    name: str
    message: str = ""
    now: Place | None = None
    commits: tuple[Commit, ...] = ()

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """The order of reports: by page and place."""
        return self.page, self.at.line, self.at.column, self.kind, self.message


@dataclass
class Tally:
    """How many of one kind of claim there are, are affected, and could not be looked at."""

    total: int = 0
    affected: int = 0
    unknown: int = 0


@dataclass
class Movement:
    """All that one run has to say. `commits` is how many lie between the revisions."""

    root: str
    moves: list[tuple[TargetInfo, TargetInfo]] = field(default_factory=list)
    affected: list[Affected] = field(default_factory=list)
    commits: int = 0
    taken_back: int = 0
    tallies: dict[str, Tally] = field(
        default_factory=lambda: {kind: Tally() for kind in ("citation", "quote")}
    )
