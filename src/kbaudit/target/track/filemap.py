"""The line map of one file from base to target, made once and asked for many ranges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import groupby

from kbaudit.target.track.align import align
from kbaudit.target.track.sheet import Sheet
from kbaudit.target.track.twins import twins, twins_below

Pair = tuple[int, float]
NOWHERE: Pair = (-1, 0.0)


class FileMap:
    """Lines of `base` to lines of `target`, 0-based.

    Lines are compared definition by definition: what belongs to a function goes to the function
    that is its twin, wherever that stands, and what belongs to no definition that has a twin goes
    with what is around it. With `seed`, a definition of each side by index, only those two are
    compared.
    """

    def __init__(self, base: Sheet, target: Sheet, seed: tuple[int, int] | None = None) -> None:
        self.base = base
        self.target = target
        self._seed = seed

    @cached_property
    def twins(self) -> Mapping[int, int]:
        """Definitions of the base to those of the target, by index."""
        if self._seed is None:
            return twins(self.base, self.target)
        return twins_below(self.base, self._seed[0], self.target, self._seed[1])

    @cached_property
    def pairs(self) -> Sequence[Pair]:
        """For each line of the base its line in the target and how alike they are."""
        here, there = range(len(self.base)), range(len(self.target))
        if self._seed is not None:
            one, other = self._seed
            here, there = self.base.lines_of(one), self.target.lines_of(other)
        ours = _grouped(self.base, set(self.twins), here)
        theirs = _grouped(self.target, set(self.twins.values()), there)
        pairs = [NOWHERE] * len(self.base)
        for owner, lines in ours.items():
            others = theirs.get(-1 if owner < 0 else self.twins[owner], [])
            a = [self.base.keys[i] for i in lines]
            b = [self.target.keys[j] for j in others]
            if a == b:
                for i, j in zip(lines, others, strict=True):
                    pairs[i] = (j, 1.0)
                continue
            for i, (j, ratio) in zip(lines, align(a, b), strict=True):
                if j >= 0:
                    pairs[i] = (others[j], ratio)
        return pairs

    @cached_property
    def taken(self) -> set[int]:
        """Lines of the target that some line of the base became."""
        return {j for j, _ in self.pairs if j >= 0}


class WindowMap:
    """A line map of a stretch of `base` to a stretch of `target` that may be anywhere."""

    def __init__(self, base: Sheet, target: Sheet, pairs: Mapping[int, Pair]) -> None:
        self.base = base
        self.target = target
        self.twins: Mapping[int, int] = {}
        every = [NOWHERE] * len(base)
        for i, pair in pairs.items():
            every[i] = pair
        self.pairs: Sequence[Pair] = every


def _grouped(sheet: Sheet, known: set[int], lines: range) -> dict[int, list[int]]:
    """Lines by the innermost definition around them that is in `known`, -1 for none."""
    groups: dict[int, list[int]] = {}
    for owner, some in groupby(lines, key=sheet.owners.__getitem__):
        while owner >= 0 and owner not in known:
            owner = sheet.parents[owner]
        groups.setdefault(owner, []).extend(some)
    return groups
