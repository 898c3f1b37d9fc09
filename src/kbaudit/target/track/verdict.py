"""The answer, once all that speaks for any place is known."""

from __future__ import annotations

from collections.abc import Sequence

from kbaudit.target.track.answer import Answer, Place, Query, Verdict
from kbaudit.target.track.carry import Carried
from kbaudit.target.track.search import Found

_MOVED = 0.6
_MOVED_WHILE_SOMETHING_STAYED = 0.85
_STAYED = 0.25
_AHEAD = 0.08
_A_BLOCK = 0.5
_SHOWN = 5


def settled(query: Query, path: str, carried: Carried, how: str = "") -> Answer:
    """The answer for a range that was carried over and is believed."""
    start, end = carried.start + 1, carried.end + 1
    if not carried.same_text:
        return Answer("edited", path, start, end, carried.similarity, how or carried.how)
    verdict: Verdict = "same" if (path, start, end) == query else "moved"
    return Answer(verdict, path, start, end, 1.0, how or carried.how)


def conclude(query: Query, in_place: Carried | None, found: Sequence[Found]) -> Answer:
    """The answer for a range that is not, or not surely, where it was."""
    stayed = in_place.found if in_place is not None else 0.0
    best = found[0] if found else None
    if best is not None and _believed(query, best, found, stayed):
        return settled(query, best.path, best.carried, best.how)
    if stayed < _STAYED and not any(one.score >= _A_BLOCK for one in found):
        return Answer("gone", how="search")
    places = [_place(one.path, one.carried, one.score, one.how) for one in found]
    if in_place is not None:
        places.append(_place(query.path, in_place, in_place.found, in_place.how))
    places.sort(key=lambda place: -place.similarity)
    return Answer("unsure", how="ambiguous", candidates=tuple(places[:_SHOWN]))


def _believed(query: Query, best: Found, found: Sequence[Found], stayed: float) -> bool:
    if best.copied or not best.carried.sure:
        return False
    needed = _MOVED
    if best.path == query.path and stayed >= _STAYED:
        needed = _MOVED_WHILE_SOMETHING_STAYED
    if best.score < max(needed, stayed + _AHEAD):
        return False
    rivals = [one for one in found[1:] if not _overlap(one, best)]
    if all(best.score - one.score >= _AHEAD for one in rivals):
        return True
    # Of places as good as each other the only one that kept the qualified name is it.
    close = [one for one in rivals if best.score - one.score < _AHEAD]
    return best.named and not any(one.named for one in close)


def _overlap(one: Found, other: Found) -> bool:
    return (
        one.path == other.path
        and one.carried.start <= other.carried.end
        and other.carried.start <= one.carried.end
    )


def _place(path: str, carried: Carried, score: float, how: str) -> Place:
    return Place(path, carried.start + 1, carried.end + 1, score, how)
