"""The numbers of a report, in the forms that the docs list."""

import re
from collections.abc import Iterator

from kbaudit.model.regex import regex
from kbaudit.model.span import Span
from kbaudit.read.report import ConnectedClaim, CountClaim, Counted, LinkClaim, PageClaim
from kbaudit.read.report_pages import type_in
from kbaudit.read.sections import Section
from kbaudit.read.table import Table
from kbaudit.read.vocabulary import PageType, Vocabulary

_LABEL = regex(
    r"^[ \t]*(?:[-*+][ \t]+)?[*_]*(?P<label>[A-Za-z][A-Za-z ]{2,40}?)[*_]*:[*_]*+[ \t]*+"
    r"[*_]*+(?P<n>\d[\d,]*)\b(?P<rest>[^\n]*)",
    re.MULTILINE,
)
_PAGES = regex(
    r"\b(?<!\d,)(?P<n>\d[\d,]*)[ \t]+(?:new[ \t]+)?(?:wiki[ \t]+)?"
    r"(?:(?P<type>[A-Za-z]+)[ \t]+)?pages?\b"
)
_MADE = regex(r"\b(?:created|extracted|added|wrote)\b", re.IGNORECASE)
_AND = regex(r"[ \t]*+(?:,|,?[ \t]*+(?:and|&))[ \t]+")
_SUM = regex(
    r"[*_]*[ \t]*\((?P<parts>\d+(?![\d.,%])[^()+\n]*(?:\+[ \t]*\d+(?![\d.,%])[^()+\n]*)+)\)"
)
_INSIDE = regex(r"\b(?<!\d,)(?P<n>\d[\d,]*)[ \t]+(?P<type>[A-Za-z]+)")
_ALL = regex(
    r"\b[Aa]ll[ \t]+(?P<n>\d[\d,]*)[ \t]+"
    r"(?P<type>[A-Za-z]+s|[A-Za-z]+(?=[ \t]+(?:pages|files)\b))\b(?![ \t]+(?:steps|links)\b)"
)
_ENTRIES = regex(
    r"`?_(?P<type>[A-Za-z]+)Index\.md`?[*_]*:[*_]*[ \t]*(?P<n>\d[\d,]*)[ \t]+entr(?:y|ies)\b"
    r"(?P<all>,?[ \t]*all with[ \t]+(?P<kinds>[^\n]*?)connections)?"
)
_MARKED = regex(r"[✅☑✔✓]\ufe0f?[ \t]*`?(?P<type>[A-Za-z]+)")
_LINKS = regex(
    r"^[ \t]*[-*+][ \t]+[`*\[]*(?P<page>\w[\w.-]*)[`*\]]*[ \t]*(?:→|->|:)[ \t]*"
    r"(?P<counts>\d+[ \t]+[a-z]+(?:,[ \t]*\d+[ \t]+[a-z]+)*)[ \t]*"
    r"(?:\((?P<names>[^()\n]*)\))?[ \t\r]*$",
    re.MULTILINE,
)
_LINKED = regex(
    r"^[ \t]*[-*+][ \t]+(?P<n>\d+)[ \t]+(?P<type>[a-z]+)[ \t]+linked to[ \t]+`?(?P<page>\w[\w.-]*)",
    re.MULTILINE | re.IGNORECASE,
)
_HEADED = regex(r"\((?P<n>\d++)[ \t]*+(?P<word>[a-z]*+)[^()]*\)[ \t]*$")
_ADDEND = regex(r"(?:^|\+[ \t]*)(\d+)")
_COUNTS_ROWS = frozenset({"", "pages", "page", "files", "file", "total", "pairs", "entries"})
_INDEXES = regex(
    r"^[ \t]*(?:[-*+][ \t]+)?[*_]*Indexes updated[*_]*:[*_]*[ \t]*(?P<n>\d+)"
    r"[ \t]*\((?P<names>[^()\n]*)\)",
    re.MULTILINE | re.IGNORECASE,
)
_NUMBER = regex(r"[*_]*(?P<n>\d[\d,]*)[*_]*")


