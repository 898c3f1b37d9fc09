"""Which names may have been meant."""

from collections.abc import Iterable

from kbaudit.rulekit import closest, code, listing

_CLOSE = 0.6
_MOST = 3


def nearest(word: str, names: Iterable[str]) -> str:
    """A question that offers the closest of `names`; empty when none is close."""
    left = set(names)
    found: list[str] = []
    while len(found) < _MOST and (name := closest(word, left, _CLOSE)):
        found.append(name)
        left.discard(name)
    return f"did you mean {listing([code(name) for name in found], 'or')}?" if found else ""
