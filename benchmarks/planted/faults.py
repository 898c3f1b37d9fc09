"""The faults: where one can be planted in a knowledge base, what it changes, who must find it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kbaudit.engine.auditor import Auditor
from kbaudit.model.edit import Edit, apply_edits
from kbaudit.model.span import Span
from kbaudit.read.coverage import is_nothing
from kbaudit.read.file import File
from kbaudit.read.kind import Kind
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.read.links import Relation
from kbaudit.read.lists import Index, RepoMap
from kbaudit.read.page import Page
from kbaudit.read.report import Counted
from kbaudit.rulekit.covering import Coverings
from kbaudit.rulekit.facts import Facts
from kbaudit.rulekit.line_counts import LineCounts
from kbaudit.rulekit.map_checked import line_counts
from kbaudit.rulekit.sources import Sources

Files = dict[str, str | None]

_GRAPH = {"unimplemented-principle", "orphan-principle", "short-workflow", "one-way-link"}
_REPORTS = {"report-contradicted", "report-count-mismatch", "report-missing-page"}
_OF_A_PAGE = {
    "row-without-page", "page-not-indexed", "dead-row-link", "dead-link", "dead-connection",
    "dead-file-link", "dead-anchor", "unbacked-connection", "unlisted-relation", "name-mismatch",
    "stale-coverage", "misplaced-page", "wrong-row-link", "duplicate-row",
}  # fmt: skip
_OF_ANOTHER_DAY = (
    Counted.EXPLORED, Counted.ALL_FILES, Counted.ALL_LINES, Counted.LINES, Counted.PERCENT,
)  # fmt: skip
"""Numbers about the target, which are judged only where the day of map and report tells."""
_OF_A_ROW = {"unlisted-relation", "unbacked-connection", "duplicate-row"}


@dataclass(frozen=True)
class Fault:
    """One fault: `files` are the texts that it changes, None for a file that is gone.

    `found_by` are the rules of which one must find it; `brings` those that its consequences can
    wake as well.
    """

    kind: str
    what: str
    found_by: frozenset[str]
    brings: frozenset[str]
    files: tuple[tuple[str, str | None], ...]


@dataclass
class Ground:
    """What faults are planted in."""

    auditor: Auditor

    def __post_init__(self) -> None:
        self.kb: KnowledgeBase = self.auditor.kb
        self.facts = Facts(self.kb)
        self.sources: Sources | None = next(iter(self.auditor.sources(self.kb).values()), None)

    def all(self) -> dict[str, list[Fault]]:
        """Every fault that can be planted, by its kind."""
        faults: dict[str, list[Fault]] = {}
        for kind, (find, found_by, brings) in KINDS.items():
            for what, files in find(self):
                one = Fault(
                    kind,
                    what,
                    frozenset(found_by.split()),
                    frozenset(brings) | _REPORTS,
                    tuple(sorted(files.items())),
                )
                faults.setdefault(kind, []).append(one)
        return faults

    def pages(self) -> Iterator[Page]:
        """Pages that an index lists under their name."""
        for page in self.kb.pages:
            rows = self.facts.rows_of.get(page.path, ())
            if any(listing.row.table >= 0 and listing.index.type == page.type for listing in rows):
                yield page


Found = Iterator[tuple[str, Files]]


def _with(file: File, *edits: tuple[Span, str]) -> Files:
    changes = [Edit(file.path, span, text) for span, text in edits]
    return {file.path: apply_edits(file.text, changes)}


def _line(file: File, span: Span) -> Span:
    start = file.text.rfind("\n", 0, span.start) + 1
    end = file.text.find("\n", span.end)
    return Span(start, end + 1 if end >= 0 else len(file.text))


def _bent(name: str) -> str:
    """A name that nobody has."""
    return f"{name[:-3]}qxz"


def page_deleted(ground: Ground) -> Found:
    for page in ground.pages():
        yield page.path, {page.path: None}


def page_renamed(ground: Ground) -> Found:
    for page in ground.pages():
        yield (
            page.path,
            {page.path: None, page.path.replace(page.name, f"{page.name}_II"): page.text},
        )


def row_removed(ground: Ground) -> Found:
    for index in ground.kb.indexes:
        for row in index.rows:
            page = ground.facts.row_page(index, row)
            if row.table < 0 or page is None or len(ground.facts.rows_of[page.path]) > 1:
                continue
            if index.text.count(f"/{page.name}.") == 1:
                yield f"{index.path}: {row.name}", _with(index, (_line(index, row.span), ""))


def index_deleted(ground: Ground) -> Found:
    for index in ground.kb.indexes:
        if any(page.type == index.type for page in ground.kb.pages):
            yield index.path, {index.path: None}


def map_deleted(ground: Ground) -> Found:
    details = [file for file in ground.kb.files if file.kind is Kind.DETAIL and file.detail.path]
    if len(ground.kb.maps) == 1 and len(ground.kb.scopes) < 2 and len(details) > 1:
        yield ground.kb.maps[0].path, {ground.kb.maps[0].path: None}


def row_source(ground: Ground) -> Found:
    for index in ground.kb.indexes:
        for table in index.tables:
            for row in table.rows:
                cell = table.cell(row, "source")
                if cell is not None and ".py" in cell.span.of(index.text):
                    yield f"{index.path}: qxz.py", _with(index, (cell.span, "`src/qxz.py`"))


def _pairs(index: Index) -> Iterator[tuple[int, int]]:
    rows = index.rows
    for at in range(len(rows) - 1):
        if rows[at].table == rows[at + 1].table >= 0:
            yield at, at + 1


def links_swapped(ground: Ground) -> Found:
    for index in ground.kb.indexes:
        for one, other in _pairs(index):
            first, second = index.rows[one], index.rows[other]
            if first.link and second.link and first.link.target != second.link.target:
                yield (
                    f"{index.path}: {first.name}",
                    _with(
                        index,
                        (first.link.target_span, second.link.target),
                        (second.link.target_span, first.link.target),
                    ),
                )


def connections_swapped(ground: Ground) -> Found:
    for index in ground.kb.indexes:
        for one, other in _pairs(index):
            ours, theirs = (index.rows[at].connections for at in (one, other))
            pages = [ground.facts.row_page(index, index.rows[at]) for at in (one, other)]
            if not ours or not theirs or None in pages:
                continue
            targets = [ground.facts.connection_target(index, c).file for c in (ours[0], theirs[0])]
            page, moved = pages[0], targets[1]
            related = moved and page and ground.facts.connected(page, moved)
            if ours[0].mark == theirs[0].mark == "✅" and moved is not targets[0] and not related:
                yield (
                    f"{index.path}: {index.rows[one].name}",
                    _with(
                        index,
                        (ours[0].span, theirs[0].span.of(index.text)),
                        (theirs[0].span, ours[0].span.of(index.text)),
                    ),
                )


def row_doubled(ground: Ground) -> Found:
    for index in ground.kb.indexes:
        for row in index.rows:
            if row.table >= 0 and row.name and index.text[_line(index, row.span).end - 1] == "\n":
                line = _line(index, row.span)
                yield f"{index.path}: {row.name}", _with(index, (line, line.of(index.text) * 2))


def row_link_broken(ground: Ground) -> Found:
    for index in ground.kb.indexes:
        for row in index.rows:
            found = ground.kb.find(row.name, index.type).file if row.name else None
            if row.link and found and row.table >= 0:
                wrong = row.link.target.replace("/", "/old/", 1)
                yield f"{index.path}: {row.name}", _with(index, (row.link.target_span, wrong))


def row_misspelt(ground: Ground) -> Found:
    for index in ground.kb.indexes:
        for row in index.rows:
            if row.link and row.table >= 0 and row.name.startswith(ground.kb.scopes):
                yield f"{index.path}: {row.name}", _with(index, (row.name_span, _bent(row.name)))


def _connections(ground: Ground, mark: str) -> Iterator[tuple[Index, int, int]]:
    for index in ground.kb.indexes:
        for at, row in enumerate(index.rows):
            for number, one in enumerate(row.connections):
                target = ground.facts.connection_target(index, one).file
                if one.mark == mark and isinstance(target, Page):
                    yield index, at, number


def _each_connection(ground: Ground, change: Callable[[Index, int, int], Files]) -> Found:
    for index, at, number in _connections(ground, "✅"):
        name = index.rows[at].connections[number].name
        yield f"{index.path}: {name}", change(index, at, number)


def connection_misspelt(ground: Ground) -> Found:
    return _each_connection(
        ground,
        lambda index, at, number: _with(
            index,
            (
                (one := index.rows[at].connections[number]).name_span,
                _bent(one.name),
            ),
        ),
    )


def connection_retyped(ground: Ground) -> Found:
    def change(index: Index, at: int, number: int) -> Files:
        one = index.rows[at].connections[number]
        where = Span(one.name_span.start - len(one.type) - 1, one.name_span.start - 1)
        return _with(index, (where, "Env" if one.type != "Env" else "Workflow"))

    return _each_connection(ground, change)


def connection_unmarked(ground: Ground) -> Found:
    return _each_connection(
        ground,
        lambda index, at, number: _with(
            index, (index.rows[at].connections[number].mark_span, "⬜")
        ),
    )


def connection_without_scope(ground: Ground) -> Found:
    for index, at, number in _connections(ground, "✅"):
        one = index.rows[at].connections[number]
        scope = next((s for s in ground.kb.scopes if one.name.startswith(f"{s}_")), None)
        if scope:
            plain = one.name.removeprefix(f"{scope}_")
            yield f"{index.path}: {plain}", _with(index, (one.name_span, plain))


def link_misspelt(ground: Ground) -> Found:
    for page, relation, _ in _stated(ground):
        if not _twice(page, relation.name):
            bent = _bent(relation.name)
            yield f"{page.path}: {bent}", _with(page, (relation.name_span, bent))


def link_retyped(ground: Ground) -> Found:
    for page, relation, other in _stated(ground):
        end = relation.name_span.start - 1
        start = end - len(relation.type)
        if relation.type and page.text[start:end] == relation.type:
            wrong = "Workflow" if other.type.name != "Workflow" else "Environment"
            text = _with(page, (Span(start, end), wrong))
            yield f"{page.path}: {wrong}:{relation.name}", text


def _stated(ground: Ground) -> Iterator[tuple[Page, Relation, Page]]:
    """Relations between existing pages that the registry knows."""
    edge = ground.kb.vocabulary.edge
    for page in ground.kb.pages:
        for relation in page.relations:
            other = ground.facts.relation_target(page, relation).file
            if not isinstance(other, Page):
                continue
            if edge(page.type.name, relation.relation, other.type.name) is not None:
                yield page, relation, other


def _twice(page: Page, name: str) -> bool:
    return sum(one.name == name for one in page.relations) > 1


def _claims(ground: Ground) -> Iterator[tuple[RepoMap, Coverings, int, Span, str]]:
    for repo_map in ground.kb.maps:
        at_map = ground.sources.of_map(repo_map) if ground.sources else None
        coverings = Coverings(repo_map, ground.facts, at_map)
        for at, (row, cell) in enumerate(coverings.cells):
            for one in cell.pages:
                if cell.plain and coverings.by_row.get(row):
                    yield repo_map, coverings, at, one.span, one.name


def coverage_misspelt(ground: Ground) -> Found:
    for repo_map, _, _, span, name in _claims(ground):
        yield f"{repo_map.path}: {name}", _with(repo_map, (span, _bent(name)))


def coverage_of_another(ground: Ground) -> Found:
    for repo_map, coverings, at, span, name in _claims(ground):
        row, cell = coverings.cells[at]
        own = next(one.page for one in coverings.by_row[row] if one.named.span == span)
        if own is None or not coverings.citing(row.path) or len(cell.pages) != 1:
            continue
        if not coverings.covers(own, row.path) or own.type in coverings.judged_by_hand:
            continue
        others = [page for page in ground.kb.pages if page.type == own.type]
        wrong = [page for page in others if not coverings.covers(page, row.path)]
        if wrong:
            plain = wrong[0].name.removeprefix(f"{ground.kb.scope_of(repo_map)}_")
            yield f"{repo_map.path}: {name} -> {plain}", _with(repo_map, (span, plain))


def coverage_emptied(ground: Ground) -> Found:
    for repo_map in ground.kb.maps:
        at_map = ground.sources.of_map(repo_map) if ground.sources else None
        coverings = Coverings(repo_map, ground.facts, at_map)
        for row, cell in coverings.cells:
            if cell.pages and coverings.citing(row.path) and not is_nothing(row.coverage):
                yield f"{repo_map.path}: {row.path}", _with(repo_map, (row.coverage_span, "—"))


def lines_changed(ground: Ground) -> Found:
    for repo_map in ground.kb.maps:
        counts = line_counts(repo_map, ground.sources) if ground.sources else None
        for row, lines in counts.counted if isinstance(counts, LineCounts) else ():
            if row.lines == lines and lines > 5:
                wrong = str(lines * 10)
                yield f"{repo_map.path}: {row.path}", _with(repo_map, (row.lines_span, wrong))


def total_changed(ground: Ground) -> Found:
    for repo_map in ground.kb.maps:
        for one in repo_map.properties:
            numbers = list(re.finditer(r"\d[\d,]*", one.value))
            known = one.name.endswith("files") or one.name in ("total lines", "explored")
            if not known or not numbers or "-" in one.value:
                continue
            start = one.span.start + one.span.of(repo_map.text).find(one.value)
            for number in numbers:
                wrong = str(int(number[0].replace(",", "")) - 1)
                where = Span(start + number.start(), start + number.end())
                yield f"{repo_map.path}: {one.name}", _with(repo_map, (where, wrong))


def map_path_changed(ground: Ground) -> Found:
    for repo_map in ground.kb.maps if ground.sources else ():
        for row in repo_map.rows:
            if ground.sources and row.path in ground.sources.paths.files:
                wrong = row.path.replace(".", "_old.", 1)
                yield f"{repo_map.path}: {wrong}", _with(repo_map, (row.path_span, wrong))


def detail_link_changed(ground: Ground) -> Found:
    for repo_map in ground.kb.maps:
        for one, other in zip(repo_map.rows, repo_map.rows[1:], strict=False):
            if one.link and other.link:
                changed = _with(repo_map, (one.link.target_span, other.link.target))
                yield f"{repo_map.path}: {one.path}", changed


def detail_deleted(ground: Ground) -> Found:
    for file in ground.kb.files:
        if file.kind is Kind.DETAIL and file.detail.path and file.path in _linked(ground):
            yield file.path, {file.path: None}


def _linked(ground: Ground) -> set[str]:
    return {
        ground.facts.linked_path(one, row.link) or ""
        for one in ground.kb.maps
        for row in one.rows
        if row.link
    }


def detail_bent(ground: Ground) -> Found:
    for file in ground.kb.files:
        repo_map = next(iter(ground.kb.maps), None)
        base = ground.sources.of_map(repo_map) if ground.sources and repo_map else None
        if file.kind is not Kind.DETAIL or base is None:
            continue
        lines = base.line_count(file.detail.path) if file.detail.path else None
        judged = base.symbols.code(file.detail.path) if lines is not None else None
        if judged is None or file.detail.lines not in (None, lines):
            continue
        for one in file.detail.names[:1]:
            yield f"{file.path}: {one.name}", _with(file, (one.span, f"{one.name}_qxz"))


def report_number(ground: Ground) -> Found:
    for file in ground.kb.files:
        for claim in file.claims.counts:
            if claim.what in _OF_ANOTHER_DAY:
                continue
            for wrong in (claim.number + 1, claim.number - 1):
                if wrong >= 0:
                    line = file.source.position(claim.span.start).line
                    what = f"{file.path}:{line}: {claim.number} -> {wrong}"
                    yield what, _with(file, (claim.span, str(wrong)))


def report_links(ground: Ground) -> Found:
    for file in ground.kb.files:
        for claim in file.claims.links:
            if ground.kb.find(claim.page, None, ground.kb.scope_of(file)).file is None:
                continue
            for wrong in (claim.number + 1, claim.number - 1):
                line = file.source.position(claim.span.start).line
                what = f"{file.path}:{line}: {claim.page} {claim.number} -> {wrong}"
                yield what, _with(file, (claim.span, str(wrong)))


def report_page(ground: Ground) -> Found:
    for file in ground.kb.files:
        for claim in file.claims.pages:
            if claim.folder or claim.name.startswith(ground.kb.scopes):
                bent = _bent(claim.name)
                yield f"{file.path}: {bent}", _with(file, (claim.span, bent))


_OF_A_LINK = _OF_A_ROW | {"page-not-indexed", "wrong-row-source"}
KINDS: dict[str, tuple[Callable[[Ground], Found], str, set[str]]] = {
    "page deleted": (page_deleted, "row-without-page", _OF_A_PAGE | _GRAPH),
    "page renamed": (page_renamed, "page-not-indexed", _OF_A_PAGE | _GRAPH),
    "index row removed": (row_removed, "page-not-indexed", _OF_A_ROW),
    "index links swapped": (links_swapped, "wrong-row-link", _OF_A_LINK),
    "index deleted": (
        index_deleted,
        "missing-index",
        {"unlisted-relation", "dead-file-link", "unbacked-connection"},
    ),
    "row source changed": (
        row_source,
        "wrong-row-source",
        {"missing-source-file", "ambiguous-source-file"},
    ),
    # The base can follow from the map: what was held against it is judged without it then.
    "map deleted": (map_deleted, "missing-map", {"dead-file-link", "incomplete-install"}),
    "connections swapped": (connections_swapped, "unbacked-connection", _OF_A_ROW),
    "index row doubled": (row_doubled, "duplicate-row", {"unscoped-name"}),
    "index link broken": (row_link_broken, "dead-row-link", set()),
    "index row misspelt": (row_misspelt, "wrong-row-link", set()),
    "connection misspelt": (connection_misspelt, "dead-connection", _OF_A_ROW),
    "connection of another type": (connection_retyped, "dead-connection", _OF_A_ROW),
    "connection marked open": (connection_unmarked, "stale-connection", _OF_A_ROW),
    "connection without scope": (connection_without_scope, "unscoped-name", set()),
    "link misspelt": (link_misspelt, "dead-link", _OF_A_ROW | _GRAPH),
    "link of another type": (link_retyped, "wrong-type-link", _OF_A_ROW | _GRAPH),
    "coverage misspelt": (coverage_misspelt, "stale-coverage", set()),
    "coverage of another page": (coverage_of_another, "stale-coverage", set()),
    "coverage emptied": (coverage_emptied, "stale-coverage", set()),
    "line count changed": (lines_changed, "wrong-line-count", {"map-total-mismatch"}),
    "map total changed": (total_changed, "map-total-mismatch", set()),
    "map path changed": (
        map_path_changed,
        "map-missing-file",
        {"dead-detail-page", "unmapped-file", "stale-coverage", "map-total-mismatch"},
    ),
    "detail link changed": (detail_link_changed, "dead-detail-page", set()),
    "detail page deleted": (detail_deleted, "dead-detail-page", {"dead-file-link"}),
    "detail names what is not": (detail_bent, "detail-mismatch", set()),
    "report number changed": (report_number, "report-count-mismatch", set()),
    "report links changed": (report_links, "report-count-mismatch", set()),
    "report page misspelt": (report_page, "report-missing-page", set()),
}
"""The kinds of faults: where they go, who must find them, and whom their consequences may wake."""
