"""Where the pages of a knowledge base lead: the edges of their graph, and who names whom."""

from collections.abc import Iterator
from functools import cached_property
from posixpath import normpath

from kbaudit.read.file import File
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.read.leads import Leads
from kbaudit.read.names import Found, Match
from kbaudit.read.page import Page
from kbaudit.read.part import followed
from kbaudit.rulekit.edges import Pairs, Stated

Edges = dict[tuple[str, str, str], Stated]
"""Edges by their ends, each with the relation that states it first."""


def related(kb: KnowledgeBase, file: File, word: str, name: str) -> Found:
    """The page that a relation of `file` names: see `Facts.related`."""
    kind = kb.vocabulary.type_named(word)
    if word and kind is None:
        return Found(Match.MISSING)
    return kb.find(name, kind, kb.scope_of(file))


class Leading:
    """What pages of `kb` name, by relations and by links. Nobody is told that it was asked."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb

    @cached_property
    def all(self) -> tuple[Edges, Pairs]:
        """All edges, and pairs of paths of which the first page names the second."""
        edges: Edges = {}
        mentions: dict[str, set[str]] = {}
        with followed(None):
            for page in self._kb.pages:
                leads, paths = page.leads, set[str]()
                for number, other in self._related(page, leads, paths):
                    word = leads.relations[number][0]
                    edge = self._kb.vocabulary.edge(page.type.name, word, other.type.name)
                    if edge is not None:
                        stated = Stated(page, number, edge[0], other, edge[1])
                        edges.setdefault(stated.ends, stated)
                mentions[page.path] = self._linked(page, leads, paths)
        return edges, Pairs(mentions)

    def named(self, page: Page, leads: Leads) -> set[str]:
        """The paths that `page` would name if it led where `leads` tells."""
        paths: set[str] = set()
        for _ in self._related(page, leads, paths):
            pass
        return self._linked(page, leads, paths)

    def _related(self, page: Page, leads: Leads, paths: set[str]) -> Iterator[tuple[int, Page]]:
        """Pages to which relations lead, by number; all files to which they do go to `paths`."""
        for number, (_, kind, name) in enumerate(leads.relations):
            other = related(self._kb, page, kind, name).file
            if other is not None:
                paths.add(other.path)
            if isinstance(other, Page):
                yield number, other

    def _linked(self, page: Page, leads: Leads, paths: set[str]) -> set[str]:
        """`paths` with those to which links of a page lead."""
        scope = self._kb.scope_of(page)
        for kind, name in leads.pages:
            type_ = self._kb.vocabulary.type_named(kind) if kind else None
            found = self._kb.find(name, type_, scope).file
            if found is not None:
                paths.add(found.path)
        for target in leads.files:
            path = linked_path(page.path, target)
            if path and isinstance(self._kb.by_path.get(path), Page):
                paths.add(path)
        return paths


def linked_path(path: str, target: str) -> str | None:
    """The path to which a link from the file at `path` leads: see `Facts.linked_path`."""
    if target.startswith("/"):
        return None
    folder = path.rpartition("/")[0]
    found = normpath(f"{folder}/{target}" if folder else target)
    if found == ".." or found.startswith("../"):
        return None
    return "" if found == "." else found
