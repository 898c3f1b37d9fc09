"""Where in a file the code is that a page quotes.

People quote loosely: lines are left out with or without ``...``, strings are re-wrapped, comments
changed, decorators lost, indentation taken away. So a quote is placed by its lines: verbatim places
are looked up first; else windows around the rarest lines of the quote are aligned with it, and what
stands between two placed lines is compared again with all its breaks and blanks taken out.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate

from kbaudit.model.regex import regex
from kbaudit.target.placements import NOWHERE, Placement, Placements
from kbaudit.target.revision import split_lines
from kbaudit.target.track.sheet import STRONG, weight

_ELISION = regex(r"(?:#|//|--|/\*|<!--)?\s*[\[(<]?(?:\.{3}|…).*")
_NOT_TEXT = regex(r"[\s\\]+|[\"'][fFrRbBuU]{0,2}\s*[\"']|(?<=[\"'])\s+(?=[fFrRbBuU]?[\"'])")
_SEEDS = 12
_COMMON = 30
_ALIKE = 0.85
_SPREAD = 4
_MARGIN = 20
_PLACED = 1_000_000
"""Lines of all verbatim places of a quote: what repeats itself so often stands anywhere."""
_SQUEEZED = 20_000
"""Characters of a stretch that is compared with all its breaks taken out."""
_TELLING = 30
"""Letters and digits that a quote must have to be told from others by its text alone."""


def is_quotable(text: str) -> bool:
    """Whether a text has a line that can be looked up: more than brackets and left-out marks."""
    said = _said([line.strip() for line in split_lines(text)])
    return any(weight(key) >= STRONG for key in said)


class QuotedFile:
    """One file in which quotes are looked up; prepared once for all of them."""

    def __init__(self, text: str) -> None:
        self.keys = [line.strip() for line in split_lines(text)]

    @cached_property
    def _where(self) -> dict[str, list[int]]:
        where: dict[str, list[int]] = defaultdict(list)
        for at, key in enumerate(self.keys):
            where[key].append(at)
        return dict(where)

    @cached_property
    def _filled(self) -> tuple[str, list[int], list[int]]:
        """The lines that are not blank, each after a line end; their numbers (0-based), and where
        each begins in that text."""
        numbers = [at for at, key in enumerate(self.keys) if key]
        filled = [self.keys[at] for at in numbers]
        starts = list(accumulate((len(key) + 1 for key in filled), initial=0))
        return "\n".join(["", *filled, ""]), numbers, starts

    def place(self, quote: str) -> Placements:
        """All places that `quote` may have here. Empty when too little of it is found."""
        keys = [line.strip() for line in split_lines(quote)]
        said = _said(keys)
        if not any(weight(key) >= STRONG for key in said):
            return NOWHERE
        elided = len(said) < sum(1 for key in keys if key)
        verbatim = list(self._verbatim(keys)) if not elided else []
        found = verbatim or list(self._loose(keys))
        found.sort(key=lambda p: (-p.score, p.last - p.first, p.first))
        telling = sum(map(str.isalnum, "".join(said))) >= _TELLING
        return Placements(tuple(_apart(found)), telling)

    def _verbatim(self, keys: Sequence[str]) -> Iterator[Placement]:
        wanted = [key for key in keys if key]
        text, numbers, starts = self._filled
        for begin in _begins(text, wanted):
            at = bisect_left(starts, begin)
            lines = iter(numbers[at : at + len(wanted)])
            placed = tuple(next(lines) + 1 if key else 0 for key in keys)
            said = [line for line in placed if line]
            yield Placement(said[0], said[-1], 1.0, 1.0, True, placed)

    def _loose(self, keys: Sequence[str]) -> Iterator[Placement]:
        seen: set[tuple[int, int]] = set()
        for line, at in self._seeds(keys):
            low = max(0, at - line * _SPREAD - _MARGIN)
            high = min(len(self.keys), at + (len(keys) - line) * _SPREAD + _MARGIN)
            placement = self._aligned(keys, low, high)
            if placement is not None and (placement.first, placement.last) not in seen:
                seen.add((placement.first, placement.last))
                yield placement

    def _seeds(self, keys: Sequence[str]) -> list[tuple[int, int]]:
        """Places of the rarest lines of the quote: index in the quote, index in the file."""
        rare = sorted(
            (len(places), line)
            for line, key in enumerate(keys)
            if weight(key) >= 1 and (places := self._where.get(key)) and len(places) <= _COMMON
        )
        seeds: list[tuple[int, int]] = []
        for _, line in rare:
            if len(seeds) >= _SEEDS:
                break
            seeds += [(line, at) for at in self._where[keys[line]]]
        return seeds

    def _aligned(self, keys: Sequence[str], low: int, high: int) -> Placement | None:
        from kbaudit.target.track.align import align

        pairs = align(keys, self.keys[low:high])
        placed = [at + low if at >= 0 and keys[n] else -1 for n, (at, _) in enumerate(pairs)]
        ratios = [ratio for _, ratio in pairs]
        self._rewrapped(keys, placed, ratios)
        ratios = [ratio if at >= 0 else 0.0 for at, ratio in zip(placed, ratios, strict=True)]
        strong = [at for n, at in enumerate(placed) if at >= 0 and weight(keys[n]) >= STRONG]
        weights = [0.0 if _ELISION.fullmatch(key) else weight(key) for key in keys]
        total = sum(weights)
        if not strong or not total:
            return None
        shares = [w * r for w, r, at in zip(weights, ratios, placed, strict=True) if at >= 0]
        exact = [w for w, r, at in zip(weights, ratios, placed, strict=True) if at >= 0 and r == 1]
        first, last = self._ends(keys, placed, strong)
        lines = tuple(at + 1 if at >= 0 else 0 for at in placed)
        score, letter = sum(shares) / total, sum(exact) / total
        outer = [n for n, key in enumerate(keys) if key]
        ends = all(
            placed[n] == at and ratios[n] == 1.0 for n, at in ((outer[0], first), (outer[-1], last))
        )
        return Placement(first + 1, last + 1, score, letter, False, lines, ends)

    def _rewrapped(self, keys: Sequence[str], placed: list[int], ratios: list[float]) -> None:
        """Place stretches of the quote that say the same with other line breaks.

        A line that seems edited may be a piece of a line that was broken; it is looked at first as
        part of its stretch, and goes back to where it was if that comes to nothing.
        """
        edited = {n: at for n, at in enumerate(placed) if at >= 0 and ratios[n] < 1.0}
        for n in edited:
            placed[n] = -1
        line, before = 0, -1  # `before` is the last place of the lines up to here
        while line < len(keys):
            if placed[line] >= 0 or not keys[line]:
                before = max(before, placed[line])
                line += 1
                continue
            stop = line
            while stop < len(keys) and placed[stop] < 0:
                stop += 1
            after = next((at for at in placed[stop:] if at >= 0), len(self.keys))
            here = [n for n in range(line, stop) if keys[n]]
            if 0 <= before < after <= before + 6 * len(here) + 6:
                self._match_stretch(keys, here, range(before + 1, after), placed, ratios)
                before = max(before, *placed[line:stop])
            line = stop
        _put_back(edited, placed, len(self.keys))

    def _match_stretch(
        self,
        keys: Sequence[str],
        here: Sequence[int],
        there: range,
        placed: list[int],
        ratios: list[float],
    ) -> None:
        from rapidfuzz import fuzz

        ours = _squeezed(keys[n] for n in here)
        theirs = _squeezed(self.keys[n] for n in there)
        if len(ours) < 8 or not theirs or len(ours) > _SQUEEZED:
            return
        whole = fuzz.ratio(ours, theirs) / 100
        alike = 1.0 if ours in theirs else whole
        if alike < _ALIKE:
            return
        for order, n in enumerate(here):
            placed[n] = there[min(order, len(there) - 1)]
            ratios[n] = alike

    def _ends(self, keys: Sequence[str], placed: list[int], strong: list[int]) -> tuple[int, int]:
        """The first and last line: of the strong lines, and of weak ones that run on from them."""
        first, last = min(strong), max(strong)
        ahead = next((n for n, key in enumerate(keys) if key), 0)
        if 0 <= placed[ahead] < first and first - placed[ahead] <= 3:
            first = placed[ahead]
        end = next((n for n in range(len(keys) - 1, -1, -1) if keys[n]), 0)
        if placed[end] > last and placed[end] - last <= 3:
            last = placed[end]
        elif placed[end] < 0 or placed[end] <= last:
            tail = [key for key in keys if key]
            behind = last + 1
            while behind < len(self.keys) and tail and self.keys[behind] == tail[-1]:
                last = behind
                break
        return first, last


def _begins(text: str, wanted: Sequence[str]) -> Iterator[int]:
    """Where in a text the lines `wanted` begin, with the line end before them."""
    block = "\n".join(["", *wanted, ""])
    at = text.find(block)
    for _ in range(max(_PLACED // len(wanted), 1)):
        if at < 0:
            return
        yield at
        at = text.find(block, at + 1)


def _said(keys: Sequence[str]) -> list[str]:
    return [key for key in keys if key and not _ELISION.fullmatch(key)]


def _put_back(edited: Mapping[int, int], placed: list[int], end: int) -> None:
    """Place lines where they were, if they still stand between the lines around them."""
    later = [at if at >= 0 else end for at in placed]
    above = list(accumulate(reversed(later), min, initial=end))[::-1]
    seen, below = 0, -1
    for n, at in edited.items():
        below = max(below, *placed[seen:n]) if seen < n else below
        seen = n
        if placed[n] < 0 and below < at < above[n + 1]:
            placed[n] = at


def _squeezed(lines: Iterator[str] | Sequence[str]) -> str:
    """Text without line breaks, blanks, and the seams of strings that are written in pieces."""
    return _NOT_TEXT.sub("", " ".join(lines))


def _apart(found: Sequence[Placement]) -> Iterator[Placement]:
    """Of placements that overlap only the best; `found` comes best first."""
    kept: list[tuple[int, int]] = []  # first and last lines, in order
    for one in found:
        at = bisect_left(kept, (one.first, one.last))
        if (at and kept[at - 1][1] >= one.first) or (at < len(kept) and kept[at][0] <= one.last):
            continue
        kept.insert(at, (one.first, one.last))
        yield one
