"""With which of many names one is compared, to tell which was meant by it.

To compare each of many names that are nowhere with all that there are takes their product. Where
there are more than a few thousand, those are compared that begin or end most like the name: one
slip of the pen, a word too many or too few leaves what stands before it or behind it as it was.
"""

from bisect import bisect_left
from collections.abc import Iterable
from functools import cached_property

ALL = 5_000
"""So many names are all compared."""
_AROUND = 500
"""How many names of more are, to each side of the name, in order and in the order of their ends."""


class Alike:
    """Names, each once, `ordered`."""

    def __init__(self, names: Iterable[str]) -> None:
        self.ordered = sorted(set(names))

    def near(self, name: str) -> list[str]:
        """The names with which `name` is compared, in order."""
        if len(self.ordered) <= ALL:
            return self.ordered
        found = {one[::-1] for one in _around(name[::-1], self._backwards)}
        return sorted(found.union(_around(name, self.ordered)))

    @cached_property
    def _backwards(self) -> list[str]:
        """The names, last letter first."""
        return sorted(name[::-1] for name in self.ordered)


def _around(name: str, ordered: list[str]) -> list[str]:
    at = bisect_left(ordered, name)
    return ordered[max(0, at - _AROUND) : at + _AROUND]
