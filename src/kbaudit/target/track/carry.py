"""Carries a range over a line map: where its two ends come to stand, and whether to believe it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kbaudit.target.track.filemap import FileMap, Pair, WindowMap
from kbaudit.target.track.sheet import STRONG, Sheet
from kbaudit.target.track.weigh import found_share, likeness

_FOUND = 0.5
_FOUND_BETWEEN_ENDS = 0.3
_SURE_END = 0.75
_PLAIN = 0.5
_NEIGHBOURS = 4  # lines on each side
_NEIGHBOURS_KEPT = 0.7
_GROWTH = 10  # lines that a range may grow by, beyond doubling
LineMap = FileMap | WindowMap


@dataclass(frozen=True, slots=True)
class Carried:
    """A range of the target (0-based, inclusive).

    `similarity` of the two texts; of the weight of the old lines the share that is `found` and the
    share found `exact`, all 0..1. `sure` when content and both ends vouch for it; `plain` when
    nothing else needs to be looked at: ends as they were, in definitions that kept their names.
    `pairs` are the lines of the range, relative to `start`. `fixed`: what stands before and after
    the range still does.
    """

    start: int
    end: int
    similarity: float
    found: float
    exact: float
    sure: bool
    plain: bool
    how: str
    same_text: bool
    pairs: Sequence[Pair]
    fixed: bool


def carry(filemap: LineMap, start: int, end: int) -> Carried | None:
    """Lines `start`..`end` (0-based) of the base, None when next to nothing of them is left."""
    base, target = filemap.base, filemap.target
    whole = base.whole(start, end)
    named = _kept_names(filemap, start, end)
    if whole is not None and whole in filemap.twins:
        old, new = base.definitions[whole], target.definitions[filemap.twins[whole]]
        first = new.start if start + 1 == old.start and old.start != old.line else new.line
        ends = (first - 1, new.end - 1)
        return _carried(filemap, start, end, ends, "definition", sure=True, plain=named)
    found, exact = found_share(base.keys[start : end + 1], filemap.pairs[start : end + 1])
    low = _End(filemap, start, end, -1).place()
    high = _End(filemap, start, end, 1).place()
    if low is None or high is None or low.line > high.line:
        return None
    ends_exact = low.exact and high.exact
    believed = (
        (found >= _FOUND and exact >= found / 2)
        or (ends_exact and found >= _FOUND_BETWEEN_ENDS)
        or (named and _unmistakable(filemap, start) and _unmistakable(filemap, end))
    )
    grown = high.line - low.line > 2 * (end - start) + _GROWTH
    sure = believed and low.sure and high.sure and not grown
    plain = sure and ends_exact and named
    return _carried(filemap, start, end, (low.line, high.line), "lines", sure=sure, plain=plain)


def _unmistakable(filemap: LineMap, line: int) -> bool:
    """Whether a line says much, stands once in both files, and is the same."""
    base, (j, ratio) = filemap.base, filemap.pairs[line]
    key = base.keys[line]
    return (
        j >= 0
        and ratio == base.weights[line] == 1.0
        and base.counts[key] == filemap.target.counts[key] == 1
    )


def _kept_names(filemap: LineMap, start: int, end: int) -> bool:
    """Whether the definitions around both ends have twins of the same qualified name."""
    for line in (start, end):
        owner = filemap.base.owners[line]
        if owner >= 0:
            twin = filemap.twins.get(owner)
            name = filemap.base.definitions[owner].qualified
            if twin is None or filemap.target.definitions[twin].qualified != name:
                return False
    return True


def _carried(
    filemap: LineMap,
    start: int,
    end: int,
    ends: tuple[int, int],
    how: str,
    *,
    sure: bool,
    plain: bool,
) -> Carried:
    low, high = ends
    a = filemap.base.keys[start : end + 1]
    b = filemap.target.keys[low : high + 1]
    pairs = [
        (j - low, ratio) if low <= j <= high else (-1, 0.0)
        for j, ratio in filemap.pairs[start : end + 1]
    ]
    same = filemap.base.lines[start : end + 1] == filemap.target.lines[low : high + 1]
    found, exact = found_share(a, pairs)
    similarity = likeness(a, b, pairs)
    plain = plain and exact >= _PLAIN
    fixed = _surrounded(filemap, start, end, low, high)
    return Carried(low, high, similarity, found, exact, sure, plain, how, same, pairs, fixed)


def _surrounded(filemap: LineMap, start: int, end: int, low: int, high: int) -> bool:
    """Whether most of the telling lines next to the range are next to its new place."""
    base = filemap.base
    kept = seen = 0
    for line, place, step in ((start, low, -1), (end, high, 1)):
        i, left = line + step, _NEIGHBOURS
        while 0 <= i < len(base) and left:
            if base.weights[i] >= STRONG:
                j, ratio = filemap.pairs[i]
                seen, left = seen + 1, left - 1
                kept += ratio == 1.0 and 0 < (j - place) * step <= abs(i - line) + _NEIGHBOURS
            i += step
    return seen > 0 and kept >= _NEIGHBOURS_KEPT * seen


@dataclass(frozen=True, slots=True)
class _Placed:
    line: int
    exact: bool
    sure: bool


class _End:
    """One end of a range: `side` is -1 for the start, 1 for the end."""

    def __init__(self, filemap: LineMap, start: int, end: int, side: int) -> None:
        self.map = filemap
        self.base: Sheet = filemap.base
        self.target: Sheet = filemap.target
        self.start = start
        self.end = end
        self.side = side
        self.line = start if side < 0 else end

    def place(self) -> _Placed | None:
        """Where this end stands in the target."""
        j, ratio = self.map.pairs[self.line]
        at_edge = self._edge_of_definition(ratio == 1.0 and self.base.weights[self.line] >= STRONG)
        if at_edge is not None:
            return _Placed(at_edge, True, True)
        if self.base.weights[self.line] < STRONG:
            followed = self._follow()
            if followed is not None:
                return _Placed(followed, followed == j, True)
            if j >= 0:
                return _Placed(j, True, self._fits(j))
        elif j >= 0:
            return _Placed(j, ratio == 1.0, ratio == 1.0 or ratio >= _SURE_END or self._fits(j))
        return self._replaced()

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
            if j < 0 or ratio < _SURE_END:
                continue
            there = j + (self.line - i)
            low, high = sorted((self.line, i))
            moved_low, moved_high = sorted((there, j))
            if moved_low < 0 or moved_high >= len(self.target):
                continue
            ours, theirs = (
                self.base.keys[low : high + 1],
                self.target.keys[moved_low : moved_high + 1],
            )
            if step == -self.side:
                ours, theirs = (ours[1:], theirs[1:]) if i == low else (ours[:-1], theirs[:-1])
            else:
                ours, theirs = (ours[:-1], theirs[:-1]) if i == high else (ours[1:], theirs[1:])
            if ours == theirs:
                return there
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

    def _replaced(self) -> _Placed | None:
        """An end whose line is found nowhere: between its neighbours that are."""
        inner = self.line
        while self.start <= inner <= self.end and self.map.pairs[inner][0] < 0:
            inner -= self.side
        if not self.start <= inner <= self.end:
            return None
        near = self.map.pairs[inner][0]
        outer = self.line
        while 0 <= outer < len(self.base) and self.map.pairs[outer][0] < 0:
            outer += self.side
        if not 0 <= outer < len(self.base):
            return _Placed(near, False, False)
        far = self.map.pairs[outer][0]
        missing, there = abs(outer - inner) - 1, (far - near) * self.side - 1
        if there == 0:  # the lines were taken out
            return _Placed(near, False, True)
        if there == missing:  # as many lines as there were
            return _Placed(near + (self.line - inner), False, False)
        return _Placed(near, False, False)
