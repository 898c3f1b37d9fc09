"""The target, and the history of the knowledge base, as they are shown to the rules of one file.

See `kbaudit.engine.reuse.views`. What follows from the revision of the target alone needs no
question.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from kbaudit.engine.reuse.room import EVERYTHING, Notes, TooSoonError
from kbaudit.read.citation import Citation, LineRange
from kbaudit.read.file import File
from kbaudit.read.lists import RepoMap
from kbaudit.read.page import Page
from kbaudit.read.part import followed
from kbaudit.rulekit.updates import Stated

if TYPE_CHECKING:
    from kbaudit.model.report import Coverage
    from kbaudit.rulekit.cited import Cited
    from kbaudit.rulekit.proof import Proof
    from kbaudit.rulekit.sources import Sources

_Place = tuple[str, int, int]
"""A citation by its page, and by where it and its path stand there."""


class SourcesView:
    """A target as one file's rules see it.

    What is made of all citations at once is not noted: a file learns of its own ones only from it.
    """

    def __init__(self, notes: Notes, sources: Sources) -> None:
        self._notes = notes
        self._sources = sources
        self._cited: dict[_Place, Cited] = {}
        self._proved: dict[_Place, tuple[tuple[LineRange, Proof], ...]] = {}

    @cached_property
    def base(self) -> Any:
        """See `Sources.base`."""
        return self._based("base")

    @cached_property
    def based(self) -> bool:
        """See `Sources.based`."""
        return bool(self._notes.ask("based", self._sources.scope))

    @cached_property
    def at_base(self) -> SourcesView | None:
        """See `Sources.at_base`."""
        return self._shown(self._based("at_base"))

    def of_map(self, repo_map: RepoMap) -> SourcesView | None:
        """See `Sources.of_map`."""
        self._notes(repo_map, "properties")
        self._notes.ask("base", self._sources.scope)
        with followed(None):
            return self._shown(self._sources.of_map(repo_map))

    @cached_property
    def proofs(self) -> Any:
        """See `Sources.proofs`."""
        self._notes.note(("proofs", self._sources.scope))
        for repo_map in self._notes.room.kb.maps:
            self._notes(repo_map, "rows")
        proofs = self._based("proofs")
        if proofs.lack(self._notes.path):
            raise TooSoonError("proofs")
        return proofs

    @property
    def vanished(self) -> Any:
        """See `Sources.vanished`, which follows from the history of the target alone."""
        self._notes.room.wait_for(("vanished", self._sources.scope))
        if not self._sources.searching:
            raise TooSoonError("vanished")
        return self.__getattr__("vanished")

    def removal(self, *arguments: Any) -> Any:
        """See `Sources.removal`."""
        self._notes.ask("base", self._sources.scope)
        with followed(None):
            return self._sources.removal(*arguments)

    def coverage(self, file: File, *, ranges: bool) -> list[Coverage]:
        """See `Sources.coverage`."""
        with followed(None):
            return list(self._sources.coverage(file, ranges=ranges))

    def lost(self) -> list[Coverage]:
        """See `Sources.lost`, which asks what all pages cite."""
        with followed(None):
            found = list(self._sources.lost())
        if found:
            self._notes.note(EVERYTHING)
        return found

    def cited(self, file: File, citation: Citation) -> Cited:
        """See `Sources.cited`; many rules ask for each citation."""
        place = _place(file, citation)
        if place not in self._cited:
            self._cited[place] = self._looked_up(file, citation)
        return self._cited[place]

    def _looked_up(self, file: File, citation: Citation) -> Cited:
        from kbaudit.rulekit.cited import Status

        with followed(None):
            found = self._sources.cited(file, citation)
        if found.status not in (Status.FOUND, Status.AMBIGUOUS, Status.OTHER_REVISION):
            self._notes.ask("name", citation.path.removeprefix("./").rsplit("/", 1)[-1])
        if file.path != self._notes.path and self._sources.is_told_by_words(citation):
            _ = file.cited_words
        return found

    def proved(self, file: File, citation: Citation) -> tuple[tuple[LineRange, Proof], ...]:
        """See `Sources.proved`; many rules ask for each citation."""
        place = _place(file, citation)
        if place not in self._proved:
            proved = type(self._sources).proved  # which asks the view, so that it is noted
            self._proved[place] = proved(cast("Sources", self), file, citation)
        return self._proved[place]

    def __getattr__(self, name: str) -> Any:
        with followed(None):
            return getattr(self._sources, name)

    def _based(self, name: str) -> Any:
        self._notes.ask("base", self._sources.scope)
        return self.__getattr__(name)

    def _shown(self, sources: Sources | None) -> SourcesView | None:
        return SourcesView(self._notes, sources) if sources is not None else None


def _place(file: File, citation: Citation) -> _Place:
    return file.path, citation.span.start, citation.path_span.start


class UpdatesView:
    """The history of the knowledge base as one file's rules see it."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes

    @property
    def missing(self) -> str:
        """See `Updates.missing`."""
        return str(self._notes.ask("history"))

    def is_future(self, day: Any) -> bool:
        """See `Updates.is_future`."""
        return bool(self._notes.ask("future", day.isoformat()))

    def younger(self, page: Page, stated: Stated) -> Any:
        """See `Updates.younger`."""
        place = (str(stated.span.start), str(stated.span.end))
        return self._notes.ask("younger", page.path, stated.day.isoformat(), *place, stated.text)
