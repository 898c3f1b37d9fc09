"""Cited ranges that are to be proved: from where each is followed, and what its page offers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING

from kbaudit.read.citation import Citation, LineRange
from kbaudit.read.file import File
from kbaudit.read.kind import Kind
from kbaudit.rulekit.evidence import Named, quoted, shares_quote
from kbaudit.rulekit.holds import Origin
from kbaudit.rulekit.lock import ranges_of
from kbaudit.rulekit.proof import GOOD, IN_PLACE, Exhibit, better_range, stands_at
from kbaudit.rulekit.skew import meant_lines
from kbaudit.target.definitions import by_indentation
from kbaudit.target.placements import Placements
from kbaudit.target.revision import Revision
from kbaudit.target.symbols import Definition, is_python
from kbaudit.target.track import Answer

if TYPE_CHECKING:
    from kbaudit.rulekit.sources import Sources

Spot = tuple[int, int]
"""A cited range on its page: where the path stands, and where the lines do."""


def spot_of(citation: Citation, lines: LineRange) -> Spot:
    """What tells a cited range from all others of its page."""
    return citation.path_span.start, lines.span.start


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A cited range of the page `page`, which nothing has settled yet.

    `exhibit` makes the whole evidence when it is given where the lines went, and has all else that
    speaks for them. They are followed from `origin`: the lines `asked`, the cited ones or those
    that the page means instead. `now` is the file that its path means at the revision, if any, and
    `quote` the code shown with it.
    """

    page: str
    spot: Spot
    origin: Origin | None
    now: str
    asked: tuple[int, int]
    quote: str
    exhibit: Callable[..., Exhibit]

    @property
    def then(self) -> str:
        """The path of the file at the base, empty where there is none."""
        return self.origin.path if self.origin is not None else ""

    @property
    def base(self) -> Revision | None:
        """The revision from which the lines are followed; None where they are not there."""
        if self.origin is None or not self.then:
            return None
        lines = self.origin.revision.line_count(self.then)
        return self.origin.revision if lines is not None and self.asked[1] <= lines else None


@dataclass(frozen=True, slots=True)
class Cite:
    """A cited range, from where it is followed, and the file that its path means now, if any."""

    file: File
    citation: Citation
    lines: LineRange
    origin: Origin | None
    now: str


class Inquiries:
    """Makes them for the citations of `sources`."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources

    def cites(self, file: File) -> Iterator[Cite]:
        """The cited ranges of a page, in its order."""
        for citation, lines in ranges_of(file):
            now = self._sources.cited(file, citation).path
            yield Cite(
                file, citation, lines, self._sources.holds.origin(file, citation, lines), now
            )

    def of(self, cite: Cite, named: Named) -> Inquiry:
        """What is to be found out of a cited range; `named` are the definitions of its page."""
        file, citation, origin = cite.file, cite.citation, cite.origin
        cited = (cite.lines.first, cite.lines.last)
        before, then = (origin.revision, origin.path) if origin is not None else (None, "")
        revision = self._sources.revision
        quote = quoted(file, citation)
        places = self._places(before, then, quote) if then else None
        asked = origin.lines(cited) if origin is not None else cited
        if quote and shares_quote(file, citation):
            known = places if places and places.found else self._places(revision, cite.now, quote)
            if not _is_of(asked, known):
                quote, places = "", None
        best = places.near(*asked) if places is not None else None
        if best is not None and places is not None and best.score >= GOOD and places.unique:
            if not stands_at(best, *asked, 2):
                asked = (best.first, best.last)
            elif best.verbatim:
                asked = better_range(*asked, best)
        now = _definition(named, citation, revision, cite.now)
        once = _definition(named, citation, before, then)
        known_there = origin is not None and origin.known
        meant = None
        if not known_there:
            where = (once, before, then) if then else (now, revision, cite.now)
            meant = _meant(*where, cited)
        if asked == cited and meant is not None and then:
            asked = meant
        exhibit = partial(
            Exhibit,
            path=cite.now or then,
            first=cited[0],
            last=cited[1],
            now=self._places(revision, cite.now, quote),
            then=places,
            asked=asked,
            named=now,
            named_then=once,
            whole=self._whole(cite),
            meant=meant,
            known=known_there,
            doubtful=not known_there and not self._is_trusted,
            historic=file.kind is Kind.REPORT,
            same_revision=before is not None and before.commit == revision.commit,
        )
        spot = spot_of(citation, cite.lines)
        return Inquiry(file.path, spot, origin, cite.now, asked, quote, exhibit)

    def answered(self, inquiry: Inquiry, answer: Answer | None) -> Exhibit:
        """All evidence, with what the tracker says; None where there is no base to follow from."""
        place, quote = answer.place if answer is not None else None, inquiry.quote
        if place is None or not quote or place.path == inquiry.now:
            return inquiry.exhibit(answer=answer)
        elsewhere = self._places(self._sources.revision, place.path, quote)
        return inquiry.exhibit(answer=answer, elsewhere=elsewhere)

    @cached_property
    def _is_trusted(self) -> bool:
        """Whether the quotes of the pages tell that the base is right."""
        base = self._sources.base
        return base is not None and base.fits

    def _places(self, revision: Revision | None, path: str, quote: str) -> Placements | None:
        if revision is None or not quote:
            return None
        return self._sources.readings.view(revision).place(path, quote)

    def _whole(self, cite: Cite) -> int | None:
        """The number of lines of a file that is cited from its first line to its last."""
        lines, path, origin = cite.lines, cite.now, cite.origin
        if lines.first != 1 or cite.citation.quote is not None or not path:
            return None
        then = origin.revision.line_count(origin.path) if origin and origin.path else None
        now = self._sources.revision.line_count(path)
        known = {count for count in (then, now, self._mapped.get(path)) if count}
        whole = any(abs(lines.last - count) <= 1 for count in known)
        return now if whole else None

    @cached_property
    def _mapped(self) -> dict[str, int]:
        """Numbers of lines as the map has them, from the day on which the pages were written."""
        rows = (row for file in self._sources.kb.maps for row in file.rows)
        return {row.path: row.lines for row in rows if row.lines is not None}


def _definition(
    named: Named, citation: Citation, revision: Revision | None, path: str
) -> Definition | None:
    """The definition of a file that a page cites as a whole, if it does."""
    if revision is None or not path or not is_python(path) or not named.may_be_of(citation):
        return None
    return named.definition(revision.text(path) or "")


def _meant(
    meant: Definition | None, revision: Revision | None, path: str, cited: tuple[int, int]
) -> tuple[int, int] | None:
    """The lines of the definition that the page names, where the cited ones cut it."""
    if meant is None or revision is None:
        return None
    return meant_lines(meant, *cited, by_indentation(revision.text(path) or ""))


def _is_of(cited: tuple[int, int], places: Placements | None) -> bool:
    """Whether all of a quote stands in the cited lines, give or take two."""
    best = places.near(*cited) if places is not None else None
    if best is None or best.score < IN_PLACE:
        return False
    return cited[0] - 2 <= best.first and best.last <= cited[1] + 2
