"""One file of a knowledge base, read: everything that later layers ask of it.

A file is scanned once. What only some rules want (citations, pins) is read when it is first asked
for, and kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING

from kbaudit.model.span import Source, Span
from kbaudit.read.anchors import loose_anchors, read_anchors
from kbaudit.read.citation import Citation
from kbaudit.read.citations import read_citations
from kbaudit.read.code_block import CodeBlock
from kbaudit.read.decode import Unreadable
from kbaudit.read.defined_names import read_defined_names
from kbaudit.read.detail import Detail, read_detail
from kbaudit.read.kind import Kind
from kbaudit.read.leads import Leads, read_leads
from kbaudit.read.links import FileLink, Links, PageLink, Relation, read_links
from kbaudit.read.part import followed, forget, large_part, part, tell, told
from kbaudit.read.pins import Pins, read_pins
from kbaudit.read.scan import Scan, scan
from kbaudit.read.sections import Section, read_sections
from kbaudit.read.signatures import read_signatures
from kbaudit.read.stub import Statements
from kbaudit.read.table import Table
from kbaudit.read.tables import read_tables
from kbaudit.read.vocabulary import Vocabulary

if TYPE_CHECKING:
    from kbaudit.read.report import Claims


_CITING = frozenset({Kind.PAGE, Kind.INDEX, Kind.REPORT, Kind.STRAY})


def name_at(path: str) -> str:
    """The file name at the end of `path`, without its last ending."""
    return path.rsplit("/", 1)[-1].rsplit(".", 1)[0]


def _line_at(text: str, span: Span) -> str:
    """The line, or lines, on which `span` stands."""
    end = text.find("\n", span.end)
    return text[text.rfind("\n", 0, span.start) + 1 : end if end >= 0 else None]


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
        return name_at(self.path)

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
    def pinned(self) -> tuple[str, ...]:
        """The revisions to which links among the citations are pinned, each as often as it is."""
        return tuple(one.ref for one in self.citations if one.form == "link" and one.ref)

    @property
    def cited_files(self) -> tuple[Citation, ...]:
        """The citations, for those who ask which files they are of, and not which lines."""
        tell(self, "cited_files")
        with followed(None):
            return self.citations

    @part
    def cited_words(self) -> str:
        """A digest of what tells which file is meant by a path that alone does not tell it.

        Those are the lines on which citations stand, what they quote, and the addresses.
        """
        text = self.source.text
        lines = (_line_at(text, one.span) for one in self.citations)
        quotes = (one.quote.span.of(text) for one in self.citations if one.quote is not None)
        words = "\n".join((*lines, *quotes, *self.addresses))
        return blake2b(words.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()

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
        from kbaudit.read.report import Claims  # most files are none
        from kbaudit.read.report_reader import read_claims

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
