"""One file of a knowledge base, read: everything that later layers ask of it.

A file is scanned once. What only some rules want (citations, pins) is read when it is first asked
for, and kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from hashlib import blake2b

from kbaudit.model.span import Source, Span
from kbaudit.read.anchors import loose_anchors, read_anchors
from kbaudit.read.citation import Citation
from kbaudit.read.citations import read_citations
from kbaudit.read.decode import Unreadable
from kbaudit.read.defined_names import read_defined_names
from kbaudit.read.detail import Detail, read_detail
from kbaudit.read.front_matter import FrontMatter, Upkeep, find_infobox, read_front_matter
from kbaudit.read.index import CutRow, IndexContent, IndexRow, read_index
from kbaudit.read.leads import Leads, read_leads
from kbaudit.read.links import FileLink, Links, PageLink, Relation, read_links
from kbaudit.read.part import forget, large_part, part, tell, told
from kbaudit.read.pin_fields import stated_pins
from kbaudit.read.pins import STATED_FORMS, Pins, read_pins, same_pin
from kbaudit.read.repo_map import MapProperty, MapRow, read_map
from kbaudit.read.report import Claims
from kbaudit.read.report_reader import read_claims
from kbaudit.read.scan import CodeBlock, Scan, scan
from kbaudit.read.sections import Section, read_sections
from kbaudit.read.signatures import read_signatures
from kbaudit.read.stated import may_state_relations, same_relation, stated_relations
from kbaudit.read.stated_citations import stated_citations
from kbaudit.read.stub import Statements
from kbaudit.read.table import Table
from kbaudit.read.tables import read_tables
from kbaudit.read.vocabulary import PageType, Vocabulary


class Kind(Enum):
    """What a file is by its place in the tree."""

    PAGE = "page"
    INDEX = "index"
    MAP = "map"
    CANDIDATES = "candidates"
    DETAIL = "detail"
    REPORT = "report"
    STRAY = "stray"


FOR_THEMSELVES = frozenset({Kind.PAGE, Kind.STRAY, Kind.DETAIL})
"""Files that say little of others; the rest speak of the whole knowledge base."""
_LISTS = frozenset({Kind.INDEX, Kind.MAP})
_LIST_SIZE = 20
_CITING = frozenset({Kind.PAGE, Kind.INDEX, Kind.REPORT, Kind.STRAY})


def limit_of(kind: Kind, limit: int) -> int:
    """Bytes that a file of `kind` may have where a page may have `limit`.

    Indexes and maps have a row for each page, or file of the target, and so grow with them.
    """
    return limit * _LIST_SIZE if kind in _LISTS else limit


@dataclass(frozen=True, kw_only=True)
class File:
    """A file of the knowledge base. `path` is relative to its root, with forward slashes.

    A file that could not be read has `unreadable` set and no text (or text that is not to be
    trusted): it exists, and says nothing.
    """

    path: str
    source: Source
    kind: Kind
    vocabulary: Vocabulary
    unreadable: Unreadable | None = None

    @property
    def text(self) -> str:
        """The text, with byte order mark and line ends."""
        tell(self)
        return self.source.text

    def says(self, words: str) -> bool:
        """Whether `words` stand anywhere in the text."""
        text = self.source.text
        tell(self, told(text, words))
        return words in text

    @cached_property
    def name(self) -> str:
        """The file name without its last ending: the name of the page."""
        return self.path.rsplit("/", 1)[-1].rsplit(".", 1)[0]

    @cached_property
    def folder(self) -> str:
        """The first folder of the path, empty at the root."""
        return self.path.partition("/")[0] if "/" in self.path else ""

    @cached_property
    def digest(self) -> str:
        """A digest of the text, and of why it cannot be read."""
        if self.unreadable is None:
            return self.source.digest
        whole = f"{self.source.digest} {self.unreadable!r}".encode()
        return blake2b(whole, digest_size=16).hexdigest()

    def forget(self) -> None:
        """Give back the memory of parts that nobody but the judges of this file asks for.

        One that is asked for after all is made again, equal to the one that was.
        """
        forget(self)
        self.source.forget()

    @large_part
    def scan(self) -> Scan:
        """Code, comments and prose told apart."""
        return scan("" if self.unreadable else self.text)

    @large_part
    def sections(self) -> tuple[Section, ...]:
        """All sections, in the order of their headings."""
        return read_sections(self.scan.text, self.scan.prose)

    @part
    def heads(self) -> tuple[str, ...]:
        """The beginning of the text, and the titles of all sections: where a scope may be named."""
        return (self.text[:200], *(section.title for section in self.sections))

    @property
    def title(self) -> Section | None:
        """The first heading, if it is of the first level."""
        first = next(iter(self.sections), None)
        return first if first is not None and first.level == 1 else None

    @property
    def code_blocks(self) -> tuple[CodeBlock, ...]:
        """All code blocks."""
        return self.scan.blocks

    @property
    def comments(self) -> tuple[Span, ...]:
        """All HTML comments outside code."""
        return self.scan.comments

    @large_part
    def tables(self) -> tuple[Table, ...]:
        """All tables of both dialects."""
        return read_tables(self.scan.prose)

    @large_part
    def links(self) -> Links:
        """Relations, properties and links of all kinds."""
        return read_links(self.scan)

    @property
    def file_links(self) -> tuple[FileLink, ...]:
        """Links to files and anchors of the knowledge base."""
        return self.links.files

    @property
    def page_links(self) -> tuple[PageLink, ...]:
        """``[[Name]]`` links."""
        return self.links.pages

    @property
    def addresses(self) -> tuple[str, ...]:
        """The URLs that the file names, in the order of the text."""
        return tuple(url.url for url in self.links.urls)

    @large_part
    def anchors(self) -> frozenset[str]:
        """What a link into this file may name behind ``#``."""
        return read_anchors(self.scan, self.sections)

    @part
    def loose_anchors(self) -> tuple[str, ...]:
        """The anchors without what renderers treat differently, in order."""
        return loose_anchors(self.anchors)

    @part
    def citations(self) -> tuple[Citation, ...]:
        """References to the target; maps, triage tables and details list files and cite none."""
        return read_citations(self.scan, self.sections) if self.kind in _CITING else ()

    @part
    def defined_names(self) -> tuple[str, ...]:
        """Names that the page defines in the code that it shows as a signature."""
        return read_defined_names(self.scan, self.sections)

    @large_part
    def quoting(self) -> Mapping[Span, tuple[Citation, ...]]:
        """The citations that have a quote, in their order, by the place of the quote."""
        found: dict[Span, list[Citation]] = {}
        for citation in self.citations:
            if citation.quote is not None:
                found.setdefault(citation.quote.span, []).append(citation)
        return {span: tuple(some) for span, some in found.items()}

    @large_part
    def statements(self) -> Statements:
        """What a page states of the target's symbols, under Signature, Import and the like."""
        stating = self.kind in (Kind.PAGE, Kind.STRAY)
        return read_signatures(self.scan, self.sections) if stating else Statements()

    @part
    def claims(self) -> Claims:
        """What a report claims of the knowledge base."""
        if self.kind is not Kind.REPORT:
            return Claims()
        return read_claims(self.scan, self.sections, self.tables, self.vocabulary)

    @part
    def detail(self) -> Detail:
        """What a detail page of the map states of its file."""
        return read_detail(self.scan.prose, self.title, self.tables)

    @large_part
    def pins(self) -> Pins:
        """Version pins and inheritance."""
        return read_pins(self.scan, self.sections, self.tables)

    @large_part
    def relations(self) -> tuple[Relation, ...]:
        """Typed relations of the text."""
        return self.links.relations

    @part
    def leads(self) -> Leads:
        """Where the file leads, for those who ask no more of it."""
        return read_leads(self.relations, self.page_links, self.file_links)


