"""Citations: every place where a page names a file of the target, with or without lines.

The forms, as they were counted in real knowledge bases, fall into these shapes:

* a path with lines behind it: ``trainer.py:54-66``, ``base.py:L1147-1158``,
  ``spacy.py:9-21, 62-64``, ``base.py (lines 716-800+)``, ``x.py#L1-L191``,
  and ``lines 3-9 of x.py``;
* a labelled item: ``'''File:''' src/x.py``, ``- **Path**: `…```, ``| **Source File** | … |``, whose
  lines may stand in an item of their own below (``'''Lines:''' 2068-2170``), also inside a block
  of plain text under ``Source Location``;
* a link to a file on GitHub, with its label;
* prose: ``(lines 196-201)`` after a file was named;
* captions of blocks of code: see `citation_captions`.

A path without lines is a citation only where a label or a link says so; prose names many files that
need not exist. ``(352 lines)`` and ``Lines: 165`` are sizes, not places.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import replace

from kbaudit.model.regex import regex
from kbaudit.model.span import Source, Span
from kbaudit.read.citation import Citation, LineRange
from kbaudit.read.citation_captions import read_captions
from kbaudit.read.citation_labels import Label, read_labels
from kbaudit.read.citation_links import joined, referring
from kbaudit.read.citation_tokens import github_links, mentions, ranges_at
from kbaudit.read.citation_words import LINE, LINE_ENDS
from kbaudit.read.near import find_near
from kbaudit.read.scan import Scan
from kbaudit.read.sections import Section

_VALUE = regex(r"(?:<code>|[`'*~ ]){0,4}")
_PROSE = regex(rf"\b{LINE}[ ]+(?=L?\d{{1,7}}\b)", re.IGNORECASE)
_LINES = regex(rf"[LlZzRrСс](?i:{LINE_ENDS})[ ]+[Ll]?\d")
_REPOSITORY = regex(
    r"github\.com/([\w.-]+/[\w.-]+?)(?:\.git)?(?=[/\s)\]#`|]|$)|^[`\[]?([\w.-]+/[\w.-]+)[`\]]?\s*$"
)
_LOCATION_SECTIONS = frozenset(
    {
        "file location",
        "source location",
        "location",
        "source",
        "source file",
        "file",
        "code location",
    }
)
_PLAIN_LANGUAGES = frozenset({"", "text", "txt", "plain", "plaintext", "none"})
_MARGIN = 80
"""So much of a line at most is looked at around a path: lines may be a megabyte long."""
_ITEM_GAP = 4
"""A ``Lines`` item belongs to the ``File`` item above it over at most this many line ends."""


def read_citations(scan: Scan, sections: tuple[Section, ...]) -> tuple[Citation, ...]:
    """All citations outside code blocks, in the order of the text."""
    return _Reader(scan, sections).read()


class _Reader:
    def __init__(self, scan: Scan, sections: tuple[Section, ...]) -> None:
        self.scan = scan
        self.sections = sections
        self.section_starts = [section.own.start for section in sections]
        self.text = self._with_locations()
        self.line_starts = Source(self.text).line_starts
        self.labels = list(read_labels(self.text))

    def _with_locations(self) -> str:
        """The prose, and blocks of plain text that tell where the source is."""
        parts: list[str] = []
        at = 0
        for block in self.scan.blocks:
            section = self._section(block.span.start)
            if section and section.key in _LOCATION_SECTIONS and block.language in _PLAIN_LANGUAGES:
                parts += (
                    self.scan.prose[at : block.content.start],
                    block.content.of(self.scan.text),
                )
                at = block.content.end
        return "".join([*parts, self.scan.prose[at:]])

    def _section(self, offset: int) -> Section | None:
        """The innermost section at `offset`."""
        at = bisect_right(self.section_starts, offset) - 1
        return self.sections[at] if at >= 0 else None

    def _line(self, offset: int) -> int:
        """The start of the line at `offset`."""
        starts = self.line_starts
        return starts[bisect_right(starts, offset) - 1]

    def read(self) -> tuple[Citation, ...]:
        links = list(github_links(self.text))
        paths = list(mentions(self.text, [link.span for link in links]))
        shown = referring(self.text, paths, links, self._line)
        found = joined(self.text, sorted([*links, *shown], key=_order))
        named = self._lines_of_items([self._named(citation) for citation in found])
        cited = self._of_repositories(named)  # lines in prose are of the same repository
        cited = sorted([*cited, *self._prose(cited)], key=_order)
        quoted = self._quoted([c for c in cited if c.ranges or c.form != "mention"])
        return tuple(sorted([*quoted, *read_captions(self.scan)], key=_order))

    def _named(self, citation: Citation) -> Citation:
        """Make a bare path an item where a label, or a section about locations, names it."""
        if citation.form != "mention":
            return citation
        start = self._line(citation.span.start)
        label = self._label_at(start)
        if label is not None and label.kind == "file" and citation.span.start >= label.value:
            return replace(citation, form="item")
        section = self._section(start)
        around = self.text[start : citation.span.end + _MARGIN] if self._first(citation) else ""
        line = around.partition("\n")[0].strip(" \t\r`*-")
        alone = line == citation.span.of(self.text)
        if alone and section is not None and section.key in _LOCATION_SECTIONS:
            return replace(citation, form="item")
        return citation

    def _first(self, citation: Citation) -> bool:
        """Whether no more than marks can stand before a citation on its line."""
        return citation.span.start - self._line(citation.span.start) <= _MARGIN

    def _label_at(self, line: int) -> Label | None:
        at = bisect_left(self.labels, line, key=lambda label: label.span.start)
        found = self.labels[at] if at < len(self.labels) else None
        return found if found is not None and found.span.start == line else None

    def _lines_of_items(self, cited: list[Citation]) -> list[Citation]:
        """Give ``Lines`` items to the one file that is named in the item above them."""
        result = list(cited)
        starts = [citation.span.start for citation in cited]
        file: Label | None = None
        for label in self.labels:
            if label.kind != "lines":
                file = label if label.kind == "file" else None
                continue
            if file is None or not self._one_list(file.span, label.span):
                continue
            items = range(bisect_left(starts, file.span.start), bisect_left(starts, file.span.end))
            owners = [at for at in items if result[at].form in ("item", "items", "link")]
            ranges, end = self._value(label)
            if len(owners) == 1 and ranges and not result[owners[0]].ranges:
                result[owners[0]] = self._with_item(result[owners[0]], ranges, end)
        return result

    def _value(self, label: Label) -> tuple[tuple[LineRange, ...], int]:
        value = _VALUE.match(self.text, label.value)
        return ranges_at(self.text, value.end() if value else label.value, worded=True)

    def _with_item(self, owner: Citation, ranges: tuple[LineRange, ...], end: int) -> Citation:
        if self._is_size(ranges):
            return replace(owner, total=ranges[0].first)
        form = "link" if owner.form == "link" else "items"
        return replace(owner, ranges=ranges, form=form, span=Span(owner.span.start, end))

    def _is_size(self, ranges: tuple[LineRange, ...]) -> bool:
        """Whether a single bare number stands there: how many lines, not which."""
        single = len(ranges) == 1 and len(ranges[0].digits) == 1
        return single and self.text[ranges[0].span.start] != "L"

    def _one_list(self, above: Span, below: Span) -> bool:
        between = self.text[above.end : below.start]
        return between.count("\n") <= _ITEM_GAP and "\n=" not in between and "\n#" not in between

    def _prose(self, cited: list[Citation]) -> Iterator[Citation]:
        """Lines on their own: of the file named before them on the line, or the page's only one."""
        starts = [citation.span.start for citation in cited]
        named = {c.path: c for c in reversed(cited) if c.form in ("item", "items", "link")}
        only = next(iter(named.values())) if len(named) == 1 else None
        for at, lines in self._loose_lines():
            before = bisect_right(starts, at) - 1
            if before >= 0 and cited[before].span.end > at:
                continue
            here = cited[before] if before >= 0 and starts[before] >= self._line(at) else None
            owner = here or only
            ranges, end = ranges_at(self.text, lines, worded=True)
            if owner is not None and owner.span.start < at and ranges:
                yield Citation(
                    owner.path,
                    owner.path_span,
                    Span(at, end),
                    "prose",
                    ranges,
                    repository=owner.repository,
                    ref=owner.ref,
                )

    def _loose_lines(self) -> Iterator[tuple[int, int]]:
        """Where lines may be named apart from a path: start of the words, start of the numbers."""
        labelled = set()
        for label in self.labels:
            if label.kind == "lines":
                labelled.add(label.span.start)
                value = _VALUE.match(self.text, label.value)
                at = value.end() if value else label.value
                if not self._is_size(ranges_at(self.text, at, worded=True)[0]):
                    yield at, at
        for match in find_near(_PROSE, _LINES, self.text):
            if self._line(match.start()) not in labelled:
                yield match.start(), match.end()

    def _of_repositories(self, cited: list[Citation]) -> list[Citation]:
        """A ``Repository`` item speaks for the files named below it in its section."""
        stated = [
            (label.span.start, name)
            for label in self.labels
            if label.kind == "repository" and (name := self._repository(label))
        ]
        result = []
        for citation in cited:
            at = bisect_left(stated, (citation.span.start, "")) - 1
            section = self._section(citation.span.start)
            floor = section.own.start if section else 0
            speaks = citation.form in ("item", "items") and not citation.repository
            if speaks and at >= 0 and stated[at][0] >= floor:
                citation = replace(citation, repository=stated[at][1])
            result.append(citation)
        return result

    def _repository(self, label: Label) -> str:
        match = _REPOSITORY.search(self.text[label.value : label.span.end].strip(" |\t\r"))
        return (match[1] or match[2] or "") if match else ""

    def _quoted(self, cited: list[Citation]) -> Iterator[Citation]:
        """Tie the code under a line to the citations on it."""
        introduced = {
            self._line(block.intro.start): block
            for block in self.scan.blocks
            if block.intro is not None and block.language != "mermaid"
        }
        for citation in cited:
            quote = introduced.get(self._line(citation.span.end))
            yield replace(citation, quote=quote) if quote else citation


def _order(citation: Citation) -> tuple[int, int]:
    return citation.span.start, citation.span.end
