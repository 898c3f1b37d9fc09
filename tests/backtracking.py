"""A matcher of regular expressions as Python's, which counts its steps.

It tries what the engine of Python tries, in the same order, and finds the same; only that it counts
each attempt at an element of a pattern, and each character that a repetition takes. So work can be
compared without a clock. Long bounds of repetitions are shortened: ``{0,400}`` grows as ``*`` does
up to a point, and it is the point that is of interest, not the size of it.
"""

import re
import warnings
from collections.abc import Callable, Iterator
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import sre_constants as c
    import sre_parse

LONG = 4
"""Repetitions are bounded by this where they are bounded at all."""

_CATEGORIES: dict[Any, Callable[[str], bool]] = {
    c.CATEGORY_DIGIT: str.isdecimal,
    c.CATEGORY_SPACE: str.isspace,
    c.CATEGORY_WORD: lambda one: one.isalnum() or one == "_",
}
_NOT = {
    c.CATEGORY_NOT_DIGIT: c.CATEGORY_DIGIT,
    c.CATEGORY_NOT_SPACE: c.CATEGORY_SPACE,
    c.CATEGORY_NOT_WORD: c.CATEGORY_WORD,
}
_SIGNS = "ax1_ .-/=:#*`'\"|,;<>()[]{}~^+!?&@$%\\\t\n\r\x00" + "".join(map(chr, range(33, 0x3000)))
_ONE = (c.LITERAL, c.NOT_LITERAL, c.ANY, c.IN)
_REPEATS = (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT)