@dataclass(frozen=True, kw_only=True)
class Page(File):
    """A page: a file in the folder of a page type."""

    type: PageType

    @large_part
    def front_matter(self) -> FrontMatter | None:
        """What the page says about itself, in either dialect."""
        if self.scan.yaml is not None:  # what stands below does not count
            return read_front_matter(self.scan, (), (), ())
        return read_front_matter(self.scan, self.sections, self.tables, self.links.properties)

    @property
    def _stated(self) -> FrontMatter | None:
        """Front matter that can state what else the text does; infoboxes cannot."""
        return self.front_matter if self.scan.yaml is not None else None

    @part
    def upkeep(self) -> Upkeep:
        """What the front matter says of when the page was true, which is asked of all pages."""
        matter = self.front_matter
        return matter.upkeep if matter is not None else Upkeep()

    @large_part
    def addresses(self) -> tuple[str, ...]:
        """The URLs of sources in YAML front matter, then those of the text."""
        matter = self._stated
        sources = matter.instance.data.get("sources") if matter else ()
        stated = (one.get("url") for one in sources or () if isinstance(one, Mapping))
        return (*(url for url in stated if isinstance(url, str)), *super().addresses)

    @large_part
    def infobox(self) -> FrontMatter | None:
        """The infobox, which may stand below YAML front matter as well."""
        matter = self.front_matter
        if matter is None or matter.dialect == "infobox":
            return matter
        return find_infobox(self.scan, self.sections, self.tables, self.links.properties)

    @large_part
    def text_pins(self) -> Pins:
        """Version pins and inheritance of the text alone."""
        return read_pins(self.scan, self.sections, self.tables)

    @large_part
    def pins(self) -> Pins:
        """Version pins of the text, those that only YAML front matter states, and inheritance."""
        found = self.text_pins
        said = {same_pin(pin) for pin in found.pins if pin.form in STATED_FORMS}
        stated = stated_pins(self._stated, self.text)
        more = (pin for pin in stated if same_pin(pin) not in said)
        return Pins((*more, *found.pins), found.inherited)

    @large_part
    def relations(self) -> tuple[Relation, ...]:
        """Typed relations that only YAML front matter states, then those of the text."""
        here, words = self.type, self.vocabulary
        said = {same_relation(relation, here, words) for relation in self.links.relations}
        yaml = self.scan.yaml
        stated = (
            stated_relations(self.front_matter, here, words)
            if yaml is not None and may_state_relations(yaml.of(self.text))
            else ()
        )
        more = (one for one in stated if same_relation(one, here, words) not in said)
        return (*more, *self.links.relations)

    @large_part
    def text_citations(self) -> tuple[Citation, ...]:
        """References to the target in the text alone."""
        return read_citations(self.scan, self.sections)

    @part
    def citations(self) -> tuple[Citation, ...]:
        """References to the target that only YAML front matter states, then those of the text."""
        said = {(one.path, one.lines) for one in self.text_citations}
        stated = stated_citations(self._stated, self.text)
        more = (one for one in stated if (one.path, one.lines) not in said)
        _ = self.defined_names  # asked where citations are, when large parts may be gone
        return (*more, *self.text_citations)


