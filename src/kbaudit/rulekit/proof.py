"""Proof of one cited range: what of the page speaks for it at the revision, and where the code is.

Three kinds of evidence are independent of each other: the quote that the page shows, the lines
followed from a base at which the page was right, and the definition that the page names. A quote
that stands verbatim in one place decides alone; otherwise two kinds must agree before a repair of
the numbers is called safe. Numbers carried over from a base at which nothing confirmed them stay
unsafe: of citations found in the wild a quarter was wrong when written.
"""

from dataclasses import dataclass, replace
from enum import Enum

from kbaudit.model.edit import Safety
from kbaudit.target.quote import Placement, Placements
from kbaudit.target.symbols import Definition
from kbaudit.target.track import Answer, Place

GOOD = 0.75
"""Share of a quote that must be found to say that it stands there."""

NOTHING = 0.35
"""Share of a quote below which it does not stand there in any form."""

_ALIKE = 0.9
_SAME_TEXT = 0.05
_SAME_DEFINITION = 0.7
_LONG = 60
"""A range of more lines than this, which nothing confirms, is never called gone."""

FOLLOWED = "the lines followed from the base"


class State(Enum):
    """What can be said of a cited range at the revision."""

    PROVEN = "proven"
    UNPROVEN = "nothing on the page speaks for or against them"
    MOVED = "moved"
    EDITED = "edited"
    GONE = "gone"
    NEVER = "never true"
    UNSURE = "cannot tell"


@dataclass(frozen=True, slots=True)
class Proof:
    """The verdict on one cited range.

    `place` is where the code is now. `how` tells what decided, in words. `safety` is that of
    renumbering. `similarity` (0..1) is how much of the code is left, for EDITED. `confirmed` tells
    whether the page was right at the base. `quote` and `quote_at_base` are where the quote stands.
    """

    state: State
    place: Place | None = None
    safety: Safety = Safety.HINT
    how: str = ""
    similarity: float = 1.0
    confirmed: bool = False
    quote: Placement | None = None
    quote_at_base: Placement | None = None
    candidates: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Exhibit:
    """All evidence about lines `first` to `last` (1-based, inclusive) of `path`.

    `now` and `then` are the places of the quote at the revision and at the base, None without a
    quote (`then` also without a base). `answer` is the tracker's, None without a base; it is about
    the cited lines, or about those of the quote at the base where the page named wrong ones
    (`followed_quote`). `elsewhere` are places of the quote in the file that the answer names.
    `named` and `named_then` are the definition that the page names. `whole` gives the number of
    lines of the file for a citation of all of it.
    """

    path: str
    first: int
    last: int
    now: Placements | None = None
    then: Placements | None = None
    answer: Answer | None = None
    followed_quote: bool = False
    elsewhere: Placements | None = None
    named: Definition | None = None
    named_then: Definition | None = None
    whole: int | None = None
    same_revision: bool = False
    historic: bool = False
    """The file is a report: it tells what was read on its day, in round numbers."""


def prove(exhibit: Exhibit) -> Proof:
    """The verdict on `exhibit`."""
    if exhibit.whole is not None:
        return _whole_file(exhibit, exhibit.whole)
    if exhibit.now is not None:
        return _by_quote(exhibit, exhibit.now)
    return _by_lines(exhibit)


def stands_at(place: Placement, first: int, last: int, slack: int = 1) -> bool:
    """Whether a quote stands where its citation says, give or take `slack` lines.

    A citation may name more lines than it quotes, and a quote may end early; it begins where the
    citation begins, or lies inside.
    """
    inside = first - slack <= place.first and place.last <= last + slack
    return inside or (abs(place.first - first) <= slack and place.first <= last)


def _whole_file(exhibit: Exhibit, lines: int) -> Proof:
    """``Lines: 1-331`` of a file of 331 lines: it means the file, however long it is now."""
    if abs(exhibit.last - lines) <= 1:
        return Proof(State.PROVEN, how="the whole file", confirmed=True)
    place = Place(exhibit.path, 1, lines, 1.0, "whole file")
    return Proof(State.MOVED, place, Safety.SAFE, "the page cites the whole file", confirmed=True)


def _by_quote(exhibit: Exhibit, now: Placements) -> Proof:
    then = exhibit.then.near(exhibit.first, exhibit.last) if exhibit.then is not None else None
    at_base = then if then is not None and then.score >= GOOD else None
    confirmed = at_base is not None and stands_at(at_base, exhibit.first, exhibit.last, 2)
    tracked = exhibit.answer.place if exhibit.answer is not None else None
    near = (tracked.start, tracked.end) if tracked else (exhibit.first, exhibit.last)
    place = now.near(*near)
    seen = Proof(State.UNSURE, quote=place, quote_at_base=at_base, confirmed=confirmed)
    if place is not None and place.score >= GOOD:
        return _standing_quote(exhibit, now, place, seen)
    moved_out = exhibit.elsewhere.near(*near) if exhibit.elsewhere is not None else None
    if tracked is not None and moved_out is not None and moved_out.score >= GOOD:
        return _agreed(exhibit, tracked, moved_out, seen)
    if at_base is not None:
        return _changed_quote(exhibit, seen)
    best = max((p.score for p in (place, then) if p is not None), default=0.0)
    if best < NOTHING and exhibit.then is not None:
        return replace(seen, state=State.NEVER)
    return seen


