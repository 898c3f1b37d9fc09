"""A knowledge base in numbers: what there is, what it says, and how much of that is true."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from posixpath import splitext

from kbaudit.engine.audit import prepared
from kbaudit.engine.auditor import Auditor
from kbaudit.engine.graph import Graph, State, graph_of
from kbaudit.engine.request import Request
from kbaudit.model.finding import Finding
from kbaudit.model.regex import regex
from kbaudit.model.report import Report, Skipped, TargetInfo
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.read.page import Page
from kbaudit.rulekit.pin_statements import is_statement
from kbaudit.rulekit.pins import PinState, judge_pin
from kbaudit.rulekit.proof import State as Truth
from kbaudit.rulekit.sources import Sources

_DAY = regex(r"\d{4}-\d{2}-\d{2}")
_WORDS = {
    Truth.PROVEN: "proven",
    Truth.MOVED: "moved",
    Truth.EDITED: "edited",
    Truth.GONE: "gone",
    Truth.NEVER: "never true",
    Truth.UNPROVEN: "unproven",
    Truth.UNSURE: "cannot tell",
}

Tally = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class RelationCount:
    """How many edges of the graph are of one relation (empty: plain links), and broken ones."""

    relation: str
    edges: int
    broken: int


@dataclass(frozen=True, slots=True)
class FileCoverage:
    """How many files of the target, of the kind that the map lists, pages cite."""

    scope: str
    suffixes: tuple[str, ...]
    files: int
    cited: int


@dataclass(frozen=True)
class Statistics:
    """All numbers of one knowledge base. What needs a target is None without one.

    `paths` counts citations by what became of their path, `ranges` cited lines by their state,
    `pins` by their verdict. `oldest` are pages with the day that they state, the oldest first.
    """

    root: str
    targets: tuple[TargetInfo, ...]
    pages: Tally
    missing: int
    orphans: int
    relations: tuple[RelationCount, ...]
    citations: int
    paths: Tally | None
    ranges: Tally | None
    pins: Tally | None
    coverage: tuple[FileCoverage, ...]
    oldest: tuple[tuple[str, str], ...]
    undated: int
    findings: Tally
    rules: Tally
    skipped: tuple[Skipped, ...]
    faults: int


def statistics(request: Request, *, oldest: int = 5) -> Statistics:
    """Count what is in the knowledge base that `request` names. Raises what `audit` raises."""
    with prepared(request) as auditor:
        sources = auditor.sources(auditor.kb)
        report = auditor.judge(auditor.kb, auditor.selection, sources).report
        return counted(auditor, sources, report, oldest=oldest)


def counted(
    auditor: Auditor, sources: Mapping[str, Sources], report: Report, *, oldest: int
) -> Statistics:
    """The numbers of an audit that was made; `sources` are those that it asked."""
    kb = auditor.kb
    graph = graph_of(kb, report.root)
    dated = sorted((day, page.path) for page in kb.pages if (day := _day(page)))
    known = list(sources.values())
    return Statistics(
        root=report.root,
        targets=report.targets,
        pages=tuple(_pages(kb)),
        missing=sum(node.missing for node in graph.nodes),
        orphans=sum(node.orphan for node in graph.nodes),
        relations=tuple(_relations(graph)),
        citations=sum(len(file.citations) for file in kb.files),
        paths=_paths(known) if known else None,
        ranges=_ranges(known) if known else None,
        pins=_pins(known) if known else None,
        coverage=tuple(
            _coverage(kb, sources[scope], opened.info.scope)
            for scope, opened in sorted(auditor.targets.opened.items())
        ),
        oldest=tuple((path, day) for day, path in dated[:oldest]),
        undated=len(kb.pages) - len(dated),
        findings=tuple((level.label, number) for level, number in report.counts().items()),
        rules=_by_rule(report.findings),
        skipped=report.skipped,
        faults=len(report.faults),
    )


def _pages(kb: KnowledgeBase) -> Iterator[tuple[str, int]]:
    counts = Counter(page.type.name for page in kb.pages)
    return ((kind.name, counts[kind.name]) for kind in kb.vocabulary.types)


def _relations(graph: Graph) -> Iterator[RelationCount]:
    edges = Counter(edge.relation for edge in graph.edges)
    broken = Counter(edge.relation for edge in graph.edges if edge.state is not State.OK)
    for name, number in sorted(edges.items(), key=lambda item: (not item[0], -item[1], item[0])):
        yield RelationCount(name, number, broken[name])


def _paths(sources: Iterable[Sources]) -> Tally:
    counts = Counter(
        one.cited(file, citation).status.value
        for one in sources
        for file in one.files
        for citation in file.citations
    )
    return _most_first(counts)


def _ranges(sources: Iterable[Sources]) -> Tally:
    proofs = (
        proof for one in sources for made in one.proofs.by_file.values() for proof in made.values()
    )
    counts = Counter(proof.state for proof in proofs)
    return tuple((word, counts[state]) for state, word in _WORDS.items())


def _pins(sources: Iterable[Sources]) -> Tally:
    counts = Counter(
        judge_pin(pin, one.requirements).state
        for one in sources
        for file in one.files
        for pin in file.pins.pins
        if is_statement(file, pin)
    )
    return tuple((state.value, counts[state]) for state in PinState)


def _coverage(kb: KnowledgeBase, sources: Sources, scope: str) -> FileCoverage:
    """The kind of files is that of the map; without one, that of the files which pages cite."""
    cited = {
        found.path
        for file in sources.files
        if isinstance(file, Page)
        for citation in file.citations
        if (found := sources.cited(file, citation)).path
    }
    paths = {file.path for file in sources.files}
    mapped = [row.path for file in kb.maps if file.path in paths for row in file.rows]
    suffixes = {suffix for path in mapped or cited if (suffix := splitext(path)[1])}
    files = {path for path in sources.revision.files if splitext(path)[1] in suffixes}
    return FileCoverage(scope, tuple(sorted(suffixes)), len(files), len(files & cited))


def _day(page: Page) -> str:
    found = _DAY.search(page.upkeep.updated or "")
    return found[0] if found else ""


def _by_rule(findings: Iterable[Finding]) -> Tally:
    return _most_first(Counter(finding.rule for finding in findings))


def _most_first(counts: Mapping[str, int]) -> Tally:
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