class Counts:
    """Reads the numbers of one report. `text` has its code blocks masked."""

    def __init__(
        self, text: str, sections: tuple[Section, ...], tables: tuple[Table, ...], words: Vocabulary
    ) -> None:
        self.text = text
        self.sections = sections
        self.tables = tables
        self.words = words

    def counts(self, trees: list[PageClaim]) -> Iterator[CountClaim]:
        """All numbers but those of links; `trees` are the files that the report lists."""
        yield from self._labels()
        yield from self._sentences()
        yield from self._statistics()
        yield from self._index_table()
        yield from self._steps()
        yield from self._headings(trees)
        for match in _ALL.finditer(self.text):
            if kind := type_in(match["type"], self.words):
                yield self._claim(Counted.TOTAL, kind, match)
        for match in _ENTRIES.finditer(self.text):
            if kind := self.words.type_named(match["type"]):
                yield self._claim(Counted.ENTRIES, kind, match)
        for match in _INDEXES.finditer(self.text):
            found = len([one for one in match["names"].split(",") if "Index" in one])
            yield self._claim(Counted.INDEXES, None, match, found=found)

    def links(self) -> Iterator[LinkClaim]:
        """How many pages of a type a page links with."""
        for match in _LINKS.finditer(self.text):
            inside = list(_INSIDE.finditer(self.text, *match.span("counts")))
            kinds = [type_in(one["type"], self.words) for one in inside]
            if not all(kinds):
                continue
            listed = match["names"] or ""
            names = tuple(one.strip(" `*") for one in listed.split(",") if one.strip())
            for kind, one in zip(kinds, inside, strict=True):
                if kind is not None:
                    where = Span(*one.span("n"))
                    own = names if len(inside) == 1 else ()
                    yield LinkClaim(match["page"], kind, _int(one["n"]), where, own)
        for match in _LINKED.finditer(self.text):
            if kind := type_in(match["type"], self.words):
                where = Span(*match.span("n"))
                yield LinkClaim(match["page"], kind, _int(match["n"]), where)

    def connected(self) -> Iterator[ConnectedClaim]:
        """Which connections every row of an index is said to have."""
        for match in _ENTRIES.finditer(self.text):
            index = self.words.type_named(match["type"])
            if index is None or match["all"] is None:
                continue
            kinds = [type_in(one["type"], self.words) for one in _MARKED.finditer(match["kinds"])]
            known = tuple(kind for kind in kinds if kind is not None)
            if known:
                yield ConnectedClaim(index, known, Span(*match.span("all")))

    def _claim(
        self,
        what: Counted,
        kind: PageType | None,
        match: re.Match[str],
        *,
        name: str = "",
        found: int | None = None,
    ) -> CountClaim:
        return CountClaim(what, kind, _int(match["n"]), Span(*match.span("n")), name, found)

    def _labels(self) -> Iterator[CountClaim]:
        """``**Environment pages created:** 4``, ``Total new pages: 8``, and rows of that kind."""
        for match in _LABEL.finditer(self.text):
            kind, known = self._created(match["label"])
            if known:
                yield self._claim(Counted.CREATED, kind, match)
        for table in self.tables:
            for row in table.rows:
                if len(row.cells) < 2:
                    continue
                kind, known = self._created(row.cells[0].span.of(self.text).strip("* "))
                cell = row.cells[1].span
                number = _NUMBER.match(self.text, cell.start, cell.end)
                if known and number:
                    parts = _SUM.match(self.text, number.end(), cell.end)
                    total = sum(map(int, _ADDEND.findall(parts["parts"]))) if parts else None
                    yield self._claim(Counted.CREATED, kind, number, found=total)

    def _created(self, label: str) -> tuple[PageType | None, bool]:
        """The page type of a label that counts what was made, and whether it is one."""
        plain = label.strip().lower()
        if plain in ("total new pages", "total pages created", "pages created"):
            return None, True
        match = re.fullmatch(r"([a-z]+)(?: pages?)? created", plain)
        kind = type_in(match[1], self.words) if match else None
        return kind, kind is not None

    def _sentences(self) -> Iterator[CountClaim]:
        """``8 pages created (4 environments, 4 heuristics)``, ``created 62 wiki pages``."""
        for line in re.finditer(r"[^\n]+", self.text):
            if line[0].lstrip().startswith(("|", "#")) or not _MADE.search(line[0]):
                continue
            last = -1
            for match in _PAGES.finditer(self.text, line.start(), line.end()):
                kind = type_in(match["type"], self.words) if match["type"] else None
                if match["type"] and kind is None:
                    continue
                between = self.text[last : match.start()] if kind and last >= 0 else ""
                if self._made_near(match, line.end()) or _AND.fullmatch(between):
                    last = match.end() if kind else -1
                    yield self._claim(Counted.CREATED, kind, match)
            inside = re.search(r"pages created[ \t]*\(([^()\n]*)\)", line[0])
            if inside:
                start = line.start() + inside.start(1)
                for match in _INSIDE.finditer(self.text, start, line.start() + inside.end(1)):
                    if kind := type_in(match["type"], self.words):
                        yield self._claim(Counted.CREATED, kind, match)

    def _made_near(self, match: re.Match[str], end: int) -> bool:
        """Whether a word for making stands right before or behind the number of pages."""
        before = self.text[max(0, match.start() - 24) : match.start()]
        behind = self.text[match.end() : min(end, match.end() + 10)]
        return bool(
            _MADE.search(before.rpartition("\n")[2]) or re.match(r"[ \t]*created\b", behind)
        )

    def _statistics(self) -> Iterator[CountClaim]:
        """The table of types with counts, and its total."""
        for table in self.tables:
            if table.columns[1:2] != ("count",):
                continue
            found: list[CountClaim] = []
            total = None
            for row in table.rows:
                if len(row.cells) < 2:
                    continue
                name = row.cells[0].span.of(self.text).strip("* ")
                cell = row.cells[1].span
                number = _NUMBER.fullmatch(self.text, cell.start, cell.end)
                if number is None:
                    continue
                if kind := type_in(name, self.words):
                    found.append(self._claim(Counted.TOTAL, kind, number))
                elif name.lower() in ("total", "total pages", "pages"):
                    total = number
            if len(found) < 2:
                continue
            yield from found
            if total is not None:
                amount = sum(one.number for one in found)
                where = Span(*total.span("n"))
                yield CountClaim(
                    Counted.TOTAL, None, _int(total["n"]), where, found=amount, sum=True
                )

    def _index_table(self) -> Iterator[CountClaim]:
        """``| WorkflowIndex | 5 workflows | 5 workflows | ✅ |``: what is there, and should be."""
        for table in self.tables:
            if table.columns[:1] != ("index",):
                continue
            for row in table.rows:
                name = row.cells[0].span.of(self.text).strip("`*_ ") if row.cells else ""
                kind = self.words.type_named(name.removesuffix(".md").removesuffix("Index"))
                for column in ("expected", "actual", "actual pages"):
                    cell = table.cell(row, column)
                    if kind is None or cell is None:
                        continue
                    number = _NUMBER.match(self.text, cell.span.start, cell.span.end)
                    if number:
                        yield self._claim(Counted.TOTAL, kind, number)

    def _steps(self) -> Iterator[CountClaim]:
        """A column of steps in a table of workflows."""
        workflow = self.words.type_named("workflow")
        for table in self.tables:
            if workflow is None or type_in((*table.columns, "")[0], self.words) != workflow:
                continue
            for row in table.rows:
                cell = table.cell(row, "steps", "step count", "# steps")
                if cell is None or not row.cells:
                    continue
                number = re.compile(r"(?P<n>\d+)(?:[ \t]+steps?)?").fullmatch(
                    self.text, cell.span.start, cell.span.end
                )
                name = row.cells[0].span.of(self.text).strip("`*[] ")
                if number:
                    yield self._claim(Counted.STEPS, workflow, number, name=name)

    def _headings(self, trees: list[PageClaim]) -> Iterator[CountClaim]:
        """``### Environment Pages (4 files)`` over one table or one tree."""
        for section in self.sections:
            match = _HEADED.search(self.text, section.title_span.start, section.title_span.end)
            if match is None:
                continue
            known = match["word"] in _COUNTS_ROWS or type_in(match["word"], self.words)
            inner = [one for one in self.sections if section.body.contains(one.heading)]
            if not known or inner:
                continue
            tables = [one for one in self.tables if section.body.contains(one.span)]
            files = [one for one in trees if section.body.contains(one.span)]
            if len(tables) + bool(files) != 1:
                continue
            found = len(files) or len(tables[0].rows)
            yield self._claim(Counted.LISTED, None, match, found=found)


def _int(text: str) -> int:
    return int(text.replace(",", ""))
