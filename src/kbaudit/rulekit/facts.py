"""Conclusions about a whole knowledge base that several rules share, each drawn once."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from kbaudit.model.span import Span
from kbaudit.read.connections import Connection, can_name
from kbaudit.read.file import File
from kbaudit.read.index import IndexRow
from kbaudit.read.kind import Kind
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.read.leads import Leads
from kbaudit.read.links import FileLink, PageLink, Relation
from kbaudit.read.lists import Index
from kbaudit.read.names import Found, Match, folded, words_of
from kbaudit.read.page import Page
from kbaudit.read.part import APART, LINKED, NAMES, followed, tell
from kbaudit.read.vocabulary import PageType
from kbaudit.rulekit.edges import Neighbours, Pairs, Stated
from kbaudit.rulekit.leading import Leading, linked_path, related
from kbaudit.rulekit.scoping import Scoping
from kbaudit.rulekit.shape.shapes import Shapes
from kbaudit.rulekit.twins import Twin, find_twins


@dataclass(frozen=True, slots=True)
class Listing:
    """A row of an index and the page that it lists."""

    index: Index
    row: IndexRow
    page: Page


class Facts:
    """What follows from the files of `kb` together; `shapes` are the schemas of front matter."""

    def __init__(self, kb: KnowledgeBase, shapes: Shapes | None = None) -> None:
        self.kb = kb
        self.shapes = shapes or Shapes()
        self._scoping = Scoping(kb, self.linked_page)
        self._leading = Leading(kb)

    def relation_target(self, file: File, relation: Relation) -> Found:
        """The page that a relation names; none for a type that there is not."""
        return self.related(file, relation.type, relation.name)

    def related(self, file: File, word: str, name: str) -> Found:
        """The page that a relation names, of the type that its `word` states, if it has one."""
        return related(self.kb, file, word, name)

    def connection_target(self, file: File, connection: Connection) -> Found:
        """The page that a connection of an index names."""
        kind = self.kb.vocabulary.type_named(connection.type) if connection.type else None
        return self.kb.find(connection.name, kind, self.scope_at(file, connection.span))

    def link_target(self, file: File, link: PageLink, kind: PageType | None) -> Found:
        """The page that ``[[Name]]`` names, of type `kind` where that is told."""
        return self.kb.find(link.name, kind, self.scope_at(file, link.span))

    def scope_at(self, file: File, span: Span) -> str:
        """The scope that a place of `file` speaks of: see `Scoping.at`."""
        return self._scoping.at(file, span)

    def linked_path(self, file: File, link: FileLink) -> str | None:
        """The path that a link leads to, from the root of the knowledge base.

        Empty for the root itself; None when it leads out of the knowledge base.
        """
        return linked_path(file.path, link.target) if link.target else file.path

    def linked_page(self, file: File, link: FileLink | None) -> Page | None:
        """The page that a link leads to, if it is one."""
        path = self.linked_path(file, link) if link and link.target else None
        page = self.kb.by_path.get(path) if path else None
        return page if isinstance(page, Page) else None

    @cached_property
    def edges(self) -> dict[tuple[str, str, str], Stated]:
        """Every edge of the graph with the relation that states it first, from either end."""
        for page in self.kb.pages:
            tell(page, "relations")
        return self._leading.all[0]

    @cached_property
    def edges_of(self) -> dict[str, list[str]]:
        """For each page the paths at the other ends of its edges, each once."""
        near: dict[str, dict[str, None]] = defaultdict(dict)
        for source, _, target in self.edges:
            near[source][target] = near[target][source] = None
        return {path: list(others) for path, others in near.items()}

    @cached_property
    def _mentions(self) -> Pairs:
        """Pairs of paths: the first page names the second, by whatever kind of link."""
        return self._leading.all[1]

    def named(self, page: Page, leads: Leads) -> set[str]:
        """The paths that `page` would name if it led where `leads` tells."""
        return self._leading.named(page, leads)

    @cached_property
    def neighbours(self) -> Neighbours:
        """For each page the paths of those that it names or that name it, in order."""
        near: dict[str, set[str]] = defaultdict(set)
        for one, others in self._mentions.seconds.items():
            near[one].update(others)
            for other in others:
                near[other].add(one)
        return Neighbours({path: sorted(others) for path, others in near.items()}, self.kb.by_path)

    @cached_property
    def twins(self) -> dict[str, Twin]:
        """Files that can be confused with one that comes before them, by their paths."""
        return {twin.file.path: twin for twin in find_twins(self.kb, self._is_linked)}

    def _is_linked(self, file: File, name: str) -> bool:
        """Whether a link uses `name`, by which `file` may be meant."""
        tell(file, f"{LINKED}{name}")
        return name in self._linked_names

    @cached_property
    def _linked_names(self) -> frozenset[str]:
        """The names, folded, by which relations, links and rows lead to pages."""
        with followed(None):
            words = {word for page in self.kb.pages for word in words_of(page.leads)}
        named = [link.name for index in self.kb.indexes for link in index.page_links]
        for row in (row for index in self.kb.indexes for row in index.rows):
            named += [row.name, *(connection.name for connection in row.connections)]
        return frozenset(words.union(map(folded, named)))

    def anchors_of(self, file: File) -> tuple[str, ...]:
        """The anchors of a file, without what renderers treat differently, in order."""
        return file.loose_anchors

    def connected(self, one: File, other: File) -> bool:
        """Whether either of two pages names the other."""
        return self.names(one, other) or self.names(other, one)

    def relations_of(self, page: Page) -> tuple[tuple[str, str, str], ...]:
        """Relation, type and name of each relation of `page`: see `Leads.relations`."""
        tell(page, "relations")
        with followed(None):
            return page.leads.relations

    def names(self, one: File, other: File) -> bool:
        """Whether a page names another."""
        named = (one.path, other.path) in self._mentions
        tell(one, NAMES if named else f"{APART}{other.path}")
        return named

    @cached_property
    def listings(self) -> tuple[Listing, ...]:
        """All index rows that lead to a page, by their link or by their name."""
        found = []
        for index in self.kb.indexes:
            for row in index.rows:
                page = self.row_page(index, row)
                if page is not None:
                    found.append(Listing(index, row, page))
        return tuple(found)

    def row_page(self, index: Index, row: IndexRow) -> Page | None:
        """The page that a row lists: where its link leads, else the page of its name."""
        if page := self.linked_page(index, row.link):
            return page
        scope = self.scope_at(index, row.name_span)
        found = self.kb.find(row.name, index.type, scope) if row.name else None
        if found and found.match in (Match.EXACT, Match.UNSCOPED) and isinstance(found.file, Page):
            return found.file
        return None

    @cached_property
    def rows_of(self) -> dict[str, list[Listing]]:
        """The rows of each page, by its path."""
        rows: dict[str, list[Listing]] = defaultdict(list)
        for listing in self.listings:
            rows[listing.page.path].append(listing)
        return dict(rows)

    @cached_property
    def indexed(self) -> frozenset[str]:
        """Paths of the pages that the index of their type lists or links to, in any form."""
        paths = {x.page.path for x in self.listings if x.page.type == x.index.type}
        for index in self.kb.indexes:
            linked = [self.linked_page(index, link) for link in index.file_links]
            named = [self.link_target(index, link, index.type).file for link in index.page_links]
            linked += [file for file in named if isinstance(file, Page)]
            paths.update(page.path for page in linked if page and page.type == index.type)
        return frozenset(paths)

    @cached_property
    def listed_connections(self) -> Pairs:
        """Pairs of paths: the row of the first page names the second."""
        named: dict[str, set[str]] = defaultdict(set)
        for listing in self.listings:
            for connection in listing.row.connections:
                other = self.connection_target(listing.index, connection).file
                if other is not None:
                    named[listing.page.path].add(other.path)
        return Pairs(named)

    def listed(self, one: Page, other: Page) -> bool:
        """Whether the index row of either page names the other."""
        pairs = self.listed_connections
        return (one.path, other.path) in pairs or (other.path, one.path) in pairs

    def can_list(self, one: Page, other: Page) -> bool:
        """Whether either page has an index row with a place for a connection to the other."""
        return any(
            listing.row.can_connect
            for page, named in ((one, other), (other, one))
            if can_name(named.name)
            for listing in self.rows_of.get(page.path, ())
        )

    @cached_property
    def scoped_pages(self) -> dict[str, Page]:
        """Pages by their names, of those whose name begins with a scope: no word looks like it."""
        starts = tuple(f"{scope}_" for scope in self.kb.scopes)
        return {page.name: page for page in self.kb.pages if page.name.startswith(starts)}

    @cached_property
    def index_of(self) -> dict[str, Index]:
        """The index of each page type, by the name of the type."""
        return {index.type.name: index for index in self.kb.indexes}

    @cached_property
    def mapped(self) -> frozenset[str]:
        """Paths of the target that maps and triage tables list."""
        return frozenset(
            row.path
            for file in self.kb.files
            if file.kind in (Kind.MAP, Kind.CANDIDATES)
            for row in getattr(file, "rows", ())
        )
