"""Where one end of a range comes to stand on a line map.

The ends matter most: a weak end line (a bracket, `else:`) goes with its nearest telling neighbour
while the text between is unbroken, an end that is a definition's goes to that of its twin, and one
whose line is found nowhere stays between the neighbours that are.
"""

from __future__ import annotations

from dataclasses import dataclass

from kbaudit.target.track.filemap import FileMap, WindowMap
from kbaudit.target.track.sheet import STRONG, Sheet

SURE_END = 0.75
"""Similarity from which on an edited end line is believed without its neighbours."""

LineMap = FileMap | WindowMap


@dataclass(frozen=True, slots=True)
class Placed:
    """A line of the target (0-based) for an end of a range.

    `exact` when the line is the same, `sure` when nothing speaks against it.
    """

    line: int
    exact: bool
    sure: bool


def only_place(linemap: LineMap, line: int) -> int:
    """Where a line that says much is, if both files have it once and in the same definition; -1.

    Wherever it stands among its neighbours: they may have changed places.
    """
    base, target = linemap.base, linemap.target
    key, owner = base.keys[line], base.owners[line]
    if base.weights[line] < 1.0 or not base.counts[key] == target.counts[key] == 1:
        return -1
    j = target.where[key][0]
    twin = linemap.twins.get(owner, -1)
    return j if owner >= 0 and twin >= 0 and target.owners[j] == twin else -1


def unmistakable(linemap: LineMap, line: int) -> bool:
    """Whether a line says much, stands once in both files, and is the same."""
    base, (j, ratio) = linemap.base, linemap.pairs[line]
    key = base.keys[line]
    return (
        j >= 0
        and ratio == base.weights[line] == 1.0
        and base.counts[key] == linemap.target.counts[key] == 1
    )


class End:
    """One end of a range: `side` is -1 for the start, 1 for the end."""

    def __init__(self, linemap: LineMap, start: int, end: int, side: int) -> None:
        self.map = linemap
        self.base: Sheet = linemap.base
        self.target: Sheet = linemap.target
        self.start = start
        self.end = end
        self.side = side
        self.line = start if side < 0 else end

    def place(self) -> Placed | None:
        """Where this end stands in the target."""
        j, ratio = self.map.pairs[self.line]
        at_edge = self._edge_of_definition(ratio == 1.0 and self.base.weights[self.line] >= STRONG)
        if at_edge is not None and not self._only_here():
            return Placed(at_edge, True, True)
        if self.base.weights[self.line] < STRONG:
            followed = self._follow()
            if followed is not None:
                return Placed(followed, followed == j, True)
            if j >= 0:
                return Placed(j, True, self._fits(j))
        elif j >= 0:
            return Placed(j, ratio == 1.0, ratio == 1.0 or ratio >= SURE_END or self._fits(j))
        only = only_place(self.map, self.line)
        return Placed(only, True, True) if only >= 0 else self._replaced()

    def _only_here(self) -> bool:
        """Whether the line says much, is as it was, and is nowhere else, then and now."""
        return unmistakable(self.map, self.line) or only_place(self.map, self.line) >= 0

    def _edge_of_definition(self, line_is_found: bool) -> int | None:
        """The same edge of the twin, when the range begins or ends where a definition does.

        The end of a definition that the range only touches is a line like others if it is found as
        it is.
        """
        owner = self.base.owners[self.line]
        while owner >= 0:
            one = self.base.definitions[owner]
            twin = self.map.twins.get(owner)
            if twin is not None:
                other = self.target.definitions[twin]
                inside = one.line >= self.start + 1
                if self.side > 0 and one.end == self.line + 1 and (inside or not line_is_found):
                    return other.end - 1
                if self.side < 0 and one.line == self.line + 1:
                    return other.line - 1
                if self.side < 0 and one.start == self.line + 1:
                    return other.start - 1
            owner = self.base.parents[owner]
        return None

    def _follow(self) -> int | None:
        """A weak line goes with its nearest strong neighbour while the text between is unbroken."""
        for step in (-self.side, self.side):  # first towards the inside of the range
            i = self.line
            while 0 <= i < len(self.base) and self.base.weights[i] < STRONG:
                i += step
            inside = self.start <= i <= self.end
            if not 0 <= i < len(self.base) or (step == -self.side and not inside):
                continue
            j, ratio = self.map.pairs[i]
            if j < 0 or ratio < SURE_END:
                continue
            shift = j - i
            if all(
                0 <= n + shift < len(self.target)
                and self.base.keys[n] == self.target.keys[n + shift]
                for n in range(self.line, i, step)
            ):
                return self.line + shift
        return None

    def _fits(self, j: int) -> bool:
        """Whether the nearest strong lines on both sides of this end come to stand around `j`."""
        for step in (-1, 1):
            i = self.line + step
            while 0 <= i < len(self.base) and (
                self.base.weights[i] < STRONG or self.map.pairs[i][0] < 0
            ):
                i += step
            if 0 <= i < len(self.base):
                near = self.map.pairs[i][0]
                if (near - j) * step <= 0 or abs(near - j) > abs(i - self.line) + 3:
                    return False
        return True

    def _is_left(self) -> bool:
        """Whether the line of this end, once in the base, is anywhere in the target."""
        key = self.base.keys[self.line]
        strong = self.base.weights[self.line] >= STRONG
        return strong and self.base.counts[key] == 1 and self.target.counts[key] > 0

    def _replaced(self) -> Placed | None:
        """An end whose line is found nowhere: between its neighbours that are."""
        pairs, size = self.map.pairs, len(self.base)
        inner = self.line
        while self.start <= inner <= self.end and pairs[inner][0] < 0:
            inner -= self.side
        if not self.start <= inner <= self.end:
            return None
        near = self.map.pairs[inner][0]
        outer = self.line
        while 0 <= outer < size and pairs[outer][0] < 0:
            outer += self.side
        if not 0 <= outer < size:
            return Placed(near, False, False)
        far = self.map.pairs[outer][0]
        missing, there = abs(outer - inner) - 1, (far - near) * self.side - 1
        if there == 0:  # the lines were taken out, unless they went elsewhere in the file
            return Placed(near, False, not self._is_left())
        if there == missing:  # as many lines as there were
            return Placed(near + (self.line - inner), False, False)
        return Placed(near, False, False)
