"""Which line of one text is which line of another: exact lines first, then edited ones.

Exact: lines that occur once on both sides are anchors, the longest increasing chain of them holds
(Bram Cohen's patience diff); around anchors equal lines are taken along, and what lies between is
treated the same way until a sequence matcher takes the rest. Edited: between exact lines, a
monotone pairing of the lines left over that keeps the most text, as LHDiff (Asaduzzaman and others,
2013) does it with contexts.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

from rapidfuzz import fuzz, process

from kbaudit.target.track.sheet import STRONG, weight

EDITED = 0.55
"""Least similarity of a line and its edited self."""

_MATCHER_CELLS = 400_000
_PAIRING_CELLS = 20_000
_LONGEST = 10_000
"""Characters of a line that are compared: whole ones of a megabyte would take minutes."""
_NEARLY = 1 - 1e-9
"""Most of what two lines that differ have in common, be it behind so many characters."""


def align(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, float]]:
    """For each line of `a` its line of `b` and how alike they are, (-1, 0.0) if there is none."""
    if a == b:
        return [(j, 1.0) for j in range(len(b))]
    found = [-1] * len(a)
    _exact(a, 0, len(a), b, 0, len(b), found)
    pairs = [(j, 1.0 if j >= 0 else 0.0) for j in found]
    known_a, known_b = set(a), set(b)
    i = low = 0
    while i < len(a):
        if found[i] >= 0:
            low = found[i] + 1
            i += 1
            continue
        stop = i
        while stop < len(a) and found[stop] < 0:
            stop += 1
        high = found[stop] if stop < len(a) else len(b)
        # A line that stands elsewhere as it is was not edited into this one.
        left = [n for n in range(i, stop) if weight(a[n]) >= STRONG and a[n] not in known_b]
        right = [n for n in range(low, high) if weight(b[n]) >= STRONG and b[n] not in known_a]
        for n, m, ratio in _pair(a, left, b, right):
            pairs[n] = (m, ratio)
        i = stop
    return pairs


def _exact(
    a: Sequence[str], a0: int, a1: int, b: Sequence[str], b0: int, b1: int, found: list[int]
) -> None:
    """Fills `found` for `a[a0:a1]` against `b[b0:b1]`."""
    work = [(a0, a1, b0, b1)]
    while work:
        a0, a1, b0, b1 = work.pop()
        while a0 < a1 and b0 < b1 and a[a0] == b[b0]:
            found[a0] = b0
            a0, b0 = a0 + 1, b0 + 1
        while a0 < a1 and b0 < b1 and a[a1 - 1] == b[b1 - 1]:
            a1, b1 = a1 - 1, b1 - 1
            found[a1] = b1
        if a0 == a1 or b0 == b1 or set(a[a0:a1]).isdisjoint(b[b0:b1]):
            continue
        anchors = _anchors(a, a0, a1, b, b0, b1)
        if not anchors:
            if (a1 - a0) * (b1 - b0) <= _MATCHER_CELLS:
                _by_matcher(a[a0:a1], a0, b[b0:b1], b0, found)
            continue
        last_a, last_b = a0, b0
        for i, j in [*anchors, (a1, b1)]:
            work.append((last_a, i, last_b, j))
            if i < a1:
                found[i] = j
            last_a, last_b = i + 1, j + 1


def _anchors(
    a: Sequence[str], a0: int, a1: int, b: Sequence[str], b0: int, b1: int
) -> list[tuple[int, int]]:
    """The longest increasing chain of lines that occur once in both stretches."""
    count_a, count_b = Counter(a[a0:a1]), Counter(b[b0:b1])
    where = {b[j]: j for j in range(b0, b1)}
    unique = [
        (i, where[key])
        for i in range(a0, a1)
        if count_a[(key := a[i])] == 1 and count_b.get(key) == 1 and weight(key) >= STRONG
    ]
    tails: list[int] = []  # last b of the best chain of each length
    ends: list[int] = []  # its index in `unique`
    before: list[int] = []
    for n, (_, j) in enumerate(unique):
        length = bisect_left(tails, j)
        before.append(ends[length - 1] if length else -1)
        if length == len(tails):
            tails.append(j)
            ends.append(n)
        else:
            tails[length] = j
            ends[length] = n
    chain: list[tuple[int, int]] = []
    n = ends[-1] if ends else -1
    while n >= 0:
        chain.append(unique[n])
        n = before[n]
    return chain[::-1]


def _by_matcher(
    a: Sequence[str], a_offset: int, b: Sequence[str], b_offset: int, found: list[int]
) -> None:
    for i, j, size in SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks():
        for n in range(size):
            found[a_offset + i + n] = b_offset + j + n


def _pair(
    a: Sequence[str], left: list[int], b: Sequence[str], right: list[int]
) -> list[tuple[int, int, float]]:
    """The monotone pairing of edited lines that keeps the most text."""
    if not left or not right or len(left) * len(right) > _PAIRING_CELLS:
        return []
    rows = [[0.0] * (len(right) + 1)]
    ratios: list[dict[int, float]] = []
    others = [b[j] for j in right]
    heads = [other[:_LONGEST] for other in others]
    for i in left:
        above = rows[-1]
        alike = process.extract(
            a[i][:_LONGEST], heads, scorer=fuzz.ratio, limit=None, score_cutoff=EDITED * 100
        )
        ratios.append({column: min(score / 100, _NEARLY) for _, score, column in alike})
        rows.append(_row(a[i], others, above, ratios[-1]) if alike else above)
    found: list[tuple[int, int, float]] = []
    n, column = len(left), len(right)
    while n and column:
        if rows[n][column] == rows[n - 1][column]:
            n -= 1
        elif rows[n][column] == rows[n][column - 1]:
            column -= 1
        else:
            n, column = n - 1, column - 1
            found.append((left[n], right[column], ratios[n][column]))
    return found


def _row(
    line: str, others: Sequence[str], above: list[float], ratios: dict[int, float]
) -> list[float]:
    """The most text that is kept of all lines up to this one, for so many of the `others`."""
    row = [0.0]
    for column, other in enumerate(others):
        value = max(above[column + 1], row[column])
        if ratio := ratios.get(column):
            value = max(value, above[column] + _kept(line, other, ratio))
        row.append(value)
    return row


def _kept(a: str, b: str, ratio: float) -> float:
    return ratio * (len(a) + len(b))
