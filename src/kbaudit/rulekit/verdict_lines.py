"""The verdict on a cited range without a quote: by lines followed, and what the page defines."""

from dataclasses import replace

from kbaudit.model.edit import Safety
from kbaudit.rulekit.proof import ALIKE, FOLLOWED, Exhibit, Proof, State
from kbaudit.target.symbols import Definition
from kbaudit.target.track import Answer, Place

_SAME_DEFINITION = 0.7
_NEARLY = 2
_CUT = "the definition that the page names, which the lines cut at the base"
_LONG = 60
"""A range of more lines than this, which nothing confirms, is never called gone."""


def by_lines(exhibit: Exhibit) -> Proof:
    """Without a quote: the lines followed from the base, and the definition that the page names."""
    answer, named, then = exhibit.answer, exhibit.named, exhibit.named_then
    cut = exhibit.meant is not None
    near = not cut or _begins_with(then, exhibit.first)
    defined = then is not None and near and _is_about(then, exhibit.first, exhibit.last)
    confirmed = exhibit.known or defined
    seen = Proof(State.UNSURE, confirmed=confirmed, meant=exhibit.meant)
    if answer is not None and answer.verdict == "same" and answer.path != exhibit.path:
        # The path means another file than it meant at the base, where the code still is.
        return replace(seen, candidates=(answer.place,) if answer.place else ())
    # Where the lock tells from which lines they were repaired, these are followed instead.
    plain = cut or exhibit.asked in (None, exhibit.cited)
    repaired = plain and named is not None and not (cut and then is None)
    if repaired and named is not None and _is_nearer_now(named, then, exhibit):
        return replace(seen, state=State.PROVEN, how="the definition")
    if exhibit.meant is not None and (answer is None or answer.verdict == "same"):
        place = Place(exhibit.path, *exhibit.meant, 1.0, "definition")
        near = _begins_with(then if answer is not None else named, exhibit.first)
        safety = Safety.SAFE if near else Safety.UNSAFE
        return replace(seen, state=State.PROVEN, place=place, safety=safety)
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
    edited = exhibit.edited
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
    certain = agrees and (not edited or answer.how == "definition" or answer.similarity >= ALIKE)
    if exhibit.doubtful and not (then and named and _off(then, *exhibit.cited) == 0):
        certain = False
    how = _CUT if exhibit.meant is not None else FOLLOWED
    if agrees and certain and named is not None:
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
    if then is None:
        return True
    after, before = _off(now, *exhibit.cited), _off(then, *exhibit.cited)
    return after < before or (exhibit.doubtful and before > 0 and after <= _NEARLY)


def _off(definition: Definition, first: int, last: int) -> int:
    """How far lines are from those of a definition, with or without its decorators."""
    begin = min(abs(first - definition.start), abs(first - definition.line))
    return begin + abs(last - definition.end)


def _begins_with(definition: Definition | None, first: int) -> bool:
    """Whether a line is that of a header, or of its first decorator, give or take two."""
    return definition is not None and definition.start - 2 <= first <= definition.line + 2


def _is_about(definition: Definition, first: int, last: int) -> bool:
    """Whether lines `first` to `last` are about a definition: begin with it, or cover the same."""
    if _begins_with(definition, first):
        return True
    both = min(last, definition.end) - max(first, definition.start) + 1
    either = max(last, definition.end) - min(first, definition.start) + 1
    return both / either >= _SAME_DEFINITION
