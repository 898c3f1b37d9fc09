"""Front matter in both dialects: the infobox of MediaWiki and YAML between fences.

What a page says about itself is read into one value with the place of each statement. Whether it is
right is not judged here.
"""

from dataclasses import dataclass

from kbaudit.model.span import Span
from kbaudit.read.links import Property
from kbaudit.read.scan import Scan
from kbaudit.read.sections import Section
from kbaudit.read.table import Table


@dataclass(frozen=True, slots=True)
class Entry:
    """One scalar of YAML front matter: the keys that lead to it, and its text as written.

    Items of a list are keyed by their index: ``("relations", "step", "0")``.
    """

    keys: tuple[str, ...]
    value: str
    span: Span


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """Front matter of one page; `dialect` is ``infobox`` or ``yaml``.

    `error` says why YAML could not be read; such front matter is there, but says nothing.
    """

    dialect: str
    span: Span
    properties: tuple[Property, ...] = ()
    entries: tuple[Entry, ...] = ()
    error: str = ""

    def get(self, *keys: str) -> Entry | None:
        """The YAML scalar under `keys`."""
        return next((entry for entry in self.entries if entry.keys == keys), None)

    def under(self, *keys: str) -> tuple[Entry, ...]:
        """All YAML scalars at or below `keys`."""
        return tuple(entry for entry in self.entries if entry.keys[: len(keys)] == keys)

    def all(self, name: str) -> tuple[Property, ...]:
        """All infobox properties of one name, such as ``source``."""
        return tuple(p for p in self.properties if p.name.lower() == name)


_INFOBOX_ROWS = frozenset({"knowledge sources", "domains", "last updated"})
_INFOBOX_PROPERTIES = frozenset({"source", "domain", "last_updated"})
_OWN_SECTIONS = frozenset({"metadata", "front matter", "infobox", "page metadata"})


def read_front_matter(
    scan: Scan,
    sections: tuple[Section, ...],
    tables: tuple[Table, ...],
    properties: tuple[Property, ...],
) -> FrontMatter | None:
    """The front matter of a page, or None. A YAML block wins over an infobox below it."""
    if scan.yaml is not None:
        return _read_yaml(scan)
    return _read_infobox(scan, sections, tables, properties)


def _read_infobox(
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
            return FrontMatter("infobox", table.span, properties=inside)
    return None


def _read_yaml(scan: Scan) -> FrontMatter:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError
    from ruamel.yaml.nodes import Node

    content = scan.yaml or Span(0, 0)
    whole = Span(1 if scan.text.startswith("\ufeff") else 0, scan.body)
    text = content.of(scan.text)
    try:
        root: Node | None = YAML(typ="rt").compose(text)
    except (YAMLError, ValueError, RecursionError) as error:
        return FrontMatter("yaml", whole, error=_reason(error))
    entries: list[Entry] = []
    _collect(root, (), entries, content.start, set())
    return FrontMatter("yaml", whole, entries=tuple(entries))


def _collect(
    node: object, keys: tuple[str, ...], found: list[Entry], base: int, entered: set[int]
) -> None:
    """Add the scalars below `node`. No collection is entered twice: aliases of aliases explode."""
    from ruamel.yaml.nodes import CollectionNode, MappingNode, ScalarNode, SequenceNode

    if len(keys) > 20 or id(node) in entered:
        return
    if isinstance(node, CollectionNode):
        entered.add(id(node))
    if isinstance(node, MappingNode):
        for key, value in node.value:
            _collect(value, (*keys, str(getattr(key, "value", ""))), found, base, entered)
    elif isinstance(node, SequenceNode):
        for index, value in enumerate(node.value):
            _collect(value, (*keys, str(index)), found, base, entered)
    elif isinstance(node, ScalarNode):
        start, end = node.start_mark.index, node.end_mark.index
        found.append(Entry(keys, str(node.value), Span(base + start, base + max(start, end))))


def _reason(error: Exception) -> str:
    return " ".join(str(getattr(error, "problem", None) or error).split())[:200]
