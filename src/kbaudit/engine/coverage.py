"""Sums of how much was verified of the claims of pages, by kind of claim."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from kbaudit.model.report import Coverage


def added(coverage: Iterable[Coverage], less: Iterable[Coverage] = ()) -> tuple[Coverage, ...]:
    """One entry for each kind of claim: the sum of `coverage` without what is `less`."""
    totals: Counter[str] = Counter()
    reasons: dict[str, Counter[str]] = {}
    for one in coverage:
        totals[one.what] += one.total
        reasons.setdefault(one.what, Counter()).update(dict(one.undecided))
    for one in less:
        totals[one.what] -= one.total
        reasons.setdefault(one.what, Counter()).subtract(dict(one.undecided))
    return tuple(
        Coverage(what, totals[what], tuple(sorted((+counts).items())))
        for what, counts in sorted(reasons.items())
    )


def summed(coverage: Iterable[Coverage]) -> tuple[Coverage, ...]:
    """The same as reports show it: of the reasons those that count most come first."""
    return tuple(
        replace(one, undecided=tuple(sorted(one.undecided, key=lambda i: (-i[1], i[0]))))
        for one in added(coverage)
    )
