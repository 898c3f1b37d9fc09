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
_SIMILAR = 0.3
_EXACT_AHEAD = 0.4


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
    fixed = here is not None and here.carried.fixed and not findings.gone_around
    known = here is not None and (here.told or not findings.lost or fixed)
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
    named = findings.named and not _left_out(query, findings)
    if named or findings.left >= left or findings.scattered >= _SCATTERED:
        return False
    if findings.vanished and findings.left < LEFT and _only_similar(findings):
        return True
    if findings.gone_around:
        return True
    near = [one for one in findings.places if one.path == query.path]
    return stayed < _STAYED and not any(one.score >= A_BLOCK for one in near)


def _left_out(query: Query, findings: Findings) -> bool:
    """Whether the lost definition around the range was found, and nothing of the range in it."""
    if findings.whole is None or findings.around is None or findings.around.around is not None:
        return False
    place = conclude(findings.whole, findings.around).place
    return (
        place is not None
        and place.how == "definition"
        and not any(one.score >= _STAYED for one in findings.places if one.path != query.path)
    )


def _only_similar(findings: Findings) -> bool:
    """Whether what the file has in place of a definition is little, and such as others have."""
    here = findings.in_place
    return here is None or (not here.told and here.score < _SIMILAR)


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
    if not best.carried.sure or not (best.told or best.named):
        return False
    if best.copied and not (best.named and best.carried.same_text):
        return False
    vouched = best.named or (best.told and best.carried.fixed)
    if best.how == "rename" and not vouched and best.carried.exact < _EXACT_IN_RENAMED:
        return False
    needed = max(_needed(query, best, stayed), stayed + _AHEAD)
    if best.score < needed and not _decided_by_name(best, findings):
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


def _decided_by_name(best: Found, findings: Findings) -> bool:
    """Whether a place has name and text of the lost definition, and its file only similar text.

    The name: the qualified one, in one file only then and now; or, where there are namesakes, one
    that the text picks out, because nothing of it is in the file as it was.
    """
    here = findings.in_place
    if not best.told or here is None or here.told:
        return False
    if best.carried.same_text and not here.carried.same_text:
        return best.named or (findings.contradicted and here.carried.exact < _STAYED)
    if best.how != "definition":
        return False
    ahead = best.carried.exact - here.carried.exact
    return best.named and best.score >= _MOVED and ahead >= _AHEAD and findings.contradicted


def _needed(query: Query, best: Found, stayed: float) -> float:
    """The score that a place needs to be believed."""
    if best.path == query.path:
        return _MOVED_WHILE_SOMETHING_STAYED if stayed >= _STAYED else _MOVED
    if best.named:
        return _MOVED_BY_NAME if best.how == "definition" else _MOVED
    return _MOVED_WITHOUT_NAME if best.how == "rename" else _MOVED_BY_LINES


def _outdone(one: Found, best: Found) -> bool:
    """Whether another place has the text only nearly, that the best one has to the letter."""
    whole = best.carried.exact == 1.0 or best.carried.same_text
    if best.told and whole and one.carried.exact < 1.0 and not one.carried.same_text:
        return True
    ahead = best.carried.exact - one.carried.exact
    return best.told and not one.told and not one.named and ahead >= _EXACT_AHEAD


def _is_at(one: Found, path: str, place: Carried) -> bool:
    return one.path == path and one.carried.start <= place.end and place.start <= one.carried.end
