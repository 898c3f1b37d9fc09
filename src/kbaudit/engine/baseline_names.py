"""Which pages seem to have been renamed since a baseline was recorded, by its own evidence."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import takewhile

from kbaudit.model.finding import Finding
from kbaudit.model.fingerprint import stem
from kbaudit.model.regex import regex
from kbaudit.model.report import BaselineEntry

_WORD = regex(r"[\w.-]+")
_MOST_WORDS = 60
_ALIKE = 0.6
_SAME_NAME = 1_000_000  # a page that kept its name and changed its folder: no count outweighs it


@dataclass(frozen=True)
class Renames:
    """Old paths with new ones, and old names of pages with new ones."""

    paths: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.paths or self.names)

    def path(self, old: str) -> str:
        """Where a file is now."""
        return self.paths.get(old, old)

    def text(self, old: str) -> str:
        """`old` with the names of today."""
        return _WORD.sub(lambda word: self.names.get(word[0], word[0]), old)


def find_renames(
    entries: Sequence[BaselineEntry],
    left: Sequence[BaselineEntry],
    new: Sequence[Finding],
    paths: Collection[str],
) -> Renames:
    """The renames that explain entries which are `left`, and findings which seem `new`.

    A page was renamed if its path is gone, and one of which the baseline knows nothing has at
    least half of its findings; and if one of these is unlike those of other pages, or the names
    are alike, or others name the one where they named the other. A page without findings was
    renamed if others that named it now name one that the baseline knows nothing of.
    """
    before = {entry.path for entry in entries}
    fresh = {path for path in paths if path not in before}
    moved: dict[str, str] = {}
    likely = _path_votes(before - set(paths), fresh, left, new)
    if likely:
        said = set(_replaced(left, new, {}))
        owned = Counter(entry.fingerprint for entry in entries)
        sure = {
            pair: common.total() + _SAME_NAME * (stem(pair[0]) == stem(pair[1]))
            for pair, common in likely.items()
            if any(owned[one] == 1 for one in common)
            or _alike(*map(stem, pair))
            or tuple(map(stem, pair)) in said
        }
        moved = dict(_chosen(sure))
    names = {stem(old): stem(path) for old, path in moved.items() if stem(old) != stem(path)}
    now = {stem(path) for path in paths}
    mentioned = {word for entry in entries for word in _WORD.findall(entry.key)}
    unheard = {stem(path) for path in fresh} - mentioned
    votes = Counter(
        (old, word)
        for old, word in _replaced(left, new, moved)
        if old not in now and word in unheard and old not in names and word not in names.values()
    )
    return Renames(moved, names | dict(_chosen(votes)))


def _path_votes(
    gone: Collection[str],
    fresh: Collection[str],
    left: Sequence[BaselineEntry],
    new: Sequence[Finding],
) -> dict[tuple[str, str], Counter[str]]:
    """For pairs of a path that is gone and a fresh one, the findings that they share."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for finding in new:
        if finding.path in fresh:
            found[finding.path][finding.fingerprint] += 1
    lost: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for entry in left:
        if entry.path in gone:
            lost[entry.path][entry.fingerprint] += entry.count
    return {
        (old, path): common
        for old, had in lost.items()
        for path, has in found.items()
        if (common := had & has) and (2 * common.total() >= had.total() or stem(old) == stem(path))
    }


def _alike(old: str, new: str) -> bool:
    """Whether two names are alike in what they do not begin with both, as with their scope."""
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))
    cut = old.rfind("_", 0, same) + 1
    return old == new or SequenceMatcher(None, old[cut:], new[cut:]).ratio() >= _ALIKE


def _replaced(
    left: Sequence[BaselineEntry], new: Sequence[Finding], moved: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """The word by which an entry and a finding of one rule and file differ."""
    seen: defaultdict[tuple[str, str], list[list[str]]] = defaultdict(list)
    for finding in new:
        seen[finding.rule, finding.path].append(_words(finding.key))
    for entry in left:
        words = _words(entry.key)
        for others in seen[entry.rule, moved.get(entry.path, entry.path)]:
            if len(words) == len(others):
                pairs = {(a, b) for a, b in zip(words, others, strict=True) if a != b}
                if len(pairs) == 1:
                    yield pairs.pop()


def _words(key: str) -> list[str]:
    return re.split(r"([\w.-]+)", key)[:_MOST_WORDS]


def _chosen(votes: Mapping[tuple[str, str], int]) -> Iterator[tuple[str, str]]:
    """Pairs in which each has one other: those with the most votes first."""
    taken: set[tuple[int, str]] = set()
    for (old, other), _ in sorted(votes.items(), key=lambda item: (-item[1], item[0])):
        if (0, old) not in taken and (1, other) not in taken:
            taken |= {(0, old), (1, other)}
            yield old, other
