"""Which of several places is the best for code that is searched for, and whether to believe it."""

from __future__ import annotations

from collections.abc import Sequence

from kbaudit.target.track.answer import Query
from kbaudit.target.track.carry import Carried
from kbaudit.target.track.findings import Findings
from kbaudit.target.track.found import Found

STAYED = 0.25
"""Share of a range from which on something of it is still where it was."""

_MOVED = 0.6
_MOVED_BY_NAME = 0.3
_MOVED_BY_LINES = 0.75
_MOVED_BY_ENDS = 0.5
_MOVED_WITHOUT_NAME = 0.85
_MOVED_WHILE_SOMETHING_STAYED = 0.85
AHEAD = 0.08
"""A place must be so much better than another one."""
_EXACT_IN_RENAMED = 0.8
_EXACT_AHEAD = 0.4
_HALF = 0.5


def best_place(query: Query, places: Sequence[Found]) -> Found | None:
    """The best place: where both ends are and nowhere else; one in the file itself if it is as good
    as any other; or one that kept the qualified name."""
    if not places:
        return None
    for one in places:
        if one.anchored and _is_sure(one) and _enough_between(one):
            return one
    first = places[0]
    for one in places:
        if (
            one.path == query.path
            and one.carried.sure
            and one.score > first.score - AHEAD
            and one.carried.exact > first.carried.exact - AHEAD
        ):
            return one
    for one in places:
        near = one.told and one.score > first.score - AHEAD
        kept = _kept_place(one) or _kept_name(one)
        if one.named and one.carried.sure and (near or kept):
            return one
    return first


def _enough_between(one: Found) -> bool:
    """Whether half of the text is between ends that are nowhere else."""
    return max(one.score, one.carried.exact) >= _MOVED_BY_ENDS


def _is_sure(one: Found) -> bool:
    """Whether nothing speaks against a place, or it has the text and no other has its ends."""
    return one.carried.sure or verbatim(one)


def verbatim(one: Found) -> bool:
    """Whether a place has the text to the letter, and ends that no other place has."""
    return one.anchored and one.carried.same_text


def _kept_place(one: Found) -> bool:
    """Whether a renamed file has the definition under its name, next to what it was next to."""
    kept = one.how == "rename" and one.named and one.carried.fixed
    return kept and one.score >= _MOVED_BY_ENDS


def _kept_name(one: Found) -> bool:
    """Whether a definition has the name, which no other file had or has, and half of the text; in
    a renamed file that may be text that many have."""
    if one.how == "rename":
        return one.named and one.carried.how == "definition" and one.carried.found >= _HALF
    return one.named and one.how == "definition" and one.score >= _HALF


def better_elsewhere(here: Found, places: Sequence[Found]) -> bool:
    """Whether one other place has more of the text; several that are alike are but copies."""
    rivals = [
        one
        for one in places
        if not _is_at(one, here.path, here.carried)
        and one.told
        and one.carried.sure
        and one.score > here.carried.exact + AHEAD
    ]
    files = {one.path for one in rivals if one.score >= rivals[0].score - AHEAD}
    return len(files) == 1


def is_believed(query: Query, best: Found, findings: Findings, stayed: float) -> bool:
    """Whether the best place is it; `stayed` is the share (0..1) of the range that is in place."""
    if not _is_sure(best) or not (best.told or best.named or best.anchored):
        return False
    own = (best.named or best.anchored) and best.carried.same_text
    if best.copied and not own and not _kept_name(best):
        return False
    vouched = best.named or (best.told and best.carried.fixed)
    if best.how == "rename" and not vouched and best.carried.exact < _EXACT_IN_RENAMED:
        return False
    needed = max(_needed(query, best, stayed), stayed + AHEAD)
    by_name = best.how == "rename" and _kept_name(best)
    enough = by_name or (best.anchored and _enough_between(best))
    if (
        best.score < needed
        and not enough
        and not verbatim(best)
        and not _decided_by_name(best, findings)
    ):
        return False
    rivals = [
        one
        for one in findings.places
        if not _is_at(one, best.path, best.carried)
        and (best.path != query.path or one.path == query.path)
    ]
    if best.anchored or _kept_place(best):
        named = any(one.named and one.score > best.score - AHEAD for one in rivals)
        return best.named or not named
    close = [one for one in rivals if best.score - one.score < AHEAD and not _outdone(one, best)]
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
        return best.named or (findings.contradicted and here.carried.exact < STAYED)
    if best.how != "definition":
        return False
    ahead = best.carried.exact - here.carried.exact
    return best.named and best.score >= _MOVED and ahead >= AHEAD and findings.contradicted


def _needed(query: Query, best: Found, stayed: float) -> float:
    """The score that a place needs to be believed."""
    if best.anchored or _kept_place(best):
        return _MOVED_BY_ENDS
    if best.path == query.path:
        return _MOVED_WHILE_SOMETHING_STAYED if stayed >= STAYED else _MOVED
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
