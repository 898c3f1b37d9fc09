"""What a file is by its place in the tree."""

from enum import Enum


class Kind(Enum):
    """What a file is by its place in the tree."""

    PAGE = "page"
    INDEX = "index"
    MAP = "map"
    CANDIDATES = "candidates"
    DETAIL = "detail"
    REPORT = "report"
    STRAY = "stray"

    __hash__ = object.__hash__  # each file is asked for its kind again and again


FOR_THEMSELVES = frozenset({Kind.PAGE, Kind.STRAY, Kind.DETAIL})
"""Files that say little of others; the rest speak of the whole knowledge base."""
_LISTS = frozenset({Kind.INDEX, Kind.MAP})
_LIST_SIZE = 20


def limit_of(kind: Kind, limit: int) -> int:
    """Bytes that a file of `kind` may have where a page may have `limit`.

    Indexes and maps have a row for each page, or file of the target, and so grow with them.
    """
    return limit * _LIST_SIZE if kind in _LISTS else limit
