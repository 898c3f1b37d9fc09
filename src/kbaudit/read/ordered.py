"""Words in order, which take less memory than a set of them."""

from bisect import bisect_left
from collections.abc import Sequence


def holds(ordered: Sequence[str], word: str) -> bool:
    """Whether `word` is one of `ordered`."""
    at = bisect_left(ordered, word)
    return at < len(ordered) and ordered[at] == word
