"""The knowledge base, facts, target and history as they are shown to the rules that judge one file.

Each view has the attributes of what it shows. What has a question of its own is asked and noted;
any other look is noted as one at the list of all files, or at everything: the careful answer is
the one that nobody has to think of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MethodType
from typing import TYPE_CHECKING, Any, cast

from kbaudit.engine.room import DIRECTORY, EVERYTHING, Notes, Question
from kbaudit.model.finding import Finding
from kbaudit.model.span import Span
from kbaudit.read.citation import Citation
from kbaudit.read.file import File, Index, Page, RepoMap
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.read.names import Found
from kbaudit.read.part import followed
from kbaudit.read.vocabulary import PageType
from kbaudit.rulekit.facts import Facts
from kbaudit.rulekit.rule import Rule
from kbaudit.rulekit.twins import Twin
from kbaudit.rulekit.updates import Stated, Updates

if TYPE_CHECKING:
    from kbaudit.rulekit.cited import Cited
    from kbaudit.rulekit.sources import Sources


class _Members:
    """A set that is asked for members; whoever goes through it learns what `of` names."""

    def __init__(
        self, notes: Notes, question: str, whole: Callable[[], frozenset[str]], of: Question
    ) -> None:
        self._notes = notes
        self._question = question
        self._whole = whole
        self._of = of

    def __contains__(self, one: str) -> bool:
        return bool(self._notes.ask(self._question, one))

    def __iter__(self) -> Iterator[str]:
        self._notes.note(self._of)
        return iter(self._whole())

    def __rand__(self, others: set[str]) -> set[str]:
        return {one for one in others if one in self}


class _Files:
    """Files by path."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes

    def get(self, path: str, default: File | None = None) -> File | None:
        found: File | None = self._notes.ask("file", path)
        return default if found is None else found

    def __getitem__(self, path: str) -> File:
        found = self.get(path)
        if found is None:
            raise KeyError(path)
        return found

    def __contains__(self, path: str) -> bool:
        return self.get(path) is not None


class KnowledgeBaseView:
    """A knowledge base as one file's rules see it."""

    def __init__(self, notes: Notes) -> None:
        kb = notes.room.kb
        self._notes = notes
        self._kb = kb
        self.root, self.vocabulary, self.scopes = kb.root, kb.vocabulary, kb.scopes
        self.by_path = _Files(notes)
        self.paths = _Members(notes, "path", lambda: kb.paths, DIRECTORY)
        self.folders = _Members(notes, "folder", lambda: kb.folders, DIRECTORY)

    def find(self, name: str, kind: PageType | None, near: str = "") -> Found:
        """See `KnowledgeBase.find`."""
        found: Found = self._notes.ask("find", name, kind.name if kind else "", near)
        return found

    def scope_of(self, file: File) -> str:
        """See `KnowledgeBase.scope_of`."""
        return str(self._notes.ask("scope", file.path))

    def is_excluded(self, path: str) -> bool:
        """See `KnowledgeBase.is_excluded`."""
        return bool(self._notes.ask("excluded", path))

    def __getattr__(self, name: str) -> Any:
        self._notes.note(DIRECTORY)
        return getattr(self._kb, name)


class _Near:
    """Neighbours by path."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes

    def get(self, path: str, _default: object = ()) -> list[str]:
        return list(self._notes.ask("near", path))


class _Twins:
    """Twins by path."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes

    def get(self, path: str) -> Twin | None:
        self._notes.ask("twin", path)
        return self._notes.room.facts.twins.get(path)


