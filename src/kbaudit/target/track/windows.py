"""Stretches of a file for which the lines of a range vote, wherever they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from kbaudit.target.track.align import align
from kbaudit.target.track.carry import GROWTH
from kbaudit.target.track.case import Case
from kbaudit.target.track.filemap import Pair, WindowMap
from kbaudit.target.track.sheet import Sheet

_INSIDE = 0.8  # of the lines that both files have once
_VOTES = 10_000  # of one line: what is repeated more often says nothing of the place
_WINDOWS = 3  # places looked at in one file


def windows(case: Case, sheet: Sheet, fresh: Sequence[bool]) -> Iterator[WindowMap]:
    """The best places of the range in a file, aligned with it, those with most votes first.

    Each line of the range votes for the offset at which it stands in the file. Only lines marked
    `fresh` count: those that were there before are nobody's new place.
    """
    votes: Counter[int] = Counter()
    times = Counter(case.sheet.keys[case.start : case.end + 1])
    for i in range(case.start, case.end + 1):
        key = case.sheet.keys[i]
        places = sheet.where.get(key, ()) if key in case.keys else ()
        if times[key] * len(places) <= _VOTES:
            votes.update(j - i for j in places if fresh[j])
    slack = 5 + (case.end - case.start + 1) // 2
    used: list[int] = []
    ends = _ends(case, sheet, fresh)
    if ends is not None:
        # Between new ends old lines may stand as well: many files have them.
        yield _aligned(case, sheet, [True] * len(sheet), ends[0], ends[1] + 1)
    for offset, _ in sorted(votes.items(), key=lambda vote: (-vote[1], vote[0])):
        if any(abs(offset - other) <= slack for other in used):
            continue
        used.append(offset)
        low = max(0, case.start + offset - slack)
        high = min(len(sheet), case.end + offset + slack + 1)
        yield _aligned(case, sheet, fresh, low, high)
        if len(used) == _WINDOWS:
            return


def between_ends(case: Case, sheet: Sheet) -> WindowMap | None:
    """The stretch between the end lines of the range, which both versions of its file have once.

    None if they changed places, stand too far apart, or lost the lines that were between them.
    """
    fresh = [True] * len(sheet)
    ends = _ends(case, sheet, fresh)
    if ends is None or not all(case.sheet.counts[case.sheet.keys[i]] == 1 for i in case.ends):
        return None
    low, high = ends
    keys = case.sheet.keys[case.start : case.end + 1]
    once = [sheet.where[key][0] for key in keys if case.sheet.counts[key] == sheet.counts[key] == 1]
    if sum(low <= j <= high for j in once) < _INSIDE * len(once):
        return None
    return _aligned(case, sheet, fresh, low, high + 1)


def _ends(case: Case, sheet: Sheet, fresh: Sequence[bool]) -> tuple[int, int] | None:
    """Where the first and the last line are, if that is in one place and not too far apart."""
    first, last = case.sheet.keys[case.start], case.sheet.keys[case.end]
    if first not in case.keys or not sheet.counts[first] == sheet.counts[last] == 1:
        return None
    low, high = sheet.where[first][0], sheet.where[last][0]
    fits = 0 <= high - low <= 2 * (case.end - case.start) + GROWTH
    return (low, high) if fits and fresh[low] and fresh[high] else None


def _aligned(case: Case, sheet: Sheet, fresh: Sequence[bool], low: int, high: int) -> WindowMap:
    a = case.sheet.keys[case.start : case.end + 1]
    # "\0" is no line of a text.
    b = [sheet.keys[j] if fresh[j] else "\0" for j in range(low, high)]
    pairs: dict[int, Pair] = {
        case.start + n: (low + j, ratio) for n, (j, ratio) in enumerate(align(a, b)) if j >= 0
    }
    return WindowMap(case.sheet, sheet, pairs)
