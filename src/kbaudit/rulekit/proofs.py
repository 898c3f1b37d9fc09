"""Proofs for all citations of one target at once: files are prepared and followed in bulk."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from kbaudit.read.citation import Citation, LineRange
from kbaudit.read.file import File, Kind
from kbaudit.rulekit.evidence import cited_definition, quoted
from kbaudit.rulekit.proof import GOOD, Exhibit, Proof, State, prove, stands_at
from kbaudit.target.quote import Placements, QuotedFile
from kbaudit.target.revision import Revision
from kbaudit.target.symbols import Definition, is_python
from kbaudit.target.track import Answer, Tracker

if TYPE_CHECKING:
    from kbaudit.rulekit.sources import Sources

_Key = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class _Case:
    """One cited range, and the files that its path means at the base and at the revision.

    `quote` is the code shown with it, `places` where that stands at the base. `asked` are the lines
    to follow: the cited ones, or those of the quote where the page cites others.
    """

    file: File
    citation: Citation
    lines: LineRange
    then: str
    now: str
    quote: str
    places: Placements | None
    asked: tuple[int, int]

    @property
    def follows_quote(self) -> bool:
        """Whether the page cites other lines than those of its quote at the base."""
        return self.asked != (self.lines.first, self.lines.last)


class Proofs:
    """The verdicts on the citations of `sources`, made when the first is asked for."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._files: dict[tuple[str, str], QuotedFile] = {}

    def of(self, file: File, citation: Citation, lines: LineRange) -> Proof:
        """The verdict on one range of a citation; not decided where its path is not."""
        return self.all.get(_key(file, citation, lines), Proof(State.UNPROVEN))

    def signature(self, file: File, citation: Citation) -> str:
        """What tells a citation apart without its numbers: its words before, and its quote."""
        start = file.text.rfind("\n", 0, citation.path_span.start) + 1
        words = file.text[start : citation.path_span.start]
        return " ".join(f"{words} {quoted(file, citation)}".split())[:160]

    @cached_property
    def all(self) -> dict[_Key, Proof]:
        """All verdicts, in the order of files and citations."""
        cases = list(self._cases())
        answers = self._answers(cases)
        return {
            _key(case.file, case.citation, case.lines): prove(self._exhibit(case, answer))
            for case, answer in zip(cases, answers, strict=True)
        }

    @property
    def _before(self) -> Revision | None:
        base = self._sources.base
        return base.revision if base is not None else None

    def _cases(self) -> list[_Case]:
        sources = self._sources
        at_base = sources.at_base
        cases = []
        for file in sources.files:
            for citation in file.citations:
                now = sources.cited(file, citation).path
                then = at_base.cited(file, citation).path if at_base is not None else ""
                if citation.approximate or not (now or then):
                    continue
                cases += [
                    self._case(file, citation, lines, then, now)
                    for lines in citation.ranges
                    if 1 <= lines.first <= lines.last
                ]
        return cases

    def _case(self, file: File, citation: Citation, lines: LineRange, then: str, now: str) -> _Case:
        quote = quoted(file, citation)
        places = self._places(self._before, then, quote)
        asked = (lines.first, lines.last)
        best = places.near(*asked) if places is not None else None
        sure = best is not None and best.score >= GOOD and places is not None and places.unique
        if best is not None and sure and not stands_at(best, *asked, 2):
            asked = (best.first, best.last)
        return _Case(file, citation, lines, then, now, quote, places, asked)

    def _answers(self, cases: list[_Case]) -> list[Answer | None]:
        """What the tracker says of each case; None where there is no base to follow from."""
        before = self._before
        if before is None:
            return [None] * len(cases)
        asked = [case for case in cases if case.then and self._exists(case, before)]
        tracker = Tracker(self._sources.target, before, self._sources.revision)
        found = tracker.locate_all([(case.then, *case.asked) for case in asked])
        known = {id(case): answer for case, answer in zip(asked, found, strict=True)}
        return [known.get(id(case)) for case in cases]

    def _exists(self, case: _Case, before: Revision) -> bool:
        lines = before.line_count(case.then)
        return lines is not None and case.asked[1] <= lines

    def _exhibit(self, case: _Case, answer: Answer | None) -> Exhibit:
        now, before = self._sources.revision, self._before
        place = answer.place if answer is not None else None
        moved_out = place is not None and place.path != case.now
        return Exhibit(
            path=case.now or case.then,
            first=case.lines.first,
            last=case.lines.last,
            now=self._places(now, case.now, case.quote),
            then=case.places,
            answer=answer,
            followed_quote=case.follows_quote,
            elsewhere=self._places(now, place.path, case.quote) if place and moved_out else None,
            named=self._definition(case, now, case.now),
            named_then=self._definition(case, before, case.then),
            whole=self._whole(case),
            historic=case.file.kind is Kind.REPORT,
            same_revision=before is not None and before.commit == now.commit,
        )

    def _places(self, revision: Revision | None, path: str, quote: str) -> Placements | None:
        if revision is None or not quote:
            return None
        key = (revision.commit, path)
        if key not in self._files:
            self._files[key] = QuotedFile((revision.text(path) if path else None) or "")
        return self._files[key].place(quote)

    def _definition(self, case: _Case, revision: Revision | None, path: str) -> Definition | None:
        if revision is None or not path or not is_python(path):
            return None
        text = revision.text(path) or ""
        return cited_definition(case.file, case.citation, text, self._sources.kb.scopes)

    def _whole(self, case: _Case) -> int | None:
        """The number of lines of a file that is cited from its first line to its last."""
        if case.lines.first != 1 or case.citation.quote is not None or not case.now:
            return None
        then = self._before.line_count(case.then) if self._before and case.then else None
        now = self._sources.revision.line_count(case.now)
        known = {count for count in (then, self._mapped.get(case.now)) if count}
        if now is not None and not known:
            known = {now}
        whole = any(abs(case.lines.last - count) <= 1 for count in known)
        return now if whole else None

    @cached_property
    def _mapped(self) -> dict[str, int]:
        """Numbers of lines as the map has them, from the day on which the pages were written."""
        rows = (row for file in self._sources.kb.maps for row in file.rows)
        return {row.path: row.lines for row in rows if row.lines is not None}


def _key(file: File, citation: Citation, lines: LineRange) -> _Key:
    return file.path, citation.path_span.start, lines.span.start
