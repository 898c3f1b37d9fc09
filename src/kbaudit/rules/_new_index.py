"""The text of an index that is not there, like the other indexes of the knowledge base."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kbaudit.model.edit import Edit, Fix, Safety
from kbaudit.model.regex import regex
from kbaudit.model.span import Source, Span
from kbaudit.read.index import FILE_COLUMNS, NAME_COLUMNS
from kbaudit.read.kind import Kind
from kbaudit.read.lists import Index
from kbaudit.read.page import Page
from kbaudit.read.scopes import scope_of
from kbaudit.read.table import Table
from kbaudit.read.vocabulary import PageType
from kbaudit.rulekit import Context
from kbaudit.rules._index_style import IndexStyle
from kbaudit.rules._new_row import NOTES, SOURCE, NewRow

_PLAIN = frozenset({*NAME_COLUMNS, *FILE_COLUMNS, *NOTES, *SOURCE})
_CONNECTIONS = frozenset({"connections", "connection", "related", "related pages", "links"})
_HEADING = regex(r"(?:#{1,6}(?=\s)|(?==.*=\s*$)=+)")
_RULE = regex(r"-{3,}|\*{3,}|_{3,}")
_UNSAFE_SIGNS = regex(r"[|\[\]()<>`\r\n]")


def new_index(kind: PageType, pages: Sequence[Page], ctx: Context) -> Fix | None:
    """A fix that writes the index of type `kind`, with a row for each of `pages`.

    None where a file may be that index under another name or elsewhere, or a name cannot stand in
    a table. Files without the scope may be no pages: they are left out, or make the fix unsafe
    where all are such.
    """
    scoped = [page for page in pages if not ctx.kb.scopes or scope_of(page.name, ctx.kb.scopes)]
    listed = sorted(scoped or pages, key=lambda page: (page.name.casefold(), page.name))
    if any(_UNSAFE_SIGNS.search(page.path) for page in listed):
        return None
    if any(_may_be(path, kind) for path in ctx.kb.paths):
        return None
    pattern = _pattern(kind, ctx)
    if pattern is None and any(not index.path.endswith(".md") for index in ctx.kb.indexes):
        return None  # indexes in another dialect
    text = _written(pattern, kind, listed, ctx) if pattern is not None else None
    text = text or _written(_plain(kind, listed[0], ctx), kind, listed, ctx)
    if text is None:
        return None
    edit = Edit(kind.index, Span(0, 0), text)
    safety = Safety.SAFE if scoped else Safety.UNSAFE
    title = f"write {kind.index}"
    leaves = ("page-not-indexed", "unlisted-relation")
    return Fix(title, (edit,), safety, leaves=leaves, creates=kind.index)


@dataclass(frozen=True)
class _Pattern:
    """An index, and its only table of pages by its number."""

    index: Index
    number: int

    @property
    def table(self) -> Table:
        """The table."""
        return self.index.tables[self.number]


def _may_be(path: str, kind: PageType) -> bool:
    """Whether a file may be the index of a type, though it is not called so or lies elsewhere."""
    folder, _, name = path.rpartition("/")
    word = re.sub(r"[^a-z]", "", name.rsplit(".", 1)[0].casefold())
    own = {kind.name.casefold(), kind.folder.casefold(), *map(str.casefold, kind.short)}
    if word in {f"{one}{end}index" for one in own for end in ("", "s")}:
        return True
    return (word in ("index", "readme") and folder == kind.folder) or (
        word == "index" and not folder
    )


def _pattern(kind: PageType, ctx: Context) -> _Pattern | None:
    """The index to be like: one table of pages, whose columns mean the same for every type."""
    found = []
    for index in ctx.kb.indexes:
        if index.unreadable is not None or index.type == kind or not index.path.endswith(".md"):
            continue
        numbers = {row.table for row in index.rows if row.link is not None and row.table >= 0}
        if len(numbers) != 1:
            continue
        one = _Pattern(index, numbers.pop())
        columns = set(one.table.columns)
        if not one.table.wiki and columns <= _PLAIN | _CONNECTIONS and columns & _CONNECTIONS:
            found.append(one)
    usual = Counter(one.table.columns for one in found)
    return max(found, key=lambda one: (usual[one.table.columns], _said(one)), default=None)


def _said(pattern: _Pattern) -> int:
    """How many connections it shows how to write."""
    return sum(bool(one.mark) for row in pattern.index.rows for one in row.connections)


def _plain(kind: PageType, page: Page, ctx: Context) -> _Pattern:
    """The plainest index there is, as if it listed one page."""
    lines = (
        _title(kind, [page], ctx),
        "",
        "| Page | File | Connections | Notes |",
        "|------|------|-------------|-------|",
        f"| {page.name} | [→](./{page.path}) | — | — |",
        "",
    )
    texts = (file.text for file in (*ctx.kb.indexes, *ctx.kb.pages))
    written = next((text for text in texts if "\n" in text), "")
    text = ("\r\n" if "\r\n" in written else "\n").join(lines)
    words = ctx.kb.vocabulary
    index = Index(
        path=kind.index, source=Source(text), kind=Kind.INDEX, vocabulary=words, type=kind
    )
    return _Pattern(index, 0)


def _title(kind: PageType, pages: Sequence[Page], ctx: Context) -> str:
    scopes = {ctx.kb.scope_of(page) for page in pages}
    scope = scopes.pop() if len(scopes) == 1 else ""
    return f"# {kind.name} Index{f': {scope}' if scope else ''}"


def _written(pattern: _Pattern, kind: PageType, pages: Sequence[Page], ctx: Context) -> str | None:
    """The text of the index; None where the rows of the pattern are no example."""
    index, table = pattern.index, pattern.table
    rows = [row for row in index.rows if row.table == pattern.number]
    new = NewRow(IndexStyle(index, ctx), table, rows, any_type=True, of_another=True)
    texts = [text for page in pages if (text := new.text(page)) is not None]
    if len(texts) < len(pages):
        return None
    frame = _Frame(pattern, pages, ctx)
    start, end = table.span.start, table.rows[0].span.start
    header = index.text[start:end].splitlines()
    lines = [
        *([_of_type(line, kind) for line in frame.above] or [_title(kind, pages, ctx), ""]),
        *header,
        *texts,
        *(_of_type(line, kind) for line in frame.below),
        "",
    ]
    return ("\r\n" if "\r\n" in index.text else "\n").join(lines)


class _Frame:
    """What the indexes of a knowledge base say around their tables, whatever type they list.

    That is what most of them say, with their type as the only difference, without numbers and
    without the name of a scope that is not that of all `pages`.
    """

    def __init__(self, pattern: _Pattern, pages: Sequence[Page], ctx: Context) -> None:
        index, span = pattern.index, pattern.table.span
        self._scopes = ctx.kb.scopes
        own = {ctx.kb.scope_of(page) for page in pages}
        self._foreign = [scope for scope in ctx.kb.scopes if own != {scope}]
        self._others = [
            set(_folded(one.text, one.type))
            for one in ctx.kb.indexes
            if one.unreadable is None and one.path != index.path
        ]
        self._before = _folded(index.text[: span.start].removeprefix("\ufeff"), index.type)
        self._behind = _folded(index.text[span.end :], index.type)

    @property
    def above(self) -> list[str]:
        """Title, common words, heading of the table; empty where the title names no type."""
        lines = self._before
        title = next((number for number, line in enumerate(lines) if line), len(lines))
        if title == len(lines) or not _HEADING.match(lines[title]) or "\0" not in lines[title]:
            return []
        if any(scope in lines[title] for scope in self._foreign):
            return []
        heads = [at for at, line in enumerate(lines) if at > title and _HEADING.match(line)]
        end = heads[0] if heads else len(lines)
        said = [line for line in lines[title + 1 : end] if self._common(line)]
        head = [lines[heads[-1]]] if heads and self._common(lines[heads[-1]]) else []
        return [line for part in ([lines[title]], said, head) if part for line in (*part, "")]

    @property
    def below(self) -> list[str]:
        """The legend."""
        lines = self._behind
        for number, line in enumerate(lines):
            if "✅" in line and self._common(line):
                before = [one for one in lines[:number] if one]
                ruled = bool(before) and _RULE.fullmatch(before[-1]) is not None
                return ["", *((before[-1], "") if ruled else ()), line]
        return []

    def _common(self, line: str) -> bool:
        if any(scope in line for scope in self._foreign):
            return False
        plain = line
        for scope in self._scopes:
            plain = plain.replace(scope, "")
        if not line or line.startswith("|") or _RULE.fullmatch(line) or re.search(r"\d", plain):
            return False
        have = sum(line in lines for lines in self._others)
        return have > 0 and have + 1 > (len(self._others) + 1) / 2


def _folded(text: str, kind: PageType) -> list[str]:
    """The lines of an index with signs instead of its type, to be compared with other indexes."""
    lines = (line.rstrip() for line in text.splitlines())
    return [line.replace(kind.name, "\0").replace(kind.name.lower(), "\1") for line in lines]


def _of_type(line: str, kind: PageType) -> str:
    return line.replace("\0", kind.name).replace("\1", kind.name.lower())
