"""The answer, once all that speaks for any place is known."""

from __future__ import annotations

from kbaudit.target.track.answer import Answer, Place, Query, Verdict
from kbaudit.target.track.carry import Carried
from kbaudit.target.track.choice import (
    AHEAD,
    STAYED,
    best_place,
    better_elsewhere,
    is_believed,
    verbatim,
)
from kbaudit.target.track.findings import A_BLOCK, LEFT, LEFT_OF_VANISHED, Findings
from kbaudit.target.track.found import Found

_EDITED = 0.35  # when all that stayed was edited
_SCATTERED = 0.15
_SHOWN = 5
_SIMILAR = 0.3
_SIMILAR_LINES = 0.45  # when next to none of them is the same
_NOTHING = 0.1
_LITTLE = 0.25
_SPREAD = 0.3
_HALF = 0.6
_ALIKE = 0.55  # from so much on a definition may live on, its lines edited


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
    known = here is not None and (here.told or not findings.lost or fixed or here.anchored)
    best = best_place(query, findings.places)
    if here is not None and _kept_its_place(here, best, findings):
        return settled(query, query.path, here.carried)
    stays = here is not None and here.carried.sure and known
    namesake = _namesake_elsewhere(here, findings) if stays else None
    best = namesake or best
    if here is not None and stays and namesake is None:
        if not findings.contradicted and not better_elsewhere(here, findings.places):
            return settled(query, query.path, here.carried)
        if not findings.lost and not (best is not None and verbatim(best)):
            return _unsure(findings)
    if best is not None and is_believed(query, best, findings, stayed):
        return settled(query, best.path, best.carried, best.how)
    between = _enough_stayed(findings) if namesake is None else None
    if between is not None:
        return settled(query, query.path, between.carried)
    if _gone(query, findings, stayed):
        return Answer("gone", how="search")
    return _unsure(findings)


def _namesake_elsewhere(here: Found | None, findings: Findings) -> Found | None:
    """The place in another file that has the qualified name, which ours lost, and as much text."""
    if here is None or not findings.lost:
        return None
    namesakes = (
        one
        for one in findings.places
        if one.named and one.path != here.path and one.carried.sure
        if one.score > here.score - AHEAD and one.carried.found >= A_BLOCK
    )
    return next(namesakes, None)


def _enough_stayed(findings: Findings) -> Found | None:
    """The place between the two ends of the range, if half of it is there still.

    One line must tell by itself, or the definition around it has its name; and what is left of a
    definition that is nowhere must tell by itself, for others have such lines.
    """
    between = findings.between
    if between is None or between.carried.exact < A_BLOCK:
        return None
    two = between.carried.start < between.carried.end
    known = between.told or (not findings.gone_around and (two or between.at_name))
    return between if known else None


def _kept_its_place(here: Found, best: Found | None, findings: Findings) -> bool:
    """Whether the file still has a whole definition under its name, however it reads now; or both
    ends of the range, unchanged and unmistakable, in definitions that kept their names.

    A definition whose text stands to the letter in another file is not taken for its namesake.
    """
    if findings.lost or not here.carried.sure:
        return False
    if here.carried.how == "definition":
        if best is None or best.path == here.path:
            return True
        return not verbatim(best) and not (best.anchored and findings.contradicted)
    return here.anchored and not findings.contradicted


def _gone(query: Query, findings: Findings, stayed: float) -> bool:
    if findings.between is not None or any(map(_may_be_it, findings.places)):
        return False
    if _part_of_vanished(findings) or _nothing_left(findings) or _name_and_lines_gone(findings):
        return True
    left = LEFT_OF_VANISHED if findings.vanished else LEFT
    named = findings.named and not _left_out(query, findings)
    # Of a name that is nowhere now more lines may be in use elsewhere, if they are in no one place.
    spread = _SPREAD if findings.vanished and not findings.places else _SCATTERED
    if named or findings.left >= left or findings.scattered >= spread:
        return False
    if findings.vanished and _only_similar(findings):
        return True
    if findings.gone_around:
        return True
    if any(one.path == query.path and one.score >= A_BLOCK for one in findings.places):
        return False
    here = findings.in_place
    edited = here is not None and not findings.left and not here.carried.exact
    return stayed < (_EDITED if edited else STAYED)


def _may_be_it(one: Found) -> bool:
    """Whether a place has lines or a name that tell of the code, or its bare name and its text; or
    both ends of the range."""
    if one.anchored:
        return True
    told = one.told or one.named or (one.how == "definition" and one.carried.same_text)
    return told and one.score >= A_BLOCK


def _part_of_vanished(findings: Findings) -> bool:
    """Whether the definition around the range is nowhere, not even its name, and of the range
    itself there is but a line somewhere."""
    around, here = findings.around, findings.in_place
    if around is None or not around.vanished or not findings.gone_around or findings.named:
        return False
    left = max(around.own_left, around.scattered)
    if left >= _LITTLE:
        return False
    return (
        max(findings.own_left, findings.scattered) < (_HALF if left < LEFT else LEFT_OF_VANISHED)
        and (here is None or here.score < A_BLOCK)
        and not any(one.score >= A_BLOCK and not one.copied for one in findings.places)
    )


def _nothing_left(findings: Findings) -> bool:
    """Whether not one line of a part of a definition is where that may be, or elsewhere."""
    return (
        findings.around is not None
        and findings.in_place is None
        and findings.left == findings.scattered == 0.0
        and all(one.score < _NOTHING and not one.named for one in findings.places)
    )


def _name_and_lines_gone(findings: Findings) -> bool:
    """Whether nothing has the name of a definition now, nor any line that was its own."""
    here = findings.in_place
    return (
        findings.nameless
        and findings.left == findings.scattered == 0.0
        and (
            here is None or (not here.carried.sure and max(here.score, here.carried.exact) < _ALIKE)
        )
        and all(one.score < A_BLOCK or one.copied for one in findings.places)
    )


def _left_out(query: Query, findings: Findings) -> bool:
    """Whether the lost definition around the range was found, and nothing of the range in it."""
    if findings.whole is None or findings.around is None or findings.around.around is not None:
        return False
    place = conclude(findings.whole, findings.around).place
    return (
        place is not None
        and place.how == "definition"
        and not any(one.score >= STAYED for one in findings.places if one.path != query.path)
    )


def _only_similar(findings: Findings) -> bool:
    """Whether what the file has in place of a definition is little, and such as others have."""
    here = findings.in_place
    if here is None:
        return findings.left < LEFT
    if here.told or here.carried.sure:
        return not here.told and findings.left < LEFT and here.score < _SIMILAR
    if findings.left >= LEFT:
        return here.score < _NOTHING
    least = _SIMILAR if here.carried.exact >= _SCATTERED else _SIMILAR_LINES
    return here.score < least


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
