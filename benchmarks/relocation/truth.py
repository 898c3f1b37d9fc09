"""Relocations of which the truth is known, from names of definitions and from unique lines.

No diff is asked. Five kinds:

* shifted: the same text under other numbers, in the same order among its neighbours;
* edited: the text was changed;
* reordered: moved within its file, past code that stayed in order;
* elsewhere: the file was renamed or the code stands in another file;
* deleted: neither the name nor one of the lines is anywhere in the target.

A definition is known by its qualified name (once in both files, or once in both trees); a range by
its two end lines, which occur once in both files (or once in both trees).
"""

from __future__ import annotations

import random
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from doubt import Span, doubt, renamed, resembles
from trees import File, Tree, telling

LONGEST = 40
KINDS = ("shifted", "edited", "reordered", "elsewhere", "deleted")


@dataclass(frozen=True, slots=True)
class Case:
    """A question and its true answer (no `new_path` when deleted). Lines are 1-based, inclusive."""

    base: str
    target: str
    kind: str
    source: str
    path: str
    start: int
    end: int
    new_path: str | None = None
    new_start: int = 0
    new_end: int = 0

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def cases(
    base: Tree, target: Tree, per_kind: int, rng: random.Random, doubts: Counter[tuple[str, str]]
) -> list[Case]:
    """At most `per_kind` cases of each kind, drawn from as many files as there are.

    What is left out because names and lines do not agree is counted in `doubts`.
    """
    changed = [p for p in sorted(base.files) if target.blobs.get(p) != base.blobs[p]]
    found: dict[str, list[Case]] = defaultdict(list)
    for path in changed:
        own: dict[str, list[Case]] = defaultdict(list)
        for case in _of_file(base, target, path, rng):
            own[case.kind].append(case)
        for kind, some in own.items():
            found[kind] += rng.sample(some, min(len(some), 6))
    drawn: list[Case] = []
    for kind in KINDS:
        some = []
        for case in rng.sample(found[kind], len(found[kind])):
            reason = why_doubtful(base, target, case)
            if reason:
                doubts[kind, reason] += 1
            else:
                some.append(case)
            if len(some) == per_kind:
                break
        drawn += some
    return drawn


def why_doubtful(base: Tree, target: Tree, case: Case) -> str:
    """Why two readers might disagree about a case, empty if they would not."""
    if case.new_path is None:
        return ""
    old = Span(base, case.path, case.start, case.end)
    new = Span(target, case.new_path, case.new_start, case.new_end)
    return doubt(old, new, by_name=case.source == "name")


def _of_file(base: Tree, target: Tree, path: str, rng: random.Random) -> Iterator[Case]:
    old, new = base.files[path], target.files.get(path)
    yield from _deleted(base, target, old, new, rng)
    yield from _elsewhere(base, target, old, new, rng)
    if new is not None:
        yield from _definitions_in_place(base, target, old, new, rng)
        yield from _ranges_in_place(base, target, old, new, rng)


def _case(
    base: Tree, target: Tree, kind: str, source: str, old: File, span: tuple[int, int],
    new: File | None = None, new_span: tuple[int, int] = (0, 0),
) -> Case:  # fmt: skip
    path = new.path if new else None
    return Case(base.name, target.name, kind, source, old.path, *span, path, *new_span)


def _definitions_in_place(
    base: Tree, target: Tree, old: File, new: File, rng: random.Random
) -> Iterator[Case]:
    common = [name for name in old.definitions if name in new.definitions]
    steady = set(_steady([new.definitions[name].line for name in common], common))
    for name in common:
        one, other = old.definitions[name], new.definitions[name]
        # With decorators or without them; only where both sides leave no doubt about the start.
        if (one.start == one.line) != (other.start == other.line):
            continue
        decorated = rng.random() < 0.5
        span = (one.start if decorated else one.line, one.end)
        new_span = (other.start if decorated else other.line, other.end)
        same = old.text(*span) == new.text(*new_span)
        kind = "reordered" if name not in steady else "shifted" if same else "edited"
        if kind == "shifted" and span == new_span and rng.random() < 0.8:
            continue
        yield _case(base, target, kind, "name", old, span, new, new_span)