class FactsView:
    """Facts as one file's rules see them."""

    _OF_NAMES = frozenset(
        {"relation_target", "connection_target", "link_target", "linked_path", "linked_page"}
        | {"row_page"}
    )
    """What follows from questions to the knowledge base alone."""

    def __init__(self, notes: Notes, kb: KnowledgeBase) -> None:
        facts = notes.room.facts
        self._notes = notes
        self._facts = facts
        self.kb = kb
        self.shapes = facts.shapes
        self.neighbours = _Near(notes)
        self.twins = _Twins(notes)
        self.mapped = _Members(notes, "mapped", lambda: facts.mapped, EVERYTHING)

    def connected(self, one: File, other: File) -> bool:
        """See `Facts.connected`."""
        return bool(self._notes.ask("connected", one.path, other.path))

    def anchors_of(self, file: File) -> frozenset[str]:
        """See `Facts.anchors_of`."""
        self._notes(file)
        with followed(None):
            return self._facts.anchors_of(file)

    def scope_at(self, file: File, span: Span) -> str:
        """See `Facts.scope_at`."""
        own = self.kb.scope_of(file)
        if own or not isinstance(file, Index):
            return own
        self._notes.note(EVERYTHING)
        return self._facts.scope_at(file, span)

    def __getattr__(self, name: str) -> Any:
        if name in self._OF_NAMES:
            return MethodType(getattr(Facts, name), self)
        self._notes.note(EVERYTHING)
        with followed(None):
            return getattr(self._facts, name)


class SourcesView:
    """A target as one file's rules see it: what is asked of all citations at once is not followed.

    What follows from the revision alone needs no question.
    """

    def __init__(self, notes: Notes, sources: Sources) -> None:
        self._notes = notes
        self._sources = sources

    @property
    def base(self) -> Any:
        """See `Sources.base`."""
        return self._based("base")

    @property
    def based(self) -> bool:
        """See `Sources.based`."""
        return bool(self._notes.ask("based", self._sources.scope))

    @property
    def at_base(self) -> SourcesView | None:
        """See `Sources.at_base`."""
        return self._shown(self._based("at_base"))

    def of_map(self, repo_map: RepoMap) -> SourcesView | None:
        """See `Sources.of_map`."""
        self._notes(repo_map)
        self._notes.ask("base", self._sources.scope)
        with followed(None):
            return self._shown(self._sources.of_map(repo_map))

    @property
    def proofs(self) -> Any:
        """See `Sources.proofs`."""
        self._notes.note(("proofs", self._sources.scope))
        for repo_map in self._notes.room.kb.maps:
            self._notes(repo_map)
        return self._based("proofs")

    def removal(self, *arguments: Any) -> Any:
        """See `Sources.removal`."""
        self._notes.ask("base", self._sources.scope)
        with followed(None):
            return self._sources.removal(*arguments)

    def cited(self, file: File, citation: Citation) -> Cited:
        """See `Sources.cited`."""
        from kbaudit.rulekit.cited import Status

        with followed(None):
            found = self._sources.cited(file, citation)
        if found.status not in (Status.FOUND, Status.AMBIGUOUS, Status.OTHER_REVISION):
            self._notes.ask("name", citation.path.removeprefix("./").rsplit("/", 1)[-1])
        return found

    def __getattr__(self, name: str) -> Any:
        with followed(None):
            return getattr(self._sources, name)

    def _based(self, name: str) -> Any:
        self._notes.ask("base", self._sources.scope)
        return self.__getattr__(name)

    def _shown(self, sources: Sources | None) -> SourcesView | None:
        return SourcesView(self._notes, sources) if sources is not None else None


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


class Views:
    """All of it for the rules that judge one file. `sources` are the targets by scope."""

    def __init__(self, notes: Notes, sources: Mapping[str, Sources]) -> None:
        self.kb = cast("KnowledgeBase", KnowledgeBaseView(notes))
        self.facts = cast("Facts", FactsView(notes, self.kb))
        self.updates = cast("Updates", UpdatesView(notes))
        self._notes = notes
        self.sources = {
            scope: cast("Sources", SourcesView(notes, one)) for scope, one in sources.items()
        }

    def reports(self, reports: Callable[[Rule, Finding], bool]) -> Callable[[Rule, Finding], bool]:
        """`reports`, which asks comments of whatever file, and the day."""

        def noted(rule: Rule, finding: Finding) -> bool:
            self._notes.note(EVERYTHING)
            return reports(rule, finding)

        return noted
