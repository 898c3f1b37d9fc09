"""Which definition of one version of a file is which of the other."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from kbaudit.target.track.align import align
from kbaudit.target.track.sheet import Sheet
from kbaudit.target.track.weigh import likeness

RENAMED = 0.65
"""Least likeness of a definition and itself under a new name."""
_SAME_NAME = 0.3
_THE_SAME = 0.85
_AHEAD = 0.08
_RENAME_PAIRS = 64  # unmatched siblings to compare with one another


def twins(base: Sheet, target: Sheet) -> dict[int, int]:
    """Index of each definition of `base` -> index of the same one in `target`.

    By qualified name when both sides have equally many of it (overloads, setters: by order). Then,
    where the class around it was renamed or the function has another name, by a body that is alike;
    then by a bare name that both files have once.
    """
    found: dict[int, int] = {}
    taken: set[int] = set()
    _match_children(base, -1, target, -1, found, taken)
    lost = _single_names(base, (n for n in range(len(base.definitions)) if n not in found))
    new = _single_names(target, (n for n in range(len(target.definitions)) if n not in taken))
    for name, one in lost.items():
        other = new.get(name)
        if other is None or one in found or other in taken:
            continue
        if _alike(base, one, target, other) >= _SAME_NAME:
            found[one] = other
            taken.add(other)
            _match_children(base, one, target, other, found, taken)
    return found


def twins_below(base: Sheet, one: int, target: Sheet, other: int) -> dict[int, int]:
    """The twins inside two definitions that are taken for twins themselves."""
    found = {one: other}
    _match_children(base, one, target, other, found, {other})
    return found


def _match_children(
    base: Sheet,
    base_parent: int,
    target: Sheet,
    target_parent: int,
    found: dict[int, int],
    taken: set[int],
) -> None:
    if base_parent not in base.children or target_parent not in target.children:
        return
    ours = _children_by_name(base, base_parent, found)
    theirs = _children_by_name(target, target_parent, taken)
    pairs: list[tuple[int, int]] = []
    lost: list[int] = []
    for name, group in ours.items():
        others = theirs.pop(name, [])
        if len(group) == len(others):
            pairs += zip(group, others, strict=True)
            continue
        alike = _same_of_several(base, group, target, others)
        pairs += alike.items()
        lost += [one for one in group if one not in alike]
        theirs[name] = [other for other in others if other not in alike.values()]
    spelled = _spelled_otherwise(base, lost, target, [o for g in theirs.values() for o in g])
    pairs += spelled
    lost = [one for one in lost if one not in dict(spelled)]
    fresh = [
        one for group in theirs.values() for one in group if one not in {o for _, o in spelled}
    ]
    pairs += _renamed(base, lost, target, fresh)
    found.update(pairs)
    taken.update(other for _, other in pairs)
    for one, other in pairs:
        _match_children(base, one, target, other, found, taken)


def plain_name(name: str) -> str:
    """A name without what spellings differ in: case and underscores."""
    return name.replace("_", "").casefold()


def _spelled_otherwise(
    base: Sheet, lost: list[int], target: Sheet, fresh: list[int]
) -> list[tuple[int, int]]:
    """Pairs of definitions whose names differ in case and underscores only, as no others do."""
    if not lost or not fresh:
        return []
    ours, theirs = (
        {
            name: next(iter(same))
            for name, same in _by_plain_name(sheet, indices).items()
            if len(same) == 1
        }
        for sheet, indices in ((base, lost), (target, fresh))
    )
    return [
        (one, other)
        for name, one in ours.items()
        if (other := theirs.get(name)) is not None
        and base.definitions[one].kind == target.definitions[other].kind
        and _alike(base, one, target, other) >= _SAME_NAME
    ]


def _by_plain_name(sheet: Sheet, indices: list[int]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for index in indices:
        found.setdefault(plain_name(sheet.names[index]), []).append(index)
    return found


def _same_of_several(
    base: Sheet, group: list[int], target: Sheet, others: list[int]
) -> dict[int, int]:
    """Pairs of namesakes, of which one side has more: the same text, or the same header.

    A header is all from the first decorator to the line of `def`: a property and its setter have
    different ones. Texts and headers that a side has twice say nothing.
    """
    pairs: dict[int, int] = {}
    for whole in (True, False):
        ours = _by_text(base, [one for one in group if one not in pairs], whole=whole)
        left = [other for other in others if other not in pairs.values()]
        theirs = _by_text(target, left, whole=whole)
        pairs |= {one: theirs[text] for text, one in ours.items() if text in theirs}
    return pairs


def _by_text(sheet: Sheet, indices: list[int], *, whole: bool) -> dict[tuple[str, ...], int]:
    """Definitions by their text, or by their header; only those that one definition has."""
    found: dict[tuple[str, ...], list[int]] = {}
    for index in indices:
        one = sheet.definitions[index]
        text = tuple(sheet.keys[one.start - 1 : one.end if whole else one.line])
        found.setdefault(text, []).append(index)
    return {text: same[0] for text, same in found.items() if len(same) == 1}


def _renamed(
    base: Sheet, lost: list[int], target: Sheet, fresh: list[int]
) -> list[tuple[int, int]]:
    """Pairs of definitions without a namesake whose bodies are each other's best match."""
    if not lost or not fresh or len(lost) * len(fresh) > _RENAME_PAIRS:
        return []
    scores = {
        (one, other): _alike(base, one, target, other)
        for one in lost
        for other in fresh
        if base.definitions[one].kind == target.definitions[other].kind
    }
    pairs = []
    for (one, other), score in scores.items():
        rivals = [s for (i, j), s in scores.items() if (i == one) != (j == other)]
        ahead = score >= RENAMED and score >= max(rivals, default=0.0) + _AHEAD
        if ahead and (score >= _THE_SAME or _shares_a_line(base, one, target, other)):
            pairs.append((one, other))
    return pairs


def _shares_a_line(base: Sheet, one: int, target: Sheet, other: int) -> bool:
    """Whether two definitions share a line below their headers that says something, and that
    nothing else in either file has."""
    mine, theirs = base.definitions[one], target.definitions[other]
    there = set(target.keys[theirs.line : theirs.end])
    return any(
        base.weights[i] == 1.0
        and (key := base.keys[i]) in there
        and base.counts[key] == target.counts[key] == 1
        for i in range(mine.line, mine.end)
    )


def _alike(base: Sheet, one: int, target: Sheet, other: int) -> float:
    mine, theirs = base.definitions[one], target.definitions[other]
    a = base.keys[mine.start - 1 : mine.end]
    b = target.keys[theirs.start - 1 : theirs.end]
    return likeness(a, b, align(a, b))


def _children_by_name(sheet: Sheet, parent: int, known: Collection[int]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for index in sheet.children.get(parent, ()):
        if index not in known:
            found.setdefault(sheet.names[index], []).append(index)
    return found


def _single_names(sheet: Sheet, indices: Iterable[int]) -> dict[str, int]:
    """Bare names that occur once in the whole file, of the given definitions."""
    names: dict[str, int] = {}
    for name in sheet.names:
        names[name] = names.get(name, 0) + 1
    return {name: index for index in indices if names[name := sheet.names[index]] == 1}
