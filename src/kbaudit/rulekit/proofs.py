"""Proofs for all citations of one target: files are prepared and followed in bulk.

Pages are taken in portions, so that of a hundred thousand of them the verdicts are kept and little
else. What needs a look at all files of the target waits until that is worth it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from kbaudit.read.citation import Citation, LineRange
from kbaudit.read.file import File
from kbaudit.rulekit.evidence import Named, quoted
from kbaudit.rulekit.holds import Origin
from kbaudit.rulekit.inquiry import Cite, Inquiries, Inquiry, Spot, spot_of
from kbaudit.rulekit.proof import Proof, State
from kbaudit.rulekit.readings import Following
from kbaudit.rulekit.verdict import prove
from kbaudit.target.track import Answer

if TYPE_CHECKING:
    from kbaudit.rulekit.sources import Sources
    from kbaudit.target.revision import Revision

_PAGES = 400
"""Pages that are looked at together."""
_WAITING = 5_000
"""Ranges for which all files of the target are looked through at once."""
_LOCKED = Proof(State.PROVEN, how="the lock: the file is the same", confirmed=True)
_UNPROVEN = Proof(State.UNPROVEN)


class Proofs:
    """The verdicts on the citations of `sources`, made when the first is asked for."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources

    def of(self, file: File, citation: Citation, lines: LineRange) -> Proof:
        """The verdict on one range of a citation; not decided where its path is not."""
        return self.by_file.get(file.path, {}).get(spot_of(citation, lines), _UNPROVEN)

    def signature(self, file: File, citation: Citation) -> str:
        """What tells a citation apart without its numbers: its words before, and its quote."""
        start = file.text.rfind("\n", 0, citation.path_span.start) + 1
        words = file.text[start : citation.path_span.start]
        return " ".join(f"{words} {quoted(file, citation)}".split())[:160]

    def origin(self, file: File, citation: Citation, lines: LineRange) -> Origin | None:
        """From where a cited range is followed: its entry in the lock, else the base of all."""
        return self._sources.holds.origin(file, citation, lines)

    def lack(self, path: str) -> bool:
        """Whether verdicts on citations of a page take a search, and none was to be done."""
        return path in self._maker.put_off

    @cached_property
    def by_file(self) -> dict[str, dict[Spot, Proof]]:
        """All verdicts, by the path of the page and the place there."""
        return self._maker.made

    @cached_property
    def _maker(self) -> _Maker:
        maker = _Maker(self._sources)
        maker.make()
        return maker


class _Maker:
    """Makes all verdicts; those that wait for a look at all files of the target are `_waiting`."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._inquiries = Inquiries(sources)
        self._waiting: list[Inquiry] = []
        self.made: dict[str, dict[Spot, Proof]] = defaultdict(dict)
        """The verdicts, by the path of the page and the place there."""
        self.put_off: set[str] = set()
        """The paths of pages on which there would be more."""

    def make(self) -> None:
        """Make all verdicts."""
        files = self._sources.files
        for start in range(0, len(files), _PAGES):
            # All paths first, so that all files are read in one go.
            portion = files[start : start + _PAGES]
            cites = [(file, list(self._inquiries.cites(file))) for file in portion]
            self._prove([one for file, some in cites for one in self._open(file, some)])
            if not self._sources.searching:
                self.put_off.update(one.page for one in self._waiting)
                self._waiting.clear()
            elif len(self._waiting) >= _WAITING:
                self._search()
        self._search()

    def _open(self, file: File, cites: Iterable[Cite]) -> Iterator[Inquiry]:
        """What must be looked at of a page; the lock gives verdicts without a look."""
        named = Named(file, self._sources.kb.scopes)
        for cite in cites:
            origin = cite.origin
            if origin is not None and origin.unchanged and origin.known:
                self.made[file.path][spot_of(cite.citation, cite.lines)] = _LOCKED
            elif cite.now or (origin is not None and origin.path):
                yield self._inquiries.of(cite, named)

    def _prove(self, inquiries: Sequence[Inquiry]) -> None:
        """Give the verdicts that need no search of the whole tree."""
        for following, some in self._by_base(inquiries):
            if following is None:
                for one in some:
                    self._give(one, None)
                continue
            queries = [(one.then, *one.asked) for one in some]
            for one, answer in zip(some, following.decided(queries), strict=True):
                if answer is None:
                    self._waiting.append(one)
                else:
                    self._give(one, answer)

    def _search(self) -> None:
        """Give the verdicts that waited."""
        waiting, self._waiting = self._waiting, []
        for following, some in self._by_base(waiting):
            queries = [(one.then, *one.asked) for one in some]
            answers = following.searched(queries) if following is not None else ()
            for one, answer in zip(some, answers, strict=True):
                self._give(one, answer)

    def _give(self, inquiry: Inquiry, answer: Answer | None) -> None:
        proof = prove(self._inquiries.answered(inquiry, answer))
        self.made[inquiry.page][inquiry.spot] = proof

    def _by_base(
        self, inquiries: Iterable[Inquiry]
    ) -> Iterator[tuple[Following | None, Sequence[Inquiry]]]:
        """All that is followed from one base together, and apart what has none."""
        found: dict[str, list[Inquiry]] = defaultdict(list)
        for one in inquiries:
            found[one.base.commit if one.base is not None else ""].append(one)
        for some in found.values():
            base = some[0].base
            yield (self._follow(base) if base is not None else None), some

    def _follow(self, base: Revision) -> Following:
        sources = self._sources
        return sources.readings.following(sources.target, base, sources.revision)
