"""The graph of a knowledge base: its pages, and what leads from one to another."""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from kbaudit.read.file import File
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.read.links import PageLink, Relation
from kbaudit.read.names import Match
from kbaudit.read.page import Page
from kbaudit.read.vocabulary import PageType
from kbaudit.rulekit.facts import Facts

_ROOT = "Workflow"


class State(Enum):
    """Whether an edge leads where it says."""

    OK = "ok"
    MISSING = "missing"
    """There is no such page."""
    WRONG_TYPE = "wrong type"
    """There is a page of that name, of another type."""


@dataclass(frozen=True, slots=True)
class Node:
    """A page. `id` is its path; of a page that is not there ``Type:Name``, and `path` is empty.

    `label` is the name without the scope where all pages have the same. An orphan is a page to
    which no way leads from any Workflow; where there are no Workflows, one that stands alone.
    """

    id: str
    name: str
    type: str
    path: str
    label: str
    orphan: bool = False

    @property
    def missing(self) -> bool:
        """Whether the page is only named, and not there."""
        return not self.path


@dataclass(frozen=True, slots=True)
class Edge:
    """What leads from the node `source` to `target`; `relation` is empty for a plain link.

    The direction is that of the registry, whichever page states the relation.
    """

    source: str
    target: str
    relation: str
    state: State = State.OK


@dataclass(frozen=True)
class Graph:
    """The graph, in an order that depends on names alone. `types` are all page types."""

    root: str
    types: tuple[str, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    def around(self, start: str, depth: int) -> "Graph":
        """The part within `depth` edges of the node `start`, whichever way they lead."""
        near: dict[str, set[str]] = defaultdict(set)
        for edge in self.edges:
            near[edge.source].add(edge.target)
            near[edge.target].add(edge.source)
        kept = reached(near, [start], depth)
        nodes = tuple(node for node in self.nodes if node.id in kept)
        edges = tuple(e for e in self.edges if e.source in kept and e.target in kept)
        return replace(self, nodes=nodes, edges=edges)


def graph_of(kb: KnowledgeBase, root: str = "") -> Graph:
    """The graph of `kb`; `root` is its name as the user gave it."""
    return _Maker(kb).graph(root)


def reached(
    ways: Mapping[str, Iterable[str]], starts: Iterable[str], most: int | None = None
) -> set[str]:
    """All that can be reached from `starts` in at most `most` steps (None: in any number)."""
    seen = set(starts)
    queue = deque((start, 0) for start in seen)
    while queue:
        here, steps = queue.popleft()
        if steps == most:
            continue
        for there in ways.get(here, ()):
            if there not in seen:
                seen.add(there)
                queue.append((there, steps + 1))
    return seen


class _Maker:
    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self._facts = Facts(kb)
        self._nodes: dict[str, Node] = {}
        for page in kb.pages:
            self._page(page)

    def graph(self, root: str) -> Graph:
        typed = set(self._typed())
        pairs = {frozenset((edge.source, edge.target)) for edge in typed}
        plain = {e for e in self._plain() if frozenset((e.source, e.target)) not in pairs}
        edges = typed | plain
        orphans = self._orphans(edges)
        types = tuple(kind.name for kind in self._kb.vocabulary.types)
        rank = {name: at for at, name in enumerate(types)}
        nodes = sorted(
            (replace(node, orphan=node.id in orphans) for node in self._nodes.values()),
            key=lambda node: (rank.get(node.type, len(rank)), node.name, node.id),
        )
        place = {node.id: at for at, node in enumerate(nodes)}
        ordered = sorted(
            edges,
            key=lambda e: (place[e.source], place[e.target], e.relation, e.state.value),
        )
        return Graph(root, types, tuple(nodes), tuple(ordered))

    def _page(self, file: File) -> str:
        kind = file.type.name if isinstance(file, Page) else ""
        node = Node(file.path, file.name, kind, file.path, self._label(file.name))
        return self._nodes.setdefault(file.path, node).id

    def _absent(self, name: str, kind: PageType | None) -> str:
        plain = "_".join(name.split())
        word = kind.name if kind else ""
        node = Node(f"{word}:{plain}", plain, word, "", self._label(plain))
        return self._nodes.setdefault(node.id, node).id

    def _label(self, name: str) -> str:
        scopes = self._kb.scopes
        return name.removeprefix(f"{scopes[0]}_") if len(scopes) == 1 else name

    def _typed(self) -> Iterator[Edge]:
        for page in self._kb.pages:
            for relation in page.relations:
                edge = self._relation(page, relation)
                if edge is not None:
                    yield edge

    def _relation(self, page: Page, relation: Relation) -> Edge | None:
        """The edge of a relation; None for one that leads to no page by what it says."""
        words = self._kb.vocabulary
        kind = words.type_named(relation.type)
        if relation.type and kind is None:
            return None
        found = self._facts.relation_target(page, relation)
        if found.match in (Match.FILE, Match.AMBIGUOUS):
            return None
        if found.file is None:
            other, state = self._absent(relation.name, kind), State.MISSING
        else:
            other, state = self._page(found.file), State.OK
            if found.match is Match.OTHER_TYPE:
                state = State.WRONG_TYPE
            if isinstance(found.file, Page):
                kind = found.file.type
        known = words.edge(page.type.name, relation.relation, kind.name) if kind else None
        if known is None:
            return Edge(page.path, other, relation.relation, state)
        edge, forward = known
        ends = (page.path, other) if forward else (other, page.path)
        return Edge(*ends, edge.relation, state)

    def _plain(self) -> Iterator[Edge]:
        """Links without a relation, ``[[Name]]`` and those of Markdown."""
        for page in self._kb.pages:
            for link in page.page_links:
                yield from self._named(page, link)
            for file_link in page.file_links:
                other = self._facts.linked_page(page, file_link)
                if other is not None and other is not page:
                    yield Edge(page.path, other.path, "")

    def _named(self, page: Page, link: PageLink) -> Iterator[Edge]:
        kind = self._kb.vocabulary.type_named(link.type) if link.type else None
        if not link.name or (link.type and kind is None):
            return
        found = self._kb.find(link.name, kind, self._kb.scope_of(page))
        if found.match is Match.MISSING:
            yield Edge(page.path, self._absent(link.name, kind), "", State.MISSING)
        elif found.file is not None and found.file is not page:
            yield Edge(page.path, self._page(found.file), "")

    def _orphans(self, edges: Iterable[Edge]) -> set[str]:
        """Pages to which no way leads; plain links lead both ways, as rules of the graph see it."""
        ways: dict[str, set[str]] = defaultdict(set)
        for edge in edges:
            ways[edge.source].add(edge.target)
            if not edge.relation:
                ways[edge.target].add(edge.source)
        pages = {page.path for page in self._kb.pages}
        roots = {page.path for page in self._kb.pages if page.type.name == _ROOT}
        if not roots:
            linked = {end for edge in edges for end in (edge.source, edge.target)}
            return pages - linked
        near = self._facts.neighbours
        alone = {
            page.path
            for page in self._kb.pages
            if page.type.name == "Principle" and not roots.intersection(near.get(page.path, ()))
        }
        return (pages - reached(ways, roots)) | alone
