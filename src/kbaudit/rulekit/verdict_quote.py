"""The verdict on a cited range whose code the page quotes."""

from dataclasses import replace

from kbaudit.model.edit import Safety
from kbaudit.rulekit.proof import (
    ALIKE,
    FOLLOWED,
    GOOD,
    IN_PLACE,
    NOTHING,
    Exhibit,
    Proof,
    State,
    stands_at,
)
from kbaudit.target.placements import Placement, Placements
from kbaudit.target.track import Place

_SAME_TEXT = 0.02
_HALF_THERE = 0.5


def by_quote(exhibit: Exhibit, now: Placements) -> Proof:
    """The verdict where `now` are the places of the quote in the cited file."""
    then = exhibit.then.near(*exhibit.cited) if exhibit.then is not None else None
    at_base = then if then is not None and _stands(then, exhibit.cited) else None
    confirmed = at_base is not None and (exhibit.known or stands_at(at_base, *exhibit.cited, 2))
    tracked = exhibit.tracked
    near = (tracked.start, tracked.end) if tracked else exhibit.cited
    place = now.near(*near)
    seen = Proof(
        State.UNSURE, quote=place, quote_at_base=at_base, confirmed=confirmed, only=now.unique
    )
    if place is not None and (_stands(place, exhibit.cited) or _stands(place, near)):
        return _standing_quote(exhibit, now, place, seen)
    moved_out = exhibit.elsewhere.near(*near) if exhibit.elsewhere is not None else None
    if tracked is not None and moved_out is not None and _stands(moved_out, near):
        return _agreed(exhibit, tracked, moved_out, seen)
    if at_base is not None:
        return _changed_quote(exhibit, seen)
    best = max((p.score for p in (place, then) if p is not None), default=0.0)
    if best < NOTHING and exhibit.then is not None:
        return replace(seen, state=State.NEVER)
    return seen


def _stands(place: Placement, lines: tuple[int, int]) -> bool:
    """Whether enough of a quote is in a place, given the lines where it is looked for."""
    return place.score >= (IN_PLACE if stands_at(place, *lines, 2) else GOOD)


def _standing_quote(exhibit: Exhibit, now: Placements, place: Placement, seen: Proof) -> Proof:
    """The quote stands in the cited file: in its place, or in another."""
    tracked = exhibit.tracked
    followed = exhibit.asked is not None and exhibit.asked != exhibit.cited
    known = (seen.confirmed or followed) and not exhibit.same_revision
    as_cited = now.near(*exhibit.cited)
    if as_cited is not None and _is_nearer(as_cited, seen.quote_at_base, exhibit.cited):
        return replace(seen, state=State.PROVEN, how="the quote", quote=as_cited)
    if tracked is not None and known and tracked.path == exhibit.path:
        return _agreed(exhibit, tracked, place, seen)
    if stands_at(place, *exhibit.cited):
        return replace(seen, state=State.PROVEN, how="the quote")
    quote = Place(exhibit.path, place.first, place.last, place.score, "quote")
    others = tuple(Place(exhibit.path, p.first, p.last, p.score, "quote") for p in now.found[:5])
    if not now.unique:
        how = "the quote stands in several places"
        return replace(seen, how=how, candidates=others)
    if known and (tracked is not None or not place.verbatim or _has_twins(exhibit)):
        # The lines were followed to another file or nowhere, and what is left may be a copy.
        return replace(seen, candidates=(*others, *([tracked] if tracked else [])))
    size = exhibit.last - exhibit.first
    fits = abs((place.last - place.first) - size) <= 2
    if place.verbatim and fits and now.telling:
        how = "the quote stands there to the letter, and nowhere else"
        return replace(seen, state=State.MOVED, place=quote, safety=Safety.SAFE, how=how)
    spread = place.last - place.first > 2 * len(place.lines)
    if spread or not place.ends:
        return replace(seen, candidates=others)
    return replace(seen, state=State.MOVED, place=quote, safety=Safety.UNSAFE, how="the quote")


def _is_nearer(quote: Placement, before: Placement | None, cited: tuple[int, int]) -> bool:
    """Whether the page is right at the revision, and more so than at the base.

    So it is when its numbers have been repaired: followed once more, they would be led astray.
    """
    if before is None or quote.score < before.score - _SAME_TEXT or not stands_at(quote, *cited):
        return False
    return _distance(quote, cited) < _distance(before, cited)


def _distance(quote: Placement, cited: tuple[int, int]) -> tuple[int, int]:
    """How far a quote is out of lines that should have it inside, and from where they begin."""
    outside = max(0, cited[0] - quote.first) + max(0, quote.last - cited[1])
    return outside, abs(quote.first - cited[0])


