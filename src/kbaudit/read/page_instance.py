"""The instance that kbaudit sees for a page: what its front matter states, or path and body say.

YAML speaks for itself and is taken as it is. An infobox cannot say everything: what it leaves out,
and all of it where there is no front matter, is read from the place of the page and from its body.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from kbaudit.model.regex import regex
from kbaudit.model.span import Span
from kbaudit.read.instance import KEYS, Instance, Path, Place
from kbaudit.read.links import Relation
from kbaudit.read.page import Page
from kbaudit.read.pins import STATED_FORMS, Pin, same_pin
from kbaudit.read.sections import Section
from kbaudit.read.stated import expected_type

_VARIABLE = regex(r"`(?P<name>[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?:=[^`\n]*)?`")
_INSIGHTS = ("the insight (rule of thumb)", "the insight", "insight", "rule of thumb")
_FLAGS = re.MULTILINE | re.IGNORECASE
_VALUE = r"(?::(?:\*\*|''')|(?:\*\*|''')[ \t]*:)[ \t]*(?P<text>[^\s\x00][^\n\x00]*)$"
_ACTION = regex(rf"^[*+-][ \t]+(?:\*\*|''')(?:Action|Rule){_VALUE}", _FLAGS)
_CATEGORY = regex(rf"^[*+-]?[ \t]*(?:\*\*|''')Category{_VALUE}", _FLAGS)
_HARDWARE = regex(
    r"hardware|.*\bgpus?\b.*|.*\bv?ram\b.*|.*\bcpus?\b.*|.*\bmemory\b.*|disk.*|storage|tpus?"
    r"|compute capability|accelerator|processor|architecture"
)
_VERSION_IN_WORDS = regex(r"[^\n(:]{0,60}?(?<![\w-])v?\d")
"""Behind a package: a number, though none that could be read as a specifier."""
Stated = tuple[dict[str, Any], dict[Path, Place]]


def page_instance(page: Page, scope: str = "") -> Instance:
    """The instance of `page`, whose scope is `scope`; empty only for YAML that cannot be read."""
    matter = page.front_matter
    if matter is not None and matter.dialect == "yaml":
        return matter.instance
    said = body_instance(page, scope)
    if matter is None:
        return said
    stated = matter.instance
    data = {**said.data, **stated.data}
    ordered = {key: data[key] for key in KEYS if key in data}
    return Instance(ordered, {**said.places, **stated.places}, stated.problems)


def body_instance(page: Page, scope: str = "") -> Instance:
    """What the place of `page` and its body say. What they leave open is not in it.

    Places are those in the body; type, name and scope, which the path says, have none.
    """
    data: dict[str, Any] = {"schema": 1, "type": page.type.name, "name": page.name}
    places: dict[Path, Place] = {}
    if scope:
        data["scope"] = scope
    parts = [_relations(page), _requirements(page.text_pins.pins, page.text), _citations(page)]
    if page.type.name == "Heuristic":
        parts.append(_heuristic(page))
    if page.type.name == "Environment":
        parts += [_hardware(page), _credentials(page)]
    for values, where in parts:
        data |= values
        places |= where
    return Instance(data, places)


def body_category(page: Page) -> str:
    """The category that the body of a Heuristic gives; empty where it gives none."""
    match = _CATEGORY.search(page.scan.prose)
    return match["text"].strip() if match else ""


def _relations(page: Page) -> Stated:
    values: dict[str, dict[str, None]] = {}
    places: dict[Path, Place] = {}
    typed = {one.relation for one in page.links.relations if ":" in named(one, page)}
    for relation in page.links.relations:
        names = values.setdefault(relation.relation, {})
        name = named(relation, page, typed=relation.relation in typed)
        if name not in names:
            places["relations", relation.relation, len(names)] = Place(relation.span)
            places.setdefault(("relations", relation.relation), Place(relation.span))
            names[name] = None
    lists = {relation: list(names) for relation, names in values.items()}
    return ({"relations": lists} if lists else {}), places


def named(relation: Relation, page: Page, *, typed: bool = False) -> str:
    """A page as front matter names it: with its type where that is not understood.

    `typed` asks for the type all the same, so that a list in which one name needs it is of one
    kind.
    """
    words = page.vocabulary
    kind = words.type_named(relation.type)
    understood = expected_type(relation.relation, page.type, words)
    known = not relation.type or (kind is not None and kind.name == understood)
    stated = relation.type or understood
    return relation.name if (known and not typed) or not stated else f"{stated}:{relation.name}"


def _requirements(pins: Iterable[Pin], text: str) -> Stated:
    """Specifiers by package. A package for which the page states several is left out.

    So is one of which the page says a version in words: front matter would say that any will do.
    """
    found: dict[str, dict[str, Pin]] = {}
    for pin in pins:
        if pin.form in STATED_FORMS:
            package, specifier = same_pin(pin)
            found.setdefault(package, {}).setdefault(specifier, pin)
    values: dict[str, str] = {}
    places: dict[Path, Place] = {}
    for stated in found.values():
        if len(stated) > 1:
            stated.pop("", None)
        if len(stated) == 1:
            (pin,) = stated.values()
            if not pin.specifier and _VERSION_IN_WORDS.match(text, pin.package_span.end):
                continue
            values[pin.package] = pin.specifier or "*"
            where = pin.specifier_span if pin.specifier else pin.package_span
            places["requirements", pin.package] = Place(where, pin.package_span)
    return ({"requirements": values} if values else {}), places


def _citations(page: Page) -> Stated:
    """References to the target, those to the same lines once."""
    values: list[dict[str, str]] = []
    places: dict[Path, Place] = {}
    seen: set[tuple[str, str]] = set()
    for citation in page.text_citations:
        cited = citation.path, citation.lines
        if cited not in seen:
            seen.add(cited)
            places["citations", len(values)] = Place(citation.span)
            places["citations", len(values), "path"] = Place(citation.path_span)
            if citation.ranges:
                places["citations", len(values), "lines"] = Place(citation.ranges[0].span)
            values.append({"path": cited[0], **({"lines": cited[1]} if cited[1] else {})})
    return ({"citations": values} if values else {}), places


def _heuristic(page: Page) -> Stated:
    values: dict[str, str] = {}
    places: dict[Path, Place] = {}
    section = _section(page, *_INSIGHTS)
    prose = page.scan.prose
    found = {
        "category": _CATEGORY.search(prose),
        "insight": _ACTION.search(prose, section.body.start, section.body.end) if section else None,
    }
    for key, match in found.items():
        if match is not None and (text := match["text"].strip()):
            values[key] = text
            start = match.start("text")
            places[key,] = Place(Span(start, start + len(match["text"].rstrip())))
    return values, places


def _hardware(page: Page) -> Stated:
    """Rows of the table of System Requirements that are about hardware."""
    values: dict[str, str] = {}
    places: dict[Path, Place] = {}
    section = _section(page, "system requirements", "requirements")
    tables = [t for t in page.tables if section is not None and section.body.contains(t.span)]
    prose = page.scan.prose
    for table in tables:
        for row in table.rows:
            if len(row.cells) < 2:
                continue
            kind, what = (" ".join(cell.span.of(prose).split()) for cell in row.cells[:2])
            kind = kind.strip("*'` ")
            if len(kind) < 60 and _HARDWARE.fullmatch(kind.lower()) and what and "\x00" not in what:
                values.setdefault(kind, what)
                where = Place(row.cells[1].span, row.cells[0].span)
                places.setdefault(("hardware", kind), where)
    return ({"hardware": values} if values else {}), places


def _credentials(page: Page) -> Stated:
    names: dict[str, None] = {}
    places: dict[Path, Place] = {}
    for section in page.sections:
        if section.key not in ("credentials", "environment variables"):
            continue
        for match in _VARIABLE.finditer(page.scan.prose, section.body.start, section.body.end):
            if match["name"] not in names:
                places["credentials", len(names)] = Place(Span(*match.span("name")))
                names[match["name"]] = None
    return ({"credentials": list(names)} if names else {}), places


def _section(page: Page, *keys: str) -> Section | None:
    sections: Iterator[Section] = (one for one in page.sections if one.key in keys)
    return next(sections, None)
