"""The answer, once all that speaks for any place is known."""

from __future__ import annotations

from collections.abc import Sequence

from kbaudit.target.track.answer import Answer, Place, Query, Verdict
from kbaudit.target.track.carry import Carried
from kbaudit.target.track.case import Found
from kbaudit.target.track.search import A_BLOCK, LEFT, LEFT_OF_VANISHED, Findings

_MOVED = 0.6
_MOVED_BY_NAME = 0.4
_MOVED_BY_LINES = 0.75
_MOVED_WITHOUT_NAME = 0.85
_MOVED_WHILE_SOMETHING_STAYED = 0.85
_STAYED = 0.25
_AHEAD = 0.08
_EXACT_IN_RENAMED = 0.8
_SCATTERED = 0.15
_SHOWN = 5


def settled(query: Query, path: str, carried: Carried, how: str = "") -> Answer:
    """The answer for a range that was carried over and is believed."""
    start, end = carried.start + 1, carried.end + 1
    if not carried.same_text:
        return Answer("edited", path, start, end, carried.similarity, how or carried.how)
    verdict: Verdict = "same" if (path, start, end) == query else "moved"
    return Answer(verdict, path, start, end, 1.0, how or carried.how)


def conclude(query: Query, findings: Findings) -> Answer:
    """The answer for a range that is not, or not beyond doubt, where it was."""
    here = findings.in_place
    stayed = here.carried.found if here is not None else 0.0
    known = here is not None and (here.told or not findings.lost or here.carried.fixed)
    if here is not None and here.carried.sure and known:
        if not findings.contradicted and not _better_elsewhere(here, findings.places):
            return settled(query, query.path, here.carried)
        if not findings.lost:
            return _unsure(findings)
    best = _best(query, findings.places)
    if best is not None and _believed(query, best, findings, stayed):
        return settled(query, best.path, best.carried, best.how)
    if _gone(query, findings, stayed):
        return Answer("gone", how="search")
    return _unsure(findings)


def _best(query: Query, places: Sequence[Found]) -> Found | None:
    """The best place; one in the file itself if it is as good as any other."""
    if not places:
        return None
    first = places[0]
    for one in places:
        if (
            one.path == query.path
            and one.carried.sure
            and one.score > first.score - _AHEAD
            and one.carried.exact > first.carried.exact - _AHEAD
        ):
            return one
    return first


def _better_elsewhere(here: Found, places: Sequence[Found]) -> bool:
    """Whether one other place has more of the text; several that are alike are but copies."""
    rivals = [
        one
        for one in places
        if not _is_at(one, here.path, here.carried)
        and one.told
        and one.carried.sure
        and one.score > here.carried.exact + _AHEAD
    ]
    files = {one.path for one in rivals if one.score >= rivals[0].score - _AHEAD}
    return len(files) == 1


def _gone(query: Query, findings: Findings, stayed: float) -> bool:
    if any((one.told or one.named) and one.score >= A_BLOCK for one in findings.places):
        return False
    left = LEFT_OF_VANISHED if findings.vanished else LEFT
    if findings.named or findings.left >= left or findings.scattered >= _SCATTERED:
        return False
    if findings.gone_around:
        return True
    near = [one for one in findings.places if one.path == query.path]
    return stayed < _STAYED and not any(one.score >= A_BLOCK for one in near)


def _unsure(findings: Findings) -> Answer:
    places = list(findings.places)
    if findings.in_place is not None:
        places.append(findings.in_place)
    places.sort(key=lambda one: -one.score)
    shown = tuple(
        Place(one.path, one.carried.start + 1, one.carried.end + 1, one.score, one.how)
        for one in places[:_SHOWN]
    )
    return Answer("unsure", how="ambiguous", candidates=shown)


def _believed(query: Query, best: Found, findings: Findings, stayed: float) -> bool:
    if best.copied or not best.carried.sure or not (best.told or best.named):
        return False
    if best.how == "rename" and not best.named and best.carried.exact < _EXACT_IN_RENAMED:
        return False
    needed = _needed(query, best, stayed)
    if best.score < max(needed, stayed + _AHEAD):
        return False
    rivals = [
        one
        for one in findings.places
        if not _is_at(one, best.path, best.carried)
        and (best.path != query.path or one.path == query.path)
    ]
    close = [one for one in rivals if best.score - one.score < _AHEAD and not _outdone(one, best)]
    # Of places as good as each other the only one that kept the qualified name is it.
    return not close or (best.named and not any(one.named for one in close))


def _needed(query: Query, best: Found, stayed: float) -> float:
    """The score that a place needs to be believed."""
    if best.path == query.path:
        return _MOVED_WHILE_SOMETHING_STAYED if stayed >= _STAYED else _MOVED
    if best.named:
        return _MOVED_BY_NAME if best.how == "definition" else _MOVED
    return _MOVED_WITHOUT_NAME if best.how == "rename" else _MOVED_BY_LINES


def _outdone(one: Found, best: Found) -> bool:
    """Whether another place has the text only nearly, that the best one has to the letter."""
    return best.told and best.carried.exact == 1.0 and one.carried.exact < 1.0


def _is_at(one: Found, path: str, place: Carried) -> bool:
    return one.path == path and one.carried.start <= place.end and place.start <= one.carried.end
