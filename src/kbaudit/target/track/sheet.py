"""A file prepared for comparison: its lines as keys with weights, its definitions, whose each line
is.

Indices here are 0-based; a definition's own numbers stay 1-based.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cached_property

from kbaudit.target.definitions import Definition, by_indentation
from kbaudit.target.revision import split_lines
from kbaudit.target.symbols import is_python

STRONG = 0.5
"""Lines that weigh less (brackets, `else:`, blank ones) say little about where they belong."""

_BRACKET = 0.15
_SHORT = 0.5
_WEAK_WORDS = frozenset(
    ("else", "try", "finally", "pass", "return", "break", "continue", "None", "returnNone")
)
_SHORT_LENGTH = 6
# More letters and digits than any of the weak words: seen without reading the rest of the line.
_MANY_LETTERS = re.compile(rf"(?:[\W_]*+[^\W_]){{{max(map(len, _WEAK_WORDS)) + 1}}}").match
_KEPT_WEIGHTS = 1 << 17


class _Weights(dict[str, float]):
    """Weights of lines, kept up to a number of them."""

    def __missing__(self, key: str) -> float:
        if len(self) > _KEPT_WEIGHTS:
            self.clear()
        value = self[key] = 1.0 if _MANY_LETTERS(key) else _weigh(key)
        return value


def _weigh(key: str) -> float:
    words = "".join(filter(str.isalnum, key))
    if not words or words in _WEAK_WORDS:
        return _BRACKET if key else 0.0
    return _SHORT if len(words) < _SHORT_LENGTH else 1.0


weight = _Weights().__getitem__
"""How much a line says, by its letters and digits: blank 0, bracket 0.15, short 0.5, else 1."""


class Sheet:
    """One version of one file."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.lines = split_lines(text)
        self.keys = list(map(str.strip, self.lines))
        self._text = text

    def __len__(self) -> int:
        return len(self.keys)

    @cached_property
    def weights(self) -> list[float]:
        """The weight of each line."""
        return list(map(weight, self.keys))

    @cached_property
    def definitions(self) -> tuple[Definition, ...]:
        """Definitions of a Python file, outer ones before those inside; none for other files."""
        return by_indentation(self._text) if is_python(self.path) else ()

    @cached_property
    def names(self) -> list[str]:
        """The bare name of each definition."""
        return [one.name for one in self.definitions]

    @cached_property
    def parents(self) -> list[int]:
        """For each definition the index of the one around it, -1 at the top."""
        parents: list[int] = []
        around: list[int] = []
        for index, one in enumerate(self.definitions):
            while around and self.definitions[around[-1]].end < one.end:
                around.pop()
            parents.append(around[-1] if around else -1)
            around.append(index)
        return parents

    @cached_property
    def children(self) -> dict[int, list[int]]:
        """For each definition, -1 for the top, the indices of those directly inside."""
        found: dict[int, list[int]] = {}
        for index, parent in enumerate(self.parents):
            found.setdefault(parent, []).append(index)
        return found

    @cached_property
    def owners(self) -> list[int]:
        """For each line the index of the innermost definition around it, -1 at the top."""
        owners = [-1] * len(self)
        for index, one in enumerate(self.definitions):
            owners[one.start - 1 : one.end] = [index] * (one.end - one.start + 1)
        return owners[: len(self)]

    def name_around(self, line: int) -> str:
        """Bare name of the innermost definition around a line, empty at the top."""
        owner = self.owners[line]
        return self.names[owner] if owner >= 0 else ""

    def outermost(self, line: int) -> int:
        """Index of the outermost definition around a line, -1 at the top."""
        owner = self.owners[line]
        while owner >= 0 and self.parents[owner] >= 0:
            owner = self.parents[owner]
        return owner

    @cached_property
    def where(self) -> Mapping[str, list[int]]:
        """The places of each line."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for j, key in enumerate(self.keys):
            found[key].append(j)
        return found

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each line occurs."""
        return Counter(self.keys)

    def lines_of(self, index: int) -> range:
        """The lines of a definition."""
        one = self.definitions[index]
        return range(one.start - 1, one.end)

    def whole(self, start: int, end: int) -> int | None:
        """Index of the definition that lines `start`..`end` are, with or without decorators."""
        return self._ranges.get((start + 1, end + 1))

    @cached_property
    def _ranges(self) -> dict[tuple[int, int], int]:
        """Definitions by first and last line; of those with the same lines the first."""
        found: dict[tuple[int, int], int] = {}
        for index, one in enumerate(self.definitions):
            for first in (one.start, one.line):
                found.setdefault((first, one.end), index)
        return found
