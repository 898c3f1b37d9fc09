"""How much of one text is in another, given which line is which."""

from __future__ import annotations

from collections.abc import Sequence

from kbaudit.target.track.sheet import weight


def likeness(a: Sequence[str], b: Sequence[str], pairs: Sequence[tuple[int, float]]) -> float:
    """How alike (0..1) two texts are, by the weight of the lines that they share."""
    if a == b:
        return 1.0
    total = sum(map(weight, a)) + sum(map(weight, b))
    if not total:
        return float(list(a) == list(b))
    shared = sum(
        ratio * (weight(a[i]) + weight(b[j])) for i, (j, ratio) in enumerate(pairs) if j >= 0
    )
    return shared / total


def found_share(a: Sequence[str], pairs: Sequence[tuple[int, float]]) -> tuple[float, float]:
    """The shares (0..1) of the weight of `a` that are found at all, and found exactly."""
    total = sum(map(weight, a))
    if not total:
        return 0.0, 0.0
    found = exact = 0.0
    for key, (j, ratio) in zip(a, pairs, strict=True):
        if j >= 0:
            found += weight(key)
            exact += weight(key) * (ratio == 1.0)
    return found / total, exact / total
