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

IN_PLACE = 0.6
"""Share of a quote that will do where it stands just where its citation says."""

NOTHING = 0.35
"""Share of a quote below which it does not stand there in any form."""

_ALIKE = 0.9
_SAME_TEXT = 0.02
_HALF_THERE = 0.5
_GROWTH = 2.0
"""A file that is more than so many times as long, or short, as it was may be another one."""
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
    whether the page was right at the base. `quote` and `quote_at_base` are where the quote stands,
    `only` tells that the file has the former in one place.
    """

    state: State
    place: Place | None = None
    safety: Safety = Safety.HINT
    how: str = ""
    similarity: float = 1.0
    confirmed: bool = False
    quote: Placement | None = None
    quote_at_base: Placement | None = None
    only: bool = False
    candidates: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Exhibit:
    """All evidence about lines `first` to `last` (1-based, inclusive) of `path`.

    `now` and `then` are the places of the quote at the revision and at the base, None without a
    quote (`then` also without a base). `answer` is the tracker's, None without a base; it is about
    the lines `asked`: the cited ones, or those of the quote at the base where the page named other
    ones. `elsewhere` are places of the quote in the file that the answer names. `named` and
    `named_then` are the definition that the page names. `whole` gives the number of lines of the
    file for a citation of all of it.
    """

    path: str
    first: int
    last: int
    now: Placements | None = None
    then: Placements | None = None
    answer: Answer | None = None
    asked: tuple[int, int] | None = None
    elsewhere: Placements | None = None
    named: Definition | None = None
    named_then: Definition | None = None
    whole: int | None = None
    same_revision: bool = False
    known: bool = False
    """The lock says that the page was right at the base."""
    doubtful: bool = False
    """Too few quotes of the pages are true at the base to trust it without a look."""
    historic: bool = False
    """The file is a report: it tells what was read on its day, in round numbers."""

    @property
    def cited(self) -> tuple[int, int]:
        """The lines that the page names."""
        return self.first, self.last

    @property
    def tracked(self) -> Place | None:
        """Where the tracker says that the lines are."""
        return self.answer.place if self.answer is not None else None

    @property
    def edited(self) -> bool:
        """Whether the tracker says that the lines were changed."""
        return self.answer is not None and self.answer.verdict == "edited"


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


def better_range(first: int, last: int, quote: Placement) -> tuple[int, int]:
    """Lines to cite instead of `first`-`last` for a quote that stands where they do, nearly.

    Those of the quote where it has as many or more, else as few as have all that is cited and
    quoted.
    """
    if first <= quote.first and quote.last <= last:
        return first, last
    if last - first <= quote.last - quote.first:
        return quote.first, quote.last
    return min(first, quote.first), max(last, quote.last)


def _whole_file(exhibit: Exhibit, lines: int) -> Proof:
    """``Lines: 1-331`` of a file of 331 lines: it means the file, however long it is now."""
    if abs(exhibit.last - lines) <= 1:
        return Proof(State.PROVEN, how="the whole file", confirmed=True)
    place = Place(exhibit.path, 1, lines, 1.0, "whole file")
    seen = Proof(State.MOVED, place, Safety.SAFE, "the page cites the whole file", confirmed=True)
    grown = max(exhibit.last / max(lines, 1), lines / exhibit.last)
    left = exhibit.tracked is not None and exhibit.tracked.path != exhibit.path
    gone = exhibit.answer is not None and exhibit.answer.verdict == "gone"
    return replace(seen, safety=Safety.UNSAFE) if grown > _GROWTH or left or gone else seen


def _by_quote(exhibit: Exhibit, now: Placements) -> Proof:
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
    return how == "definition" or tracked.similarity >= _ALIKE or _covers(quote, _ends(tracked), 2)


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


def _by_lines(exhibit: Exhibit) -> Proof:
    """Without a quote: the lines followed from the base, and the definition that the page names."""
    answer, named, then = exhibit.answer, exhibit.named, exhibit.named_then
    defined = then is not None and _is_about(then, exhibit.first, exhibit.last)
    confirmed = exhibit.known or defined
    seen = Proof(State.UNSURE, confirmed=confirmed)
    if answer is not None and answer.verdict == "same" and answer.path != exhibit.path:
        # The path means another file than it meant at the base, where the code still is.
        return replace(seen, candidates=(answer.place,) if answer.place else ())
    if named is not None and _is_nearer_now(named, then, exhibit):
        return replace(seen, state=State.PROVEN, how="the definition")
    if answer is None or answer.verdict == "same":
        about = then if answer is not None else named
        proven = about is not None and _is_about(about, exhibit.first, exhibit.last)
        proven = proven or (exhibit.known and answer is not None)
        state = State.PROVEN if proven else State.UNPROVEN
        return replace(seen, state=state, how="the definition" if proven else "")
    if answer.place is None:
        return _lost_lines(exhibit, answer, seen)
    return _followed_lines(exhibit, answer, answer.place, seen)


def _lost_lines(exhibit: Exhibit, answer: Answer, seen: Proof) -> Proof:
    """The tracker found nothing; a definition that the page names may still be there."""
    named, then = exhibit.named, exhibit.named_then
    if named is not None:
        place = Place(exhibit.path, named.start, named.end, 0.0, "definition")
        kept = then is not None and then.qualified == named.qualified
        if not (seen.confirmed and kept):
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
    about = (
        named is not None
        and place.path == exhibit.path
        and _is_about(named, place.start, place.end)
    )
    then = exhibit.named_then
    kept = named is not None and (then is None or then.qualified == named.qualified)
    agrees = seen.confirmed and about and kept
    if edited and exhibit.historic and not agrees:
        return replace(seen, candidates=(place,))
    if edited and seen.confirmed and named is not None and not agrees:
        other = Place(exhibit.path, named.start, named.end, 0.0, "definition")
        return replace(seen, candidates=(other, place))
    certain = agrees and (not edited or answer.how == "definition" or answer.similarity >= _ALIKE)
    if exhibit.doubtful and not (then and named and _off(then, *exhibit.cited) == 0):
        certain = False
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


def _is_nearer_now(now: Definition, then: Definition | None, exhibit: Exhibit) -> bool:
    """Whether the page has the lines of a definition at the revision, and less so at the base.

    So it is when its numbers have been repaired: followed once more, they would be led astray.
    """
    if not _is_about(now, *exhibit.cited):
        return False
    before = _off(then, *exhibit.cited) if then is not None else 0
    if then is None or (exhibit.doubtful and before):
        return True
    return _off(now, *exhibit.cited) < before


def _off(definition: Definition, first: int, last: int) -> int:
    """How far lines are from those of a definition, with or without its decorators."""
    begin = min(abs(first - definition.start), abs(first - definition.line))
    return begin + abs(last - definition.end)


def _is_about(definition: Definition, first: int, last: int) -> bool:
    """Whether lines `first` to `last` are about a definition: begin with it, or cover the same."""
    if definition.start - 2 <= first <= definition.line + 2:
        return True
    both = min(last, definition.end) - max(first, definition.start) + 1
    either = max(last, definition.end) - min(first, definition.start) + 1
    return both / either >= _SAME_DEFINITION
