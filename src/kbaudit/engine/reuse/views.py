"""The knowledge base and facts as they are shown to the rules that judge one file.

Each view has the attributes of what it shows. What has a question of its own is asked and noted;
any other look is noted as one at the list of all files, or at everything: the careful answer is
the one that nobody has to think of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MethodType
from typing import TYPE_CHECKING, Any, cast

from kbaudit.engine.reuse.answers import Question
from kbaudit.engine.reuse.room import DIRECTORY, EVERYTHING, Notes
from kbaudit.engine.reuse.views_outside import SourcesView, UpdatesView
from kbaudit.model.finding import Finding
from kbaudit.model.span import Span
from kbaudit.read.file import File
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.read.lists import Index, RepoMap
from kbaudit.read.names import Found
from kbaudit.read.part import followed
from kbaudit.read.vocabulary import PageType
from kbaudit.rulekit.facts import Facts
from kbaudit.rulekit.rule import Rule
from kbaudit.rulekit.twins import Twin
from kbaudit.rulekit.updates import Updates

if TYPE_CHECKING:
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

    def is_readable(self, kind: str) -> bool | None:
        """See `KnowledgeBase.is_readable`."""
        readable: bool | None = self._notes.ask("readable", kind)
        return readable

    @property
    def maps(self) -> tuple[RepoMap, ...]:
        """See `KnowledgeBase.maps`."""
        self._notes.ask("maps")
        return self._kb.maps

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
        twin: Twin | None = self._notes.ask("twin", path)
        return twin


class FactsView:
    """Facts as one file's rules see them."""

    _OF_NAMES = frozenset(
        {"relation_target", "connection_target", "link_target", "linked_path", "linked_page"}
        | {"row_page", "related"}
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

    def anchors_of(self, file: File) -> tuple[str, ...]:
        """See `Facts.anchors_of`."""
        self._notes(file, "loose_anchors")
        with followed(None):
            return self._facts.anchors_of(file)

    def scope_at(self, file: File, span: Span) -> str:
        """See `Facts.scope_at`."""
        own = self.kb.scope_of(file)
        if own or not isinstance(file, Index):
            return own
        self._notes.note(EVERYTHING)
        with followed(self._notes.room.whole):
            return self._facts.scope_at(file, span)

    def __getattr__(self, name: str) -> Any:
        if name in self._OF_NAMES:
            return MethodType(getattr(Facts, name), self)
        self._notes.note(EVERYTHING)
        with followed(self._notes.room.whole):
            return getattr(self._facts, name)


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
