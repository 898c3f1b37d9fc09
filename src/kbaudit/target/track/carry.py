"""Carries a range over a line map: where its two ends come to stand, and whether to believe it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kbaudit.target.track.ends import End, LineMap, only_place, unmistakable
from kbaudit.target.track.filemap import Pair
from kbaudit.target.track.sheet import STRONG
from kbaudit.target.track.weigh import found_share, likeness

_FOUND = 0.5
_FOUND_BETWEEN_ENDS = 0.3
_PLAIN = 0.5
_INSIDE = 0.8
_NEIGHBOURS = 4  # lines on each side
_NEIGHBOURS_KEPT = 0.7
GROWTH = 10
"""Lines that a range may grow by, beyond doubling."""


@dataclass(frozen=True, slots=True)
class Carried:
    """A range of the target (0-based, inclusive).

    `similarity` of the two texts; of the weight of the old lines the share that is `found` and the
    share found `exact`, all 0..1. `sure` when content and both ends vouch for it; `plain` when
    nothing else needs to be looked at: ends as they were, in definitions that kept their names.
    `pairs` are the lines of the range, relative to `start`. `fixed`: what stands before and after
    the range still does. `named`: the definitions around its ends kept their bare names.
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
    named: bool


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
    low = End(filemap, start, end, -1).place()
    high = End(filemap, start, end, 1).place()
    if low is None or high is None or low.line > high.line:
        return None
    ends_exact = low.exact and high.exact
    believed = (
        (found >= _FOUND and exact >= found / 2)
        or (ends_exact and found >= _FOUND_BETWEEN_ENDS)
        or (named and unmistakable(filemap, start) and unmistakable(filemap, end))
    )
    grown = high.line - low.line > 2 * (end - start) + GROWTH
    crossed = {start: low.line, end: high.line} if named else {}
    crossed = {i: j for i, j in crossed.items() if filemap.pairs[i][0] < 0}
    if any(only_place(filemap, i) == j for i, j in crossed.items()):
        believed = _inside(filemap, start, end, low.line, high.line)
    sure = believed and low.sure and high.sure and not grown
    plain = sure and ends_exact and named
    ends = (low.line, high.line)
    return _carried(filemap, start, end, ends, "lines", sure=sure, plain=plain)


def _inside(filemap: LineMap, start: int, end: int, low: int, high: int) -> bool:
    """Whether both ends have their only places there, and nearly all lines that have one."""
    places = [only_place(filemap, i) for i in range(start, end + 1)]
    known = [j for j in places if j >= 0]
    inside = sum(low <= j <= high for j in known)
    return min(places[0], places[-1]) >= 0 and inside >= _INSIDE * len(known)


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


def _in_namesakes(filemap: LineMap, start: int, end: int) -> bool:
    """Whether the definitions around the ends, as far as they have twins, have ones of their names.

    A range that is a definition itself must have its twin.
    """
    base, target = filemap.base, filemap.target
    whole = base.whole(start, end)
    if whole is not None and whole not in filemap.twins:
        return False
    for line in (start, end):
        owner = base.owners[line]
        while owner >= 0 and owner not in filemap.twins:
            owner = base.parents[owner]
        if owner >= 0 and base.names[owner] != target.names[filemap.twins[owner]]:
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
    return Carried(
        low,
        high,
        similarity,
        found,
        exact,
        sure,
        plain,
        how,
        same,
        pairs,
        fixed,
        _in_namesakes(filemap, start, end),
    )


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