class Matcher:
    """Matches a pattern; `steps` is how much there was to do so far."""

    def __init__(self, pattern: re.Pattern[Any], long: int = LONG) -> None:
        self.long = long
        text = pattern.pattern
        self.tree = sre_parse.parse(text if isinstance(text, str) else text.decode("latin-1"))
        self.flags = pattern.flags
        self.steps = 0
        self.text = ""
        self.groups: dict[int, tuple[int, int]] = {}

    def match(self, text: str, at: int = 0, *, whole: bool = False) -> int | None:
        """Where a match at `at` ends, or one of the `whole` rest."""
        self.text, self.groups = text, {}
        ends = self._sequence(self.tree, 0, at, self.flags)
        return next((end for end in ends if not whole or end == len(text)), None)

    def find_all(self, text: str) -> None:
        """Search for all matches, one behind the other."""
        at = 0
        while at <= len(text):
            self.steps += 1
            end = self.match(text, at)
            at = end if end is not None and end > at else at + 1

    def shortest(self, items: Any) -> str:
        """A text that matches `items`, as short as can be; what looks around is left out."""
        parts = []
        for kind, value in items:
            if kind in _ONE:
                fits = (one for one in _SIGNS if self._is((kind, value), one, self.flags))
                parts.append(next(fits, ""))
            elif kind in _REPEATS:
                parts.append(self.shortest(value[2]) * min(value[0], self.long))
            elif kind is c.BRANCH:
                parts.append(min((self.shortest(one) for one in value[1]), key=len))
            elif kind is c.SUBPATTERN:
                parts.append(self.shortest(value[3]))
            elif kind is c.ATOMIC_GROUP:
                parts.append(self.shortest(value))
        return "".join(parts)

    def _sequence(self, items: Any, number: int, at: int, flags: int) -> Iterator[int]:
        if number == len(items):
            yield at
            return
        for end in self._one(items[number], at, flags):
            yield from self._sequence(items, number + 1, end, flags)

    def _one(self, item: Any, at: int, flags: int) -> Iterator[int]:
        self.steps += 1
        kind, value = item
        if kind in _ONE:
            if at < len(self.text) and self._is(item, self.text[at], flags):
                yield at + 1
        elif kind in _REPEATS:
            least, most, inner = value
            yield from self._repeated(kind, least, most, inner, at, flags)
        elif kind is c.SUBPATTERN:
            group, more, less, inner = value
            for end in self._sequence(inner, 0, at, (flags | more) & ~less):
                if group is not None:
                    self.groups[group] = at, end
                yield end
        elif kind is c.BRANCH:
            for branch in value[1]:
                yield from self._sequence(branch, 0, at, flags)
        elif kind is c.ATOMIC_GROUP:
            yield from self._first(self._sequence(value, 0, at, flags))
        elif kind in (c.ASSERT, c.ASSERT_NOT):
            direction, inner = value
            if self._stands(direction, inner, at, flags) == (kind is c.ASSERT):
                yield at
        elif kind is c.AT:
            if self._at(value, at, flags):
                yield at
        elif kind is c.GROUPREF:
            start, end = self.groups.get(value, (0, -1))
            if end >= start and self.text.startswith(self.text[start:end], at):
                yield at + end - start
        else:
            raise NotImplementedError(kind)

    def _repeated(
        self, kind: Any, least: int, most: Any, inner: Any, at: int, flags: int
    ) -> Iterator[int]:
        most = 10**9 if most is c.MAXREPEAT else min(most, self.long)
        least = min(least, self.long)
        if len(inner) == 1 and inner[0][0] in _ONE:
            ends = self._run(inner[0], kind is c.MIN_REPEAT, least, most, at, flags)
        else:
            ends = self._rounds(inner, kind is c.MIN_REPEAT, least, most, at, flags, 0)
        yield from self._first(ends) if kind is c.POSSESSIVE_REPEAT else ends

    def _run(
        self, item: Any, lazy: bool, least: int, most: int, at: int, flags: int
    ) -> Iterator[int]:
        """Repetitions of one character."""
        end = at
        while end < len(self.text) and end - at < most and self._is(item, self.text[end], flags):
            end += 1
            self.steps += 1
            if lazy and end - at > least:
                yield end - 1
        if end - at >= least:
            yield from (end,) if lazy else range(end, at + least - 1, -1)

    def _rounds(
        self, inner: Any, lazy: bool, least: int, most: int, at: int, flags: int, done: int
    ) -> Iterator[int]:
        if lazy and done >= least:
            yield at
        if done < most:
            for end in self._sequence(inner, 0, at, flags):
                if end > at or done < least:
                    yield from self._rounds(inner, lazy, least, most, end, flags, done + 1)
        if not lazy and done >= least:
            yield at

    def _first(self, ends: Iterator[int]) -> Iterator[int]:
        first = next(ends, None)
        if first is not None:
            yield first

    def _stands(self, direction: int, inner: Any, at: int, flags: int) -> bool:
        start = at if direction > 0 else at - int(inner.getwidth()[0])
        if start < 0:
            return False
        ends = self._sequence(inner, 0, start, flags)
        return any(direction > 0 or end == at for end in ends)

    def _at(self, place: Any, at: int, flags: int) -> bool:
        text, lines = self.text, bool(flags & re.MULTILINE)
        if place in (c.AT_BEGINNING, c.AT_BEGINNING_STRING):
            whole = place is c.AT_BEGINNING_STRING or not lines
            return at == 0 or (not whole and text[at - 1] == "\n")
        if place is c.AT_END_STRING:
            return at == len(text)
        if place is c.AT_END:
            return at == len(text) or (text[at] == "\n" and (lines or at + 1 == len(text)))
        word = _CATEGORIES[c.CATEGORY_WORD]
        edge = (at > 0 and word(text[at - 1])) != (at < len(text) and word(text[at]))
        return edge == (place is c.AT_BOUNDARY)

    def _is(self, item: Any, one: str, flags: int) -> bool:
        same = {one, one.lower(), one.upper()} if flags & re.IGNORECASE else {one}
        return any(self._holds(item, sign, flags) for sign in same if len(sign) == 1)

    def _holds(self, item: Any, one: str, flags: int) -> bool:
        kind, value = item
        if kind is c.ANY:
            return one != "\n" or bool(flags & re.DOTALL)
        if kind is c.NOT_LITERAL:
            return bool(ord(one) != value)
        if kind is c.LITERAL:
            return bool(ord(one) == value)
        found = any(self._in(part, one) for part in value)
        return found != (value[0][0] is c.NEGATE)

    def _in(self, part: Any, one: str) -> bool:
        kind, value = part
        if kind is c.LITERAL:
            return bool(ord(one) == value)
        if kind is c.RANGE:
            return bool(value[0] <= ord(one) <= value[1])
        if kind is c.CATEGORY:
            other = _NOT.get(value)
            return not _CATEGORIES[other](one) if other else _CATEGORIES[value](one)
        return False


def worst(pattern: re.Pattern[Any]) -> Iterator[tuple[str, str]]:
    """What leads to repetitions of a pattern, as short as can be, and what may keep them busy."""
    matcher = Matcher(pattern)
    heads: dict[str, None] = {"": None}
    pumps: dict[str, None] = {}

    def walk(items: Any, before: str) -> None:
        for item in items:
            kind, value = item
            if kind in _REPEATS:
                heads[before] = None
                pumps[matcher.shortest(value[2])] = None
                walk(value[2], before)
            elif kind is c.BRANCH:
                for branch in value[1]:
                    walk(branch, before)
            elif kind is c.SUBPATTERN:
                walk(value[3], before)
            elif kind is c.ATOMIC_GROUP:
                walk(value, before)
            elif kind is c.LITERAL and not chr(value).isalpha():
                pumps[chr(value)] = None
            before += matcher.shortest([item])
        pumps[before] = None

    walk(matcher.tree, "")
    pumps |= dict.fromkeys("a 1_")
    pairs = (one + other for one in pumps for other in pumps if len(one + other) == 2)
    for head in sorted(heads, key=len)[:3]:
        for pump in [*pumps, *pairs][:24]:
            if pump:
                yield head, pump