def _standing_quote(exhibit: Exhibit, now: Placements, place: Placement, seen: Proof) -> Proof:
    """The quote stands in the cited file: in its place, or in another."""
    tracked = exhibit.answer.place if exhibit.answer is not None else None
    here = (exhibit.path, exhibit.first, exhibit.last)
    known = seen.confirmed or exhibit.followed_quote
    if tracked is not None and known and not exhibit.same_revision:
        if seen.confirmed and (tracked.path, tracked.start, tracked.end) == here:
            return replace(seen, state=State.PROVEN, how=f"the quote and {FOLLOWED} agree")
        return _agreed(exhibit, tracked, place, seen)
    if stands_at(place, exhibit.first, exhibit.last):
        return replace(seen, state=State.PROVEN, how="the quote")
    quote = Place(exhibit.path, place.first, place.last, place.score, "quote")
    size = exhibit.last - exhibit.first
    fits = abs((place.last - place.first) - size) <= 2
    if place.verbatim and now.unique and fits:
        how = "the quote stands there to the letter, and nowhere else"
        return replace(seen, state=State.MOVED, place=quote, safety=Safety.SAFE, how=how)
    if now.unique:
        safety = Safety.UNSAFE if place.ends else Safety.HINT
        return replace(seen, state=State.MOVED, place=quote, safety=safety, how="the quote")
    others = tuple(Place(exhibit.path, p.first, p.last, p.score, "quote") for p in now.found[:5])
    return replace(
        seen, state=State.UNSURE, how="the quote stands in several places", candidates=others
    )


def _agreed(exhibit: Exhibit, tracked: Place, quote: Placement, seen: Proof) -> Proof:
    """The quote and the tracker, which know nothing of each other, name the same place; or not."""
    agree = tracked.start - 2 <= quote.first and quote.last <= tracked.end + 2
    if not agree:
        other = Place(exhibit.path, quote.first, quote.last, quote.score, "quote")
        return replace(seen, candidates=(other, tracked))
    how = f"the quote and {FOLLOWED} agree"
    whole = seen.quote_at_base.score if seen.quote_at_base is not None else 1.0
    edited = exhibit.answer is not None and exhibit.answer.verdict == "edited"
    return replace(
        seen,
        state=State.EDITED if edited and quote.score < whole - _SAME_TEXT else State.MOVED,
        place=tracked,
        safety=Safety.SAFE,
        similarity=tracked.similarity,
        how=how,
    )


def _changed_quote(exhibit: Exhibit, seen: Proof) -> Proof:
    """The quote was true at the base, and is not at the revision."""
    answer = exhibit.answer
    if answer is None or not (seen.confirmed or exhibit.followed_quote):
        return seen
    if answer.verdict == "gone":
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


def _by_lines(exhibit: Exhibit) -> Proof:
    """Without a quote: the lines followed from the base, and the definition that the page names."""
    answer, named, then = exhibit.answer, exhibit.named, exhibit.named_then
    confirmed = then is not None and _is_about(then, exhibit.first, exhibit.last)
    seen = Proof(State.UNSURE, confirmed=confirmed)
    if answer is None or answer.verdict == "same":
        about = then if answer is not None else named
        proven = about is not None and _is_about(about, exhibit.first, exhibit.last)
        state = State.PROVEN if proven else State.UNPROVEN
        return replace(seen, state=state, how="the definition" if proven else "")
    if answer.place is None:
        return _lost_lines(exhibit, answer, seen)
    return _followed_lines(exhibit, answer, answer.place, seen)


def _lost_lines(exhibit: Exhibit, answer: Answer, seen: Proof) -> Proof:
    """The tracker found nothing; a definition that the page names may still be there."""
    named = exhibit.named
    if named is not None:
        place = Place(exhibit.path, named.start, named.end, 0.0, "definition")
        if not seen.confirmed:
            return replace(seen, candidates=(place, *answer.candidates))
        how = f"`{named.qualified}` is still there, rewritten"
        return replace(
            seen, state=State.EDITED, place=place, safety=Safety.UNSAFE, how=how, similarity=0.0
        )
    long = exhibit.last - exhibit.first >= _LONG
    if answer.verdict == "gone" and (seen.confirmed or not long):
        return replace(seen, state=State.GONE, how=FOLLOWED)
    return replace(seen, candidates=answer.candidates)


def _followed_lines(exhibit: Exhibit, answer: Answer, place: Place, seen: Proof) -> Proof:
    named = exhibit.named
    here = (place.path, place.start, place.end) == (exhibit.path, exhibit.first, exhibit.last)
    edited = answer.verdict == "edited"
    if here and not edited:
        state = State.PROVEN if seen.confirmed else State.UNPROVEN
        return replace(seen, state=state, how=FOLLOWED)
    agrees = seen.confirmed and named is not None and _is_about(named, place.start, place.end)
    if edited and exhibit.historic and not agrees:
        return replace(seen, candidates=(place,))
    if edited and seen.confirmed and named is not None and not agrees:
        other = Place(exhibit.path, named.start, named.end, 0.0, "definition")
        return replace(seen, candidates=(other, place))
    certain = agrees and (not edited or answer.how == "definition" or answer.similarity >= _ALIKE)
    how = FOLLOWED
    if agrees and named is not None:
        how = f"{FOLLOWED} and the definition of `{named.qualified}` agree"
    return replace(
        seen,
        state=State.EDITED if edited else State.MOVED,
        place=place,
        safety=Safety.SAFE if certain else Safety.UNSAFE,
        similarity=answer.similarity,
        how=how,
    )


def _is_about(definition: Definition, first: int, last: int) -> bool:
    """Whether lines `first` to `last` are about a definition: begin with it, or cover the same."""
    if definition.start - 2 <= first <= definition.line + 2:
        return True
    both = min(last, definition.end) - max(first, definition.start) + 1
    either = max(last, definition.end) - min(first, definition.start) + 1
    return both / either >= _SAME_DEFINITION