def _ranges_in_place(
    base: Tree, target: Tree, old: File, new: File, rng: random.Random
) -> Iterator[Case]:
    common = [line for line in old.unique if line in new.unique]
    steady = set(_steady([new.unique[line] for line in common], common))
    if len(common) < 2:
        return
    for _ in range(12):
        at = rng.randrange(len(common))
        to = min(len(common) - 1, at + rng.choice((0, 1, 1, 2, 3, 5, 8, 13)))
        first, last = common[at], common[to]
        span = (old.unique[first], old.unique[last])
        new_span = (new.unique[first], new.unique[last])
        length, new_length = span[1] - span[0] + 1, new_span[1] - new_span[0] + 1
        if length > LONGEST or not 0 < new_length <= 2 * length + 5:
            continue
        inside = [new.unique[line] for line in common[at : to + 1]]
        if sum(new_span[0] <= n <= new_span[1] for n in inside) < 0.8 * len(inside):
            continue
        same = old.text(*span) == new.text(*new_span)
        moved = first not in steady and last not in steady
        if (first in steady) != (last in steady):
            continue
        kind = "reordered" if moved else "shifted" if same else "edited"
        if kind == "shifted" and span == new_span and rng.random() < 0.8:
            continue
        yield _case(base, target, kind, "lines", old, span, new, new_span)


def _elsewhere(
    base: Tree, target: Tree, old: File, new: File | None, rng: random.Random
) -> Iterator[Case]:
    for name, one in old.definitions.items():
        there = target.only_file(name)
        if there is None or there == old.path or base.only_file(name) != old.path:
            continue
        if new is not None and name in new.definitions:
            continue
        other = target.files[there].definitions[name]
        if (one.start == one.line) != (other.start == other.line):
            continue
        span, new_span = (one.start, one.end), (other.start, other.end)
        # Without the header, which is the same because the name is.
        lines = old.telling(one.line + 1, one.end)
        there_lines = set(target.files[there].lines[other.line : other.end])
        if lines and sum(line in there_lines for line in lines) >= 0.3 * len(lines):
            yield _case(base, target, "elsewhere", "name", old, span, target.files[there], new_span)
    once = [
        line for line in old.unique
        if base.lines[line] == 1 and target.lines[line] == 1 and target.where[line] != old.path
    ]  # fmt: skip
    for _ in range(6 if len(once) > 1 else 0):
        at = rng.randrange(len(once))
        first, last = once[at], once[min(len(once) - 1, at + rng.choice((1, 2, 4, 8)))]
        span = (old.unique[first], old.unique[last])
        there = target.where[first]
        if there != target.where[last] or (
            there in base.files and first in base.files[there].unique
        ):
            continue
        file = target.files[there]
        new_span = (file.unique[first], file.unique[last])
        length, new_length = span[1] - span[0] + 1, new_span[1] - new_span[0] + 1
        inside = [line for line in once if span[0] <= old.unique[line] <= span[1]]
        kept = sum(new_span[0] <= file.unique.get(line, 0) <= new_span[1] for line in inside)
        if (
            2 <= length <= LONGEST
            and 0 < new_length <= 2 * length + 5
            and kept >= 0.8 * len(inside)
        ):
            yield _case(base, target, "elsewhere", "lines", old, span, file, new_span)


def _deleted(
    base: Tree, target: Tree, old: File, new: File | None, rng: random.Random
) -> Iterator[Case]:
    lost = [name for name in old.definitions if name.rsplit(".", 1)[-1] not in target.bare]
    for name in rng.sample(lost, min(len(lost), 4)):
        one = old.definitions[name]
        lines = [line for line in old.lines[one.start - 1 : one.end] if telling(line)]
        # Lines that were in many places say nothing; those that were not must not be anywhere now.
        rare = [line for line in lines if base.lines[line] <= 3]
        if len(rare) < 3 or any(target.lines[line] for line in rare):
            continue
        if not resembles(lines, base, new) and not renamed(lines, base, new):
            yield _case(base, target, "deleted", "name", old, (one.start, one.end))
            if one.end - one.line > 8:
                start = rng.randint(one.line + 1, one.end - 4)
                yield _case(base, target, "deleted", "name", old, (start, start + 3))
    if new is None:
        return
    # Between two unique lines that now stand side by side nothing is left.
    for line, n in old.unique.items():
        after = new.unique.get(line)
        if after is None or after >= len(new.lines):
            continue
        follower = new.lines[after]
        end = old.unique.get(follower, 0) - 1
        if follower in new.unique and n + 2 <= end <= n + LONGEST:
            lines = [one for one in old.lines[n:end] if telling(one)]
            if len(lines) >= 2 and not any(target.lines[one] for one in lines):
                yield _case(base, target, "deleted", "lines", old, (n + 1, end))


def _steady(positions: Sequence[int], names: Sequence[str]) -> list[str]:
    """The names of a longest chain that kept its order."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for n, position in enumerate(positions):
        length = bisect_left(tails, position)
        before.append(ends[length - 1] if length else -1)
        tails[length : length + 1] = [position]
        ends[length : length + 1] = [n]
    chain: list[str] = []
    n = ends[-1] if ends else -1
    while n >= 0:
        chain.append(names[n])
        n = before[n]
    return chain
