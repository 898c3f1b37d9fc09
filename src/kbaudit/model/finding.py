"""What a rule found, as data. Rendering is the business of ``output``."""

from dataclasses import dataclass
from enum import IntEnum

from kbaudit.model.edit import Fix
from kbaudit.model.span import Position, Span


class Level(IntEnum):
    """How bad a finding is; greater is worse."""

    INFO = 1
    WARNING = 2
    ERROR = 3

    @property
    def label(self) -> str:
        """The word that users read and write."""
        return self.name.lower()


@dataclass(frozen=True, slots=True, order=True)
class Related:
    """A place that explains a finding, in the knowledge base or in the target.

    `first` and `last` are lines, 1-based and inclusive, 0 when the whole file is meant.
    `revision` is the commit for a place in the target, empty for one in the knowledge base.
    """

    message: str
    path: str
    first: int = 0
    last: int = 0
    revision: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One true statement about one place of the knowledge base.

    `path` is relative to the root of the knowledge base, with forward slashes. `span` is in
    characters of the text as read; `start` and `end` are the same place as lines and columns
    (`end` is the position behind the last character). `key` tells apart equal messages of one
    file without naming lines, so that it survives edits elsewhere on the page.
    """

    rule: str
    level: Level
    path: str
    span: Span
    start: Position
    end: Position
    message: str
    tags: tuple[str, ...] = ()
    help: str = ""
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    key: str = ""
    secret: bool = False
    """The text at `span` must not be shown, in any format."""
    fingerprint: str = ""
    """By what the finding is known again after edits: see `kbaudit.model.fingerprint`."""

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """The order of reports: by file, place, rule and message."""
        return (self.path, self.span.start, self.span.end, self.rule, self.message)
