"""Every place of a knowledge base at which a page is named, and which page that is."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from kbaudit.model.regex import regex
from kbaudit.model.span import Span
from kbaudit.read.coverage import read_coverage
from kbaudit.read.file import File
from kbaudit.read.kind import Kind
from kbaudit.read.links import FileLink, PageLink, Relation
from kbaudit.read.lists import Index, RepoMap
from kbaudit.read.page import Page
from kbaudit.read.stated import stated_relations
from kbaudit.read.tree import PAGE_SUFFIXES
from kbaudit.rulekit.facts import Facts
from kbaudit.rulekit.titles import is_name_of, titled


class Way(Enum):
    """How a page is named."""

    RELATION = "relation"
    LINK = "link"
    """``[[Name]]``"""
    FILE_LINK = "link to the file"
    LABEL = "label of a link"
    ROW = "index row"
    CONNECTION = "connection"
    COVERAGE = "coverage cell"
    HEADING = "heading"
    FIELD = "name in the front matter"
    INHERITANCE = "inheritance"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Reference:
    """A place in the file `path` that names the page `page` (a path; empty: there is no such page).

    `span` covers what is to be written anew when the page is renamed, `whole` all that goes when
    the page is removed.
    """

    path: str
    way: Way
    span: Span
    whole: Span
    page: str


def references(facts: Facts, file: File) -> Iterator[Reference]:
    """All places of `file` that name a page, in no particular order; a place may come twice."""
    if file.unreadable is not None:
        return
    yield from _Reader(facts, file).all()


class _Reader:
    def __init__(self, facts: Facts, file: File) -> None:
        self._facts = facts
        self._kb = facts.kb
        self._file = file

    def all(self) -> Iterator[Reference]:
        yield from self._relations()
        for page_link in self._file.page_links:
            yield from self._page_link(page_link)
        for file_link in self._file.file_links:
            yield from self._file_link(file_link)
        if isinstance(self._file, Page):
            yield from self._own_names(self._file)
        if isinstance(self._file, Index):
            yield from self._rows(self._file)
        if isinstance(self._file, RepoMap):
            yield from self._coverage(self._file)
        if self._file.kind is Kind.REPORT:
            yield from self._told()

    def _at(self, way: Way, span: Span, whole: Span, page: File | None) -> Reference:
        path = page.path if isinstance(page, Page) else ""
        return Reference(self._file.path, way, span, whole, path)

    def _relations(self) -> Iterator[Reference]:
        """Those of the text and of YAML front matter, also where both say the same."""
        file = self._file
        stated: tuple[Relation, ...] = ()
        if isinstance(file, Page):
            stated = stated_relations(file.front_matter, file.type, file.vocabulary)
        for relation in (*stated, *file.links.relations):
            found = self._facts.relation_target(self._file, relation).file
            yield self._at(Way.RELATION, relation.name_span, relation.span, found)
            yield from self._piped(relation.span, found)

    def _page_link(self, link: PageLink) -> Iterator[Reference]:
        kind = self._kb.vocabulary.type_named(link.type) if link.type else None
        if link.name and (kind is not None or not link.type):
            found = self._kb.find(link.name, kind, self._kb.scope_of(self._file)).file
            yield self._at(Way.LINK, link.name_span, link.span, found)
            yield from self._piped(link.span, found)

    def _piped(self, span: Span, page: File | None) -> Iterator[Reference]:
        """``[[Name|Label]]`` whose label is the name again."""
        text = self._file.text
        bar = text.find("|", span.start, span.end)
        if bar >= 0:
            yield from self._label(Span(bar + 1, max(bar + 1, span.end - 2)), span, page)

    def _label(self, span: Span, whole: Span, page: File | None) -> Iterator[Reference]:
        words = span.of(self._file.text)
        name = words.strip("`*_ ")
        if isinstance(page, Page) and name and is_name_of(name, page, self._kb.scopes):
            start = span.start + words.index(name)
            yield self._at(Way.LABEL, Span(start, start + len(name)), whole, page)

    def _file_link(self, link: FileLink) -> Iterator[Reference]:
        if not link.target:
            return
        page: File | None = self._facts.linked_page(self._file, link)
        path = self._facts.linked_path(self._file, link)
        if page is None and path:  # wikis let authors leave out the ending
            ends = (self._kb.by_path.get(f"{path}{suffix}") for suffix in PAGE_SUFFIXES)
            page = next((file for file in ends if file is not None), None)
        text = self._file.text
        line = text.rfind("\n", 0, link.span.start) + 1
        start = text.rfind("[", line, link.span.start) if text[link.span.start] == "]" else -1
        whole = Span(start, link.span.end) if start >= 0 else link.span
        yield self._at(Way.FILE_LINK, link.target_span, whole, page)
        if start >= 0:
            yield from self._label(Span(start + 1, link.span.start), whole, page)

    def _own_names(self, page: Page) -> Iterator[Reference]:
        words = self._kb.vocabulary
        heading = titled(page)
        known = heading is not None and (not heading.type or words.type_named(heading.type))
        if heading is not None and known and is_name_of(heading.name, page, self._kb.scopes):
            yield self._at(Way.HEADING, heading.span, heading.span, page)
        entry = page.front_matter.get("name") if page.front_matter else None
        if entry is not None and is_name_of(entry.value, page, self._kb.scopes):
            start = entry.span.start + max(0, entry.span.of(page.text).find(entry.value))
            span = Span(start, start + len(entry.value))
            yield self._at(Way.FIELD, span, entry.span, page)
        scope = self._kb.scope_of(page)
        for inherited in page.pins.inherited:
            found = self._kb.find(inherited.name, page.type, scope).file
            at = page.text.find(inherited.name, inherited.span.start, inherited.span.end)
            span = Span(at, at + len(inherited.name)) if at >= 0 else inherited.span
            yield self._at(Way.INHERITANCE, span, inherited.span, found)

    def _rows(self, index: Index) -> Iterator[Reference]:
        for row in index.rows:
            page = self._facts.row_page(index, row)
            if page is not None and is_name_of(row.name, page, self._kb.scopes):
                yield self._at(Way.ROW, row.name_span, row.span, page)
            for connection in row.connections:
                found = self._facts.connection_target(index, connection).file
                yield self._at(Way.CONNECTION, connection.name_span, connection.span, found)

    def _coverage(self, repo_map: RepoMap) -> Iterator[Reference]:
        scope = self._kb.scope_of(repo_map)
        for row in repo_map.rows:
            cell = read_coverage(repo_map.text, row.coverage_span, self._kb.vocabulary)
            for one in cell.pages:
                found = self._kb.find(one.name, one.kind, scope).file
                yield self._at(Way.COVERAGE, one.span, row.coverage_span, found)

    def _told(self) -> Iterator[Reference]:
        """Pages that a report says were made, and full names in its tables, trees and words.

        Elsewhere only a name with its scope can be told from a word.
        """
        found: dict[Span, File | None] = {}
        for match in _FULL.finditer(self._file.text):
            pages = self._facts.scoped_pages
            page = pages.get(match["name"]) or pages.get(_stem(match["name"]))
            if page is not None:
                start = match.start("name")
                found[Span(start, start + len(page.name))] = page
        scope = self._kb.scope_of(self._file)
        for claim in self._file.claims.pages:
            at = self._file.text.find(claim.name, claim.span.start, claim.span.end)
            if at >= 0:
                span = Span(at, at + len(claim.name))
                found.setdefault(span, self._kb.find(claim.name, claim.kind, scope).file)
        for span, file in sorted(found.items(), key=lambda item: item[0]):
            yield self._at(Way.REPORT, span, span, file)


_FULL = regex(r"(?<![\w.+-])(?P<name>\w[\w.+-]*\w)")


def _stem(name: str) -> str:
    suffix = next((end for end in PAGE_SUFFIXES if name.lower().endswith(end)), "")
    return name[: len(name) - len(suffix)]
