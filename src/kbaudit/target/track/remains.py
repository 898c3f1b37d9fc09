"""What is left of a range of the base, in its own file and in others."""

from __future__ import annotations

from kbaudit.target.track.carry import Carried
from kbaudit.target.track.case import OWN_FILES, Case
from kbaudit.target.track.scan import Hits
from kbaudit.target.track.sheet import STRONG, Sheet

_OWN_TIMES = 2  # a line that is there so often still tells which place in its file it is of
_MOSTLY = 0.8


def contradicted(case: Case, carried: Carried, before: Hits, after: Hits) -> bool:
    """Whether lines that are taken to be edited stand in another file as they were, new there.

    So it is when that holds for an end of the range, or for half of the edited lines.
    """
    span = range(case.start, case.end + 1)
    edited = [
        _is_elsewhere(case, case.sheet.keys[i], before, after)
        for i, (_, ratio) in zip(span, carried.pairs, strict=True)
        if ratio < 1.0 and case.sheet.weights[i] >= STRONG
    ]
    # The header of a definition that kept its name and lines may have been edited all the same.
    kept = carried.how == "definition" and not case.lost and carried.found >= _MOSTLY
    ends = [
        _is_elsewhere(case, case.sheet.keys[i], before, after)
        for i in case.ends
        if carried.pairs[i - case.start][1] < 1.0 and not kept
    ]
    return any(ends) or sum(edited) * 2 > len(edited)


def _is_elsewhere(case: Case, key: str, before: Hits, after: Hits) -> bool:
    had = before.lines.get(key, set())
    new = after.lines.get(key, set()) - had
    return len(had) <= OWN_FILES and bool(new - {case.query.path})


def scattered(case: Case, before: Hits, after: Hits) -> float:
    """The share (0..1) of the range whose lines, of this file alone, are new in others."""
    total = sum(case.keys.values())
    there = sum(
        w
        for key, w in case.keys.items()
        if case.sheet.counts[key] <= _OWN_TIMES and _is_elsewhere(case, key, before, after)
    )
    return there / total if total else 0.0


def left(case: Case, target: Sheet, before: Hits) -> tuple[float, float]:
    """The share (0..1) of the range whose lines, once in the old file, are in the new one.

    And the share of those that hardly another file of the base had.
    """
    total = sum(case.keys.values()) or 1.0
    kept = [key for key in case.keys if case.sheet.counts[key] == 1 and target.counts[key]]
    own = [key for key in kept if len(before.lines.get(key, ())) <= OWN_FILES]
    left, own_left = (sum(case.keys[key] for key in some) for some in (kept, own))
    return left / total, own_left / total
