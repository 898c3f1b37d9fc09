"""Proofs for all citations of one target at once: files are prepared and followed in bulk."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from kbaudit.read.citation import Citation, LineRange
from kbaudit.read.file import File, Kind
from kbaudit.rulekit.evidence import cited_definition, quoted, shares_quote, signature_names
from kbaudit.rulekit.holds import Origin
from kbaudit.rulekit.lock import Claim, place_of
from kbaudit.rulekit.proof import (
    GOOD,
    IN_PLACE,
    Exhibit,
    Proof,
    State,
    better_range,
    stands_at,
)
from kbaudit.rulekit.skew import meant_lines
from kbaudit.rulekit.verdict import prove
from kbaudit.target.definitions import by_indentation
from kbaudit.target.placements import Placements
from kbaudit.target.revision import Revision
from kbaudit.target.symbols import Definition, is_python
from kbaudit.target.track import Answer

if TYPE_CHECKING:
    from kbaudit.rulekit.sources import Sources

_Key = tuple[str, int, int]
_LOCKED = "the lock: the file is the same"


@dataclass(frozen=True, slots=True)
class _Case:
    """One cited range, from where it is followed, and the file that its path means at the revision.

    `quote` is the code shown with it, `places` where that stands at the base. `asked` are the lines
    to follow: the cited ones, or those that the quote asks for where the page cites others.
    """

    file: File
    citation: Citation
    lines: LineRange
    origin: Origin | None
    now: str
    quote: str
    places: Placements | None
    asked: tuple[int, int]

    @property
    def before(self) -> Revision | None:
        """The base of this range."""
        return self.origin.revision if self.origin is not None else None

    @property
    def then(self) -> str:
        """The file at the base, empty where there is none."""
        return self.origin.path if self.origin is not None else ""


class Proofs:
    """The verdicts on the citations of `sources`, made when the first is asked for."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._signatures: dict[str, tuple[str, ...]] = {}
        """What `signature_names` gives, by the path of the page."""

    def of(self, file: File, citation: Citation, lines: LineRange) -> Proof:
        """The verdict on one range of a citation; not decided where its path is not."""
        return self.all.get(place_of(file, citation, lines), Proof(State.UNPROVEN))

    def signature(self, file: File, citation: Citation) -> str:
        """What tells a citation apart without its numbers: its words before, and its quote."""
        start = file.text.rfind("\n", 0, citation.path_span.start) + 1
        words = file.text[start : citation.path_span.start]
        return " ".join(f"{words} {quoted(file, citation)}".split())[:160]

    def origin(self, file: File, citation: Citation, lines: LineRange) -> Origin | None:
        """From where a cited range is followed: its entry in the lock, else the base of all."""
        held = self._sources.holds.all.get(place_of(file, citation, lines))
        if held is not None:
            return held
        at_base = self._sources.at_base
        if at_base is None:
            return None
        return Origin(at_base.revision, at_base.cited(file, citation).path)

    @cached_property
    def all(self) -> dict[_Key, Proof]:
        """All verdicts, in the order of files and citations."""
        cases, verdicts = self._cases()
        answers = self._answers(cases)
        for case, answer in zip(cases, answers, strict=True):
            place = place_of(case.file, case.citation, case.lines)
            verdicts[place] = prove(self._exhibit(case, answer))
        claims = self._sources.holds.claims
        return {claim.place: verdicts[claim.place] for claim in claims if claim.place in verdicts}

    @cached_property
    def by_file(self) -> dict[str, list[Proof]]:
        """The verdicts of each file, by its path."""
        found: dict[str, list[Proof]] = defaultdict(list)
        for (path, _, _), proof in self.all.items():
            found[path].append(proof)
        return dict(found)

    def _cases(self) -> tuple[list[_Case], dict[_Key, Proof]]:
        """What must be looked at, and the verdicts that the lock gives without a look."""
        cases: list[_Case] = []
        verdicts: dict[_Key, Proof] = {}
        sources, claims = self._sources, self._sources.holds.claims
        # All paths first, so that all files are read in one go.
        paths = [sources.cited(claim.file, claim.citation).path for claim in claims]
        origins = [self.origin(claim.file, claim.citation, claim.lines) for claim in claims]
        for claim, now, origin in zip(claims, paths, origins, strict=True):
            if origin is not None and origin.unchanged and origin.known:
                verdicts[claim.place] = Proof(State.PROVEN, how=_LOCKED, confirmed=True)
            elif now or (origin is not None and origin.path):
                cases.append(self._case(claim, origin, now))
        return cases, verdicts

    def _case(self, claim: Claim, origin: Origin | None, now: str) -> _Case:
        quote = quoted(claim.file, claim.citation)
        before, then = (origin.revision, origin.path) if origin is not None else (None, "")
        places = self._places(before, then, quote) if then else None
        asked, revision = claim.cited_lines, self._sources.revision
        asked = origin.lines(asked) if origin is not None else asked
        if quote and shares_quote(claim.file, claim.citation):
            known = places if places and places.found else self._places(revision, now, quote)
            if not _is_of(asked, known):
                quote, places = "", None
        best = places.near(*asked) if places is not None else None
        sure = best is not None and best.score >= GOOD and places is not None and places.unique
        if best is not None and sure:
            if not stands_at(best, *asked, 2):
                asked = (best.first, best.last)
            elif best.verbatim:
                asked = better_range(*asked, best)
        case = _Case(claim.file, claim.citation, claim.lines, origin, now, quote, places, asked)
        cut = self._cut(case, before, then) if asked == claim.cited_lines else None
        return case if cut is None else replace(case, asked=cut)

    def _cut(self, case: _Case, revision: Revision | None, path: str) -> tuple[int, int] | None:
        """The lines of the definition that the page names, where the cited ones cut it.

        What the lock vouches for is taken as it is.
        """
        if case.origin is not None and case.origin.known:
            return None
        meant = self._definition(case, revision, path)
        if meant is None or revision is None:
            return None
        others = by_indentation(revision.text(path) or "")
        return meant_lines(meant, case.lines.first, case.lines.last, others)

    def _answers(self, cases: list[_Case]) -> list[Answer | None]:
        """What the tracker says of each case; None where there is no base to follow from.

        All cases with the same base are followed together.
        """
        answers: list[Answer | None] = [None] * len(cases)
        by_base: dict[str, list[int]] = defaultdict(list)
        for number, case in enumerate(cases):
            if case.before is not None and case.then and _exists(case, case.before):
                by_base[case.before.commit].append(number)
        for numbers in by_base.values():
            before = cases[numbers[0]].before
            if before is None:
                continue
            queries = [(cases[n].then, *cases[n].asked) for n in numbers]
            sources = self._sources
            found = sources.readings.follow(sources.target, before, sources.revision, queries)
            for number, answer in zip(numbers, found, strict=True):
                answers[number] = answer
        return answers

    def _exhibit(self, case: _Case, answer: Answer | None) -> Exhibit:
        now, before = self._sources.revision, case.before
        then = before if case.then else None
        place = answer.place if answer is not None else None
        moved_out = place is not None and place.path != case.now
        return Exhibit(
            path=case.now or case.then,
            first=case.lines.first,
            last=case.lines.last,
            now=self._places(now, case.now, case.quote),
            then=case.places,
            answer=answer,
            asked=case.asked,
            elsewhere=self._places(now, place.path, case.quote) if place and moved_out else None,
            named=self._definition(case, now, case.now),
            named_then=self._definition(case, before, case.then),
            whole=self._whole(case),
            meant=self._cut(case, then or now, case.then if then else case.now),
            known=case.origin is not None and case.origin.known,
            doubtful=self._is_doubtful(case),
            historic=case.file.kind is Kind.REPORT,
            same_revision=before is not None and before.commit == now.commit,
        )

    def _is_doubtful(self, case: _Case) -> bool:
        """Whether neither the lock nor the quotes of other pages tell that the base is right."""
        if case.origin is not None and case.origin.known:
            return False
        base = self._sources.base
        return base is None or not base.fits

    def _places(self, revision: Revision | None, path: str, quote: str) -> Placements | None:
        if revision is None or not quote:
            return None
        return self._sources.readings.view(revision).place(path, quote)

    def _definition(self, case: _Case, revision: Revision | None, path: str) -> Definition | None:
        if revision is None or not path or not is_python(path):
            return None
        text = revision.text(path) or ""
        file = case.file
        if file.path not in self._signatures:
            self._signatures[file.path] = signature_names(file)
        names, scopes = self._signatures[file.path], self._sources.kb.scopes
        return cited_definition(file, case.citation, names, text, scopes)

    def _whole(self, case: _Case) -> int | None:
        """The number of lines of a file that is cited from its first line to its last."""
        if case.lines.first != 1 or case.citation.quote is not None or not case.now:
            return None
        then = case.before.line_count(case.then) if case.before and case.then else None
        now = self._sources.revision.line_count(case.now)
        known = {count for count in (then, now, self._mapped.get(case.now)) if count}
        whole = any(abs(case.lines.last - count) <= 1 for count in known)
        return now if whole else None

    @cached_property
    def _mapped(self) -> dict[str, int]:
        """Numbers of lines as the map has them, from the day on which the pages were written."""
        rows = (row for file in self._sources.kb.maps for row in file.rows)
        return {row.path: row.lines for row in rows if row.lines is not None}


def _is_of(cited: tuple[int, int], places: Placements | None) -> bool:
    """Whether all of a quote stands in the cited lines, give or take two."""
    best = places.near(*cited) if places is not None else None
    if best is None or best.score < IN_PLACE:
        return False
    return cited[0] - 2 <= best.first and best.last <= cited[1] + 2


def _exists(case: _Case, before: Revision) -> bool:
    lines = before.line_count(case.then)
    return lines is not None and case.asked[1] <= lines