@dataclass(frozen=True, kw_only=True)
class Index(File):
    """The index of one page type."""

    type: PageType

    @part
    def content(self) -> IndexContent:
        """Rows and cut rows."""
        return read_index(
            self.scan.prose, self.type, self.sections, self.tables, self.file_links, self.vocabulary
        )

    @property
    def rows(self) -> tuple[IndexRow, ...]:
        """The pages that the index lists."""
        return self.content.rows

    @part
    def row_links(self) -> frozenset[Span]:
        """Where the targets of the links of rows stand."""
        return frozenset(row.link.target_span for row in self.rows if row.link)

    @property
    def cut_rows(self) -> tuple[CutRow, ...]:
        """Rows whose cells do not fit their header."""
        return self.content.cut


@dataclass(frozen=True, kw_only=True)
class RepoMap(File):
    """The map of the target's source files, or a triage table with the same kind of rows."""

    @part
    def _read(self) -> tuple[tuple[MapProperty, ...], tuple[MapRow, ...]]:
        return read_map(self.scan.prose, self.tables, self.file_links)

    @property
    def properties(self) -> tuple[MapProperty, ...]:
        """Rows of the property table."""
        return self._read[0]

    @property
    def rows(self) -> tuple[MapRow, ...]:
        """One row for each source file."""
        return self._read[1]

    @part
    def row_links(self) -> frozenset[Span]:
        """Where the targets of the links of rows stand."""
        return frozenset(row.link.target_span for row in self.rows if row.link)

    def property(self, name: str) -> str:
        """The value of a property, empty when the map does not state it."""
        return next((p.value for p in self._read[0] if p.name == name), "")
