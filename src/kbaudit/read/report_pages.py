"""The pages that a report says were made: trees of files, and tables under ``… Created``."""

import re
from collections.abc import Iterator

from kbaudit.model.regex import regex
from kbaudit.model.span import Span
from kbaudit.read.code_block import CodeBlock
from kbaudit.read.report import PageClaim
from kbaudit.read.sections import Section
from kbaudit.read.table import Table
from kbaudit.read.vocabulary import PageType, Vocabulary

_CREATED = regex(r"\b(?:created|added|written|new pages)\b", re.IGNORECASE)
_NOT_MADE = regex(r"\bto (?:be )?(?:create|add|document|extract)|\bto fix\b", re.IGNORECASE)
_ENTRY = regex(
    r"^(?P<lead>[ \t│├└─|`+\\-]*+)(?P<name>[\w.+-]+?)(?P<end>/|\.(?:md|markdown|wiki|mediawiki))"
    r"[ \t]*(?:[#(←].*)?\r?$",
    re.MULTILINE,
)
_ENDING = regex(r"\.(?:md|markdown|wiki|mediawiki)\b")
_RUN = regex(r"[\w.+-]+")
_FILE = regex(r"(?P<name>[\w][\w.+-]*?)\.(?:md|markdown|wiki|mediawiki)\b")
_NAME_COLUMNS = ("page", "page name", "wiki page", "name")
_PARTNERS = ("required by", "applies to", "used by")
_PARTNER = regex(r"[^,;]+")


def read_trees(text: str, blocks: tuple[CodeBlock, ...], words: Vocabulary) -> list[PageClaim]:
    """The files of trees in code blocks, whose first level is a folder of pages."""
    found: list[PageClaim] = []
    for block in blocks:
        content = block.content
        folder = ""
        depth = 0
        for line in _ENTRY.finditer(text, content.start, content.end):
            level = len(line["lead"])
            if line["end"] == "/":
                if not folder or level <= depth or words.type_named(line["name"]):
                    folder, depth = line["name"], level
            elif folder and words.type_named(folder) and level > depth:
                where = Span(*line.span("name"))
                kind = words.type_named(folder)
                found.append(PageClaim(line["name"], where, kind, folder))
    return found


def read_tables_of_pages(
    text: str, sections: tuple[Section, ...], tables: tuple[Table, ...], words: Vocabulary
) -> Iterator[PageClaim]:
    """The rows of tables that stand under a heading which says that pages were made."""
    for table in tables:
        above = [one for one in sections if one.body.contains(table.span)]
        titles = [one.title for one in above]
        if not any(_CREATED.search(one) and not _NOT_MADE.search(one) for one in titles):
            continue
        column, kind = _column(table, titles, words)
        if column is None:
            continue
        for row in table.rows:
            if column >= len(row.cells):
                continue
            cell = row.cells[column].span
            partners = tuple(
                (item[0].strip(" `"), Span(*item.span()))
                for name in _PARTNERS
                if (other := table.cell(row, name)) is not None
                for item in _PARTNER.finditer(text, other.span.start, other.span.end)
            )
            names = [Span(*one.span("name")) for one in _files(text, cell)]
            plain = cell.of(text).strip("`*[] ")
            if not names and re.fullmatch(r"\w[\w.+-]*", plain):
                start = text.index(plain, cell.start)
                names = [Span(start, start + len(plain))]
            for where in names:
                yield PageClaim(where.of(text), where, kind, partners=partners)


def _column(
    table: Table, titles: list[str], words: Vocabulary
) -> tuple[int | None, PageType | None]:
    """Which column holds the pages, and of which type they are."""
    if not table.columns:
        return None, None
    if kind := type_in(table.columns[0], words):
        return 0, kind
    for name in _NAME_COLUMNS:
        if name in table.columns:
            kinds = (type_in(word, words) for title in reversed(titles) for word in title.split())
            return table.columns.index(name), next((kind for kind in kinds if kind), None)
    return None, None


def type_in(word: str, words: Vocabulary) -> PageType | None:
    """The page type that a word means, in the singular or plural."""
    plain = word.strip(" *_`():").lower()
    return words.type_named(plain) or words.type_named(plain.removesuffix("s"))


def _files(text: str, cell: Span) -> Iterator[re.Match[str]]:
    """The names of files in a cell; words that hold no ending of one are passed over."""
    for run in _RUN.finditer(text, cell.start, cell.end):
        ends = [end.end() for end in _ENDING.finditer(text, *run.span())]
        if ends:
            yield from _FILE.finditer(text, run.start(), ends[-1])
