"""Page types, relations and domains: what names mean, as data that a configuration may extend."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Required:
    """A section that a page type must have. Any of `names` will do; `parts` are its subsections."""

    names: tuple[str, ...]
    parts: tuple["Required", ...] = ()


@dataclass(frozen=True, slots=True)
class PageType:
    """One kind of page: its name, the folder its pages live in, short names, required sections."""

    name: str
    folder: str
    short: tuple[str, ...] = ()
    sections: tuple[Required, ...] = ()

    @property
    def index(self) -> str:
        """The file name of the index of this type."""
        return f"_{self.name}Index.md"


@dataclass(frozen=True, slots=True)
class Edge:
    """A forward relation of the registry: pages of type `source` state `relation` to `target`.

    `inverse` is the relation that pages of type `target` may state instead, leading back.
    """

    source: str
    relation: str
    target: str
    inverse: str = ""


def _need(name: str, *parts: str) -> Required:
    return Required(tuple(name.split("|")), tuple(Required((part,)) for part in parts))


_OVERVIEW = _need("Overview", "Description", "Usage")
_RELATED = _need("Related Pages|Related")

WORKFLOW = PageType(
    "Workflow",
    "workflows",
    ("Work",),
    (_OVERVIEW, _need("Execution Steps|Steps"), _need("Execution Diagram|Diagram"), _RELATED),
)
PRINCIPLE = PageType(
    "Principle", "principles", ("Prin",), (_OVERVIEW, _need("Theoretical Basis"), _RELATED)
)
IMPLEMENTATION = PageType(
    "Implementation",
    "implementations",
    ("Impl",),
    (
        _OVERVIEW,
        Required(
            ("Code Reference",),
            (
                Required(("Source Location",)),
                Required(
                    (
                        "Signature",
                        "Signatures",
                        "Method Signature",
                        "Function Signature",
                        "Class Signature",
                        "Class Definition",
                        "API Signature",
                        "Interface",
                    )
                ),
                Required(("Import", "Imports", "Import Statement", "Importing", "How to Import")),
            ),
        ),
        Required(
            ("I/O Contract", "Input/Output Contract", "IO Contract", "Inputs and Outputs"),
            (
                Required(("Inputs", "Input", "Parameters")),
                Required(("Outputs", "Output", "Returns")),
            ),
        ),
        _need("Usage Examples|Usage Example|Examples"),
        _RELATED,
    ),
)
ENVIRONMENT = PageType(
    "Environment",
    "environments",
    ("Env",),
    (
        _OVERVIEW,
        _need("System Requirements"),
        _need("Dependencies"),
        _need("Credentials"),
        _need("Quick Install"),
        _need("Code Evidence"),
        _need("Common Errors"),
        _need("Compatibility Notes"),
        _RELATED,
    ),
)
HEURISTIC = PageType(
    "Heuristic",
    "heuristics",
    ("Heur",),
    (
        _OVERVIEW,
        _need("The Insight (Rule of Thumb)|The Insight|Insight|Rule of Thumb"),
        _need("Reasoning"),
        _RELATED,
    ),
)

EDGES = (
    Edge("Workflow", "step", "Principle"),
    Edge("Workflow", "uses_heuristic", "Heuristic"),
    Edge("Principle", "uses_heuristic", "Heuristic"),
    Edge("Implementation", "uses_heuristic", "Heuristic"),
    Edge("Principle", "implemented_by", "Implementation", inverse="implements"),
    Edge("Principle", "realized_by", "Implementation", inverse="realizes"),
    Edge("Implementation", "requires_env", "Environment"),
)


@dataclass(frozen=True)
class Vocabulary:
    """The page types and the registry of relations of one knowledge base."""

    types: tuple[PageType, ...] = (WORKFLOW, PRINCIPLE, IMPLEMENTATION, ENVIRONMENT, HEURISTIC)
    edges: tuple[Edge, ...] = EDGES
    tolerated: frozenset[str] = field(default_factory=frozenset)
    """Relations that may stand anywhere and mean nothing to the graph."""
    domains: tuple[str, ...] = ()
    """The domains that pages may name; any, where there are none."""
    links: Mapping[str, frozenset[str]] = field(default_factory=dict, hash=False)
    """For scopes whose pages may not link to all others: those to which they may."""

    @cached_property
    def _types(self) -> dict[str, PageType]:
        named: dict[str, PageType] = {}
        for kind in self.types:
            for name in (kind.name, *kind.short, kind.folder):
                named[name] = named.setdefault(name.lower(), kind)
        return named

    def type_named(self, name: str) -> PageType | None:
        """The page type of a long or short name or a folder, in any case."""
        return self._types.get(name) or self._types.get(name.strip().lower())

    @cached_property
    def folders(self) -> dict[str, PageType]:
        """Page types by folder name."""
        return {kind.folder: kind for kind in self.types}

    @cached_property
    def relations(self) -> frozenset[str]:
        """Every relation name of the registry, inverses among them."""
        names = {edge.relation for edge in self.edges} | {edge.inverse for edge in self.edges}
        return frozenset(names - {""})

    def edge(self, here: str, relation: str, there: str) -> tuple[Edge, bool] | None:
        """What `relation` means on a page of type `here` that names a page of type `there`.

        Gives the edge and whether it leads forward, from here to there; None when the registry
        has no such edge in either direction. A leaf states the forward relation of the page that
        it names, so the same word may be read in both directions.
        """
        for edge in self.edges:
            if (edge.source, edge.relation, edge.target) == (here, relation, there):
                return edge, True
        for edge in self.edges:
            backward = relation in (edge.relation, edge.inverse)
            if backward and (edge.source, edge.target) == (there, here):
                return edge, False
        return None

    def between(self, one: str, other: str) -> tuple[Edge, ...]:
        """All edges of the registry between two types, whichever way they lead."""
        return tuple(e for e in self.edges if {e.source, e.target} == {one, other})

    def extended(
        self, types: Iterable[PageType], edges: Iterable[Edge], tolerated: Iterable[str]
    ) -> "Vocabulary":
        """This vocabulary with more; a type of the same name replaces the one that is there."""
        more = {kind.name: kind for kind in types}
        kept = tuple(more.pop(kind.name, kind) for kind in self.types)
        return replace(
            self,
            types=kept + tuple(more.values()),
            edges=self.edges + tuple(edges),
            tolerated=self.tolerated | frozenset(tolerated),
        )