def _has_twins(exhibit: Exhibit) -> bool:
    return exhibit.then is not None and not exhibit.then.unique


def _agreed(exhibit: Exhibit, tracked: Place, quote: Placement, seen: Proof) -> Proof:
    """The quote and the tracker, which know nothing of each other, name the same place; or not."""
    if not (tracked.start - 2 <= quote.first and quote.last <= tracked.end + 2):
        other = Place(tracked.path, quote.first, quote.last, quote.score, "quote")
        return replace(seen, candidates=(other, tracked))
    changed = exhibit.known or _is_changed(exhibit, quote, seen.quote_at_base)
    edited = exhibit.edited and changed
    here = (tracked.path, tracked.start, tracked.end) == (exhibit.path, *exhibit.cited)
    followed = exhibit.asked is not None and exhibit.asked != exhibit.cited
    right = tracked.path == exhibit.path and followed and stands_at(quote, *exhibit.cited)
    how = f"the quote and {FOLLOWED} agree"
    if not edited and (here or right):
        return replace(seen, state=State.PROVEN, how=how)
    return replace(
        seen,
        state=State.EDITED if edited else State.MOVED,
        place=tracked,
        safety=Safety.SAFE if _is_certain(exhibit, tracked, quote, seen) else Safety.UNSAFE,
        similarity=tracked.similarity,
        how=how,
    )


def _covers(quote: Placement, lines: tuple[int, int], slack: int) -> bool:
    return abs(quote.first - lines[0]) <= slack and abs(quote.last - lines[1]) <= slack


def _is_changed(exhibit: Exhibit, quote: Placement, before: Placement | None) -> bool:
    """Whether the page shows code that was edited: all of it is quoted, or the quote reads so."""
    if before is None or _covers(before, exhibit.asked or exhibit.cited, 1):
        return True
    lost = quote.exact < before.exact - _SAME_TEXT
    return lost or (before.verbatim and not quote.verbatim)


def _is_certain(exhibit: Exhibit, tracked: Place, quote: Placement, seen: Proof) -> bool:
    """Whether quote and tracker together leave one answer, to the line."""
    if not _same_of_twins(exhibit, quote, tracked.path):
        return False
    asked = exhibit.asked or exhibit.cited
    before = seen.quote_at_base
    whole = before is not None and _covers(before, asked, 0)
    if whole and (quote.verbatim or quote.ends) and not _covers(quote, _ends(tracked), 0):
        return False
    size = exhibit.last - exhibit.first
    resized = abs((asked[1] - asked[0]) - size) > 2
    if not seen.confirmed:
        telling = exhibit.then is not None and exhibit.then.telling and exhibit.then.unique
        if resized or not telling or before is None or not before.verbatim:
            return False
    if exhibit.doubtful and not _covers(quote, _ends(tracked), 0):
        return False
    if not exhibit.edited:
        return True
    how = exhibit.answer.how if exhibit.answer is not None else ""
    return how == "definition" or tracked.similarity >= ALIKE or _covers(quote, _ends(tracked), 2)


def _ends(place: Place) -> tuple[int, int]:
    return place.start, place.end


def _same_of_twins(exhibit: Exhibit, quote: Placement, path: str) -> bool:
    """Whether of several places with the quote's text this is the one that the base had there."""
    now = exhibit.now if path == exhibit.path else exhibit.elsewhere
    then = exhibit.then
    if now is None or then is None or len(then.equals) <= 1:
        return True
    old = then.near(*(exhibit.asked or exhibit.cited))
    if len(now.equals) != len(then.equals) or old not in then.equals or quote not in now.equals:
        return False
    return then.equals.index(old) == now.equals.index(quote)


def _changed_quote(exhibit: Exhibit, seen: Proof) -> Proof:
    """The quote was true at the base, and is not at the revision."""
    answer = exhibit.answer
    followed = exhibit.asked is not None and exhibit.asked != exhibit.cited
    if answer is None or not (seen.confirmed or followed):
        return seen
    if answer.verdict == "gone":
        if seen.quote is not None and seen.quote.score >= _HALF_THERE:
            left = seen.quote
            some = Place(exhibit.path, left.first, left.last, left.score, "quote")
            return replace(seen, candidates=(some,))
        return replace(seen, state=State.GONE, how=FOLLOWED)
    if answer.place is not None and answer.verdict != "same":
        return replace(
            seen,
            state=State.EDITED,
            place=answer.place,
            safety=Safety.UNSAFE,
            similarity=answer.similarity,
            how=FOLLOWED,
        )
    return replace(seen, candidates=answer.candidates)
