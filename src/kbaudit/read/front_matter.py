"""Front matter in both dialects: the infobox of MediaWiki and YAML between fences.

What a page says about itself is read into one value with the place of each statement. Whether it is
right is not judged here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from kbaudit.model.regex import regex
from kbaudit.model.span import Span
from kbaudit.read.infobox import read_infobox
from kbaudit.read.instance import KEYS, Instance, Problem
from kbaudit.read.links import Property
from kbaudit.read.scan import Scan
from kbaudit.read.sections import Section
from kbaudit.read.table import Table
from kbaudit.read.yaml_plain import read_yaml


@dataclass(frozen=True, slots=True)
class Entry:
    """One scalar of YAML front matter: the keys that lead to it, and its text as written.

    Items of a list are keyed by their index: ``("relations", "step", "0")``.
    """

    keys: tuple[str, ...]
    value: str
    span: Span

    def inner(self, text: str) -> Span | None:
        """The place of the value in `text`, without quotes; None where escapes hide it."""
        at = text.find(self.value, self.span.start, self.span.end)
        return Span(at, at + len(self.value)) if at >= 0 else None


@dataclass(frozen=True, slots=True)
class Upkeep:
    """When a page was last updated, as written, and the revisions at which it was verified."""

    updated: str | None = None
    verified: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """Front matter of one page; `dialect` is ``infobox`` or ``yaml``.

    `instance` is what it states as one value; YAML that cannot be read is there, but says nothing.
    """

    dialect: str
    span: Span
    instance: Instance
    properties: tuple[Property, ...] = ()
    entries: tuple[Entry, ...] = ()

    def get(self, *keys: str) -> Entry | None:
        """The YAML scalar under `keys`."""
        return next((entry for entry in self.entries if entry.keys == keys), None)

    def under(self, *keys: str) -> tuple[Entry, ...]:
        """All YAML scalars at or below `keys`."""
        return tuple(entry for entry in self.entries if entry.keys[: len(keys)] == keys)

    def all(self, name: str) -> tuple[Property, ...]:
        """All infobox properties of one name, such as ``source``."""
        return tuple(p for p in self.properties if p.name.lower() == name)

    @property
    def upkeep(self) -> Upkeep:
        """What it says of when the page was true."""
        stated = [value for found in self.all("last_updated") for value in found.values[:1]]
        entry = self.get("last_updated")
        return Upkeep(
            next(iter([*stated, *([entry.value] if entry else [])]), None),
            tuple(
                entry.value
                for entry in self.entries
                if entry.value and _VERIFIED.intersection(entry.keys[-1:])
            ),
        )


_VERIFIED = frozenset({"verified", "verified_at", "revision"})
"""Keys of front matter that name a revision."""
_INFOBOX_ROWS = frozenset({"knowledge sources", "domains", "last updated"})
_INFOBOX_PROPERTIES = frozenset({"source", "domain", "last_updated"})
_OWN_SECTIONS = frozenset({"metadata", "front matter", "infobox", "page metadata"})
_UNCLOSED = regex(
    r"\ufeff?(?P<fence>---)[ \t]*\r?\n(?P<lines>(?![ \t]*\r?\n)(?:[A-Za-z_ \t#-][^\n]*(?:\n|\Z))+)"
)
_SECOND = regex(
    r"[ \t]*\r?\n(?:---[ \t]*\r?\n)?(?P<lines>(?P<first>[a-z_]+:(?=\s)[^\n]*)\n"
    r"(?:[a-z_]+:(?=\s)[^\n]*\n|[ \t]+[^\s][^\n]*\n|- [^\n]*\n)*)"
    r"---[ \t]*\r?$",
    re.MULTILINE,
)
_DATA = regex(r"[a-z_]+:[ \t]+(?:[-+.\d]+|true|false|null|~|[\"'\[{].*)\s*")
"""A key and what is no prose. A line of `key: words` over dashes is a heading of Markdown."""
_KEY = regex(r"^([a-z_]+):(?=\s)", re.MULTILINE)


def read_front_matter(
    scan: Scan,
    sections: tuple[Section, ...],
    tables: tuple[Table, ...],
    properties: tuple[Property, ...],
) -> FrontMatter | None:
    """The front matter of a page, or None. A YAML block wins over an infobox below it."""
    if scan.yaml is not None:
        return _read_yaml(scan, scan.yaml)
    return _unclosed(scan) or find_infobox(scan, sections, tables, properties)


def find_infobox(
    scan: Scan,
    sections: tuple[Section, ...],
    tables: tuple[Table, ...],
    properties: tuple[Property, ...],
) -> FrontMatter | None:
    """The first wiki table that looks like an infobox, above all sections but the title.

    Authors also put it under a heading of its own (``== Metadata ==``).
    """
    top = next((s for s in sections if s.level > 1), None)
    above = len(scan.text) if top is None else top.heading.start
    if top is not None and top.key in _OWN_SECTIONS:
        above = top.body.end
    for table in tables:
        if not table.wiki or table.span.start >= above:
            continue
        inside = tuple(p for p in properties if table.span.contains(p.span))
        rows = (table.header, *table.rows) if table.header else table.rows
        titles = {
            cell.span.of(scan.prose).strip("'* ").lower() for row in rows for cell in row.cells[:1]
        }
        if titles & _INFOBOX_ROWS or any(p.name.lower() in _INFOBOX_PROPERTIES for p in inside):
            return FrontMatter("infobox", table.span, read_infobox(scan, table, inside), inside)
    return None


def _read_yaml(scan: Scan, content: Span) -> FrontMatter:
    whole = Span(1 if scan.text.startswith("\ufeff") else 0, scan.body)
    fence = Span(whole.start, whole.start + 3)
    instance, scalars = read_yaml(scan.text, content, fence)
    if (
        instance.readable
        and (second := _SECOND.match(scan.text, scan.body))
        and _is_document(second["lines"])
    ):
        where = Span(*second.span("first"))
        problem = Problem(where, "a second document begins here", "keep one document")
        instance = replace(instance, problems=(*instance.problems, problem))
    entries = tuple(Entry(tuple(map(str, one.path)), one.text, one.span) for one in scalars)
    return FrontMatter("yaml", whole, instance, entries=entries)


def _unclosed(scan: Scan) -> FrontMatter | None:
    """Front matter whose fence is never closed: the text begins with one and keys of ours."""
    match = _UNCLOSED.match(scan.text)
    if match is None or not _keyed(match["lines"]):
        return None
    fence = Span(*match.span("fence"))
    problem = Problem(fence, "the front matter is never closed", "end it with a line `---`")
    return FrontMatter("yaml", fence, Instance(problems=(problem,), readable=False))


def _is_document(lines: str) -> bool:
    """Whether `lines` between two fences are YAML, and not the text of a heading."""
    return _keyed(lines) or len(_KEY.findall(lines)) > 1 or _DATA.fullmatch(lines) is not None


def _keyed(lines: str) -> bool:
    """Whether one of `lines` begins with a key of front matter."""
    return any(word in KEYS for word in _KEY.findall(lines))


_OTHER = regex(
    r"\ufeff?(?:(?P<toml>\+{3})[ \t]*\r?\n(?=[^+]*^\+{3}[ \t]*\r?$)"
    r"|(?:;{3}[ \t]*\r?\n)?\{\s*\"[\w-]+\"\s*:)",
    re.MULTILINE,
)


def other_language(text: str) -> str:
    """``TOML`` or ``JSON`` where a text begins with front matter as other programs take it."""
    match = _OTHER.match(text)
    return ("TOML" if match["toml"] else "JSON") if match is not None else ""
