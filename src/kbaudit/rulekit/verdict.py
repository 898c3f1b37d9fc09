"""The verdict on one cited range: is the page right at the revision, and where is the code now."""

from dataclasses import replace

from kbaudit.model.edit import Safety
from kbaudit.rulekit.proof import Exhibit, Proof, State
from kbaudit.rulekit.verdict_lines import by_lines
from kbaudit.rulekit.verdict_quote import by_quote
from kbaudit.target.track import Place

_GROWTH = 2.0
"""A file that is more than so many times as long, or short, as it was may be another one."""


def prove(exhibit: Exhibit) -> Proof:
    """The verdict on `exhibit`."""
    if exhibit.whole is not None:
        return _whole_file(exhibit, exhibit.whole)
    if exhibit.now is not None:
        return by_quote(exhibit, exhibit.now)
    return by_lines(exhibit)


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
