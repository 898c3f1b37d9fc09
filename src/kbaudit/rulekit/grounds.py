"""The target at its base, found when the first one asks for it and shared by all who ask."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from kbaudit.read.lists import RepoMap
from kbaudit.rulekit.base import Base, find_base, moment
from kbaudit.rulekit.base_search import Search
from kbaudit.target.revision import Revision

if TYPE_CHECKING:
    from kbaudit.rulekit.sources import Sources


class Grounds:
    """What follows from the base of `sources`, which are those for all pages of a scope.

    `asked` is the revision that the user named for the base, empty where it is to be found. `at`
    makes sources of the same target at another revision.
    """

    def __init__(self, sources: Sources, asked: str, at: Callable[[Revision], Sources]) -> None:
        self._sources = sources
        self._asked = asked
        self._at = at
        self._of_maps: dict[str, Sources] = {}
        self.search: Search | None = None
        """What was read of pages to find the base, where that was searched."""

    @cached_property
    def base(self) -> Base | None:
        """The revision at which the citations were last true, None when nothing tells."""
        return self.foreseen

    @property
    def wanted(self) -> bool:
        """Whether anybody asked for the base."""
        return "base" in vars(self)

    @cached_property
    def foreseen(self) -> Base | None:
        """The base, for who expects that somebody will ask for it: that alone is no question."""
        of = self._sources
        search = Search(of.target.fingerprint)
        found = find_base(of.kb, of.files, of.target, of.revision, self._asked, of.readings, search)
        self.search = search
        return found

    def recall(self, base: Base) -> None:
        """Take `base` for the one that would be found."""
        vars(self)["foreseen"] = base

    @cached_property
    def sources(self) -> Sources | None:
        """The same target at the base, None without one."""
        return self._at(self.base.revision) if self.base is not None else None

    def of_map(self, repo_map: RepoMap) -> Sources | None:
        """The same target when a map was made of it: the time that the map gives, else the base.

        A map is made anew without the pages, so its tree can be younger than what pages cite.
        """
        target, now = self._sources.target, self._sources.revision
        time = moment(repo_map.property("generated")) if not self._asked else None
        commit = target.last_commit_before(time, now) if time is not None else None
        if commit is None or (self.base is not None and self.base.revision.commit == commit.id):
            return self.sources
        if commit.id not in self._of_maps:
            self._of_maps[commit.id] = self._at(target.revision(commit.id))
        return self._of_maps[commit.id]
