"""Reports: what a phase says that it did, as claims with spans.

Only statements with a number, a name or a verdict in one of the known forms are claims; all other
sentences say nothing that files could prove.
"""

from dataclasses import dataclass
from enum import Enum

from kbaudit.model.span import Span
from kbaudit.read.vocabulary import PageType


class Counted(Enum):
    """What a number of a report counts."""

    CREATED = "pages created"
    """Pages that the phase made."""
    TOTAL = "pages"
    """All pages that there are when the phase ends."""
    ENTRIES = "index entries"
    STEPS = "steps"
    LISTED = "listed below"
    """What a heading announces: the entries of the list or table under it."""
    INDEXES = "indexes"
    EXPLORED = "explored files"
    """Files of the target that were read; `found` is of how many. With a name it is the end."""
    PERCENT = "percent"
    """A share that does not follow from the numbers beside it, which make `found`."""
    ALL_FILES = "files of the target"
    ALL_LINES = "lines of the target"
    LINES = "lines"
    """The lines of one file of the target, whose path is the name."""
    ALL_STEPS = "steps in all"
    DECIDED = "decisions"
    """Files that were approved, rejected or evaluated; `found` is how many the report lists so."""


@dataclass(frozen=True, slots=True)
class CountClaim:
    """A number. `kind` is the page type that is counted, None where all types are meant.

    `name` is the page whose steps are counted, or the file; `found` how many the report itself
    lists, where it does; `sum` tells that the number stands under the numbers of all types.
    """

    what: Counted
    kind: PageType | None
    number: int
    span: Span
    name: str = ""
    found: int | None = None
    sum: bool = False


@dataclass(frozen=True, slots=True)
class LinkClaim:
    """``PyTorch → 4 implementations (A, B, C, D)``: how many pages of a type a page links with.

    `names` are those in brackets behind the number.
    """

    page: str
    kind: PageType
    number: int
    span: Span
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageClaim:
    """A page that was made: its path in a tree of files, or its name in a table.

    `partners` are the names in the columns that say what requires it, or to what it applies.
    """

    name: str
    span: Span
    kind: PageType | None = None
    folder: str = ""
    partners: tuple[tuple[str, Span], ...] = ()


@dataclass(frozen=True, slots=True)
class ConnectedClaim:
    """``all with ✅Impl and ✅Workflow connections``: every row of an index has such ones."""

    index: PageType
    kinds: tuple[PageType, ...]
    span: Span


class Check(Enum):
    """A rule of the audit phase, by what its verdict means."""

    IMPLEMENTED = "every principle is implemented"
    TARGETS = "the targets of all links exist"
    ORPHANS = "no principle is an orphan"
    STEPS = "workflows have steps"
    REFERENCES = "cross-references of the indexes are valid"
    INDEXED = "the indexes match the folders"
    OPEN = "no reference is open"
    COVERAGE = "the coverage of the map is accurate"
    ALL = "the graph is valid"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A check that the report calls passed; the span is that of its words."""

    check: Check
    span: Span


@dataclass(frozen=True, slots=True)
class Claims:
    """All that a report claims. `date` is the day on which it says it was written."""

    counts: tuple[CountClaim, ...] = ()
    links: tuple[LinkClaim, ...] = ()
    pages: tuple[PageClaim, ...] = ()
    connected: tuple[ConnectedClaim, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    date: str = ""
