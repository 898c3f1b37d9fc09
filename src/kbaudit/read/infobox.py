"""What an infobox states, as an instance: sources, domains, the last update, a category.

Properties say it (``[[domain::X]]``); authors also write the words of a row without them. What is
written there is taken as it is, but for the time of the last update, which becomes a date or a time
as RFC 3339 has it: ``2025-12-17 00:00 GMT`` is ``2025-12-17``, for midnight means that only the day
is known.
"""

import re
from collections.abc import Iterator
from typing import Any

from kbaudit.model.regex import regex
from kbaudit.model.span import Span
from kbaudit.read.instance import Instance, Path, Place, Problem
from kbaudit.read.links import Property
from kbaudit.read.scan import Scan
from kbaudit.read.table import Table, trimmed

_TIME = regex(
    r"(?P<day>\d{4}-\d{2}-\d{2})(?:[ T]+(?P<time>\d{2}:\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?"
    r"[ ]*(?:GMT|UTC|Z|\+00:?00)?)?",
    re.IGNORECASE,
)
_URL = regex(r"[A-Za-z][A-Za-z0-9+.-]*://\S*|www\.\S+")
_PATH = regex(r"[\w@.+-]+(?:/[\w@.+-]+)*/?")
_OPEN = regex(
    r"\[\[[ ]*(?P<name>source|domain|last_updated|category)[ ]*::(?:(?!\]\]|\[\[)[^\r\n\x00])*"
    r"(?P<end>(?=\r?\n|\[\[)|\Z)"
)
_ROWS = {"domains": "domain", "domain": "domain", "last updated": "last_updated"}

Part = tuple[str, Span]


def read_infobox(scan: Scan, table: Table, properties: tuple[Property, ...]) -> Instance:
    """The instance that the infobox `table` states; `properties` are those inside it."""
    data: dict[str, Any] = {}
    places: dict[Path, Place] = {}
    for found in properties:
        name, parts = found.name.lower(), list(_parts(scan.text, found))
        if name == "source":
            _add(data, places, "sources", found.span)
            _source(data["sources"], places, parts)
        else:
            _word(data, places, name, parts[0])
    for name, part in _plain(scan.prose, table):
        key = "domains" if name == "domain" else name
        if not any(one.name.lower() == name for one in properties) or key not in data:
            _word(data, places, name, part)
    return Instance(data, places, tuple(sorted(_problems(scan, table, properties), key=_start)))


def _problems(scan: Scan, table: Table, properties: tuple[Property, ...]) -> Iterator[Problem]:
    """What is wrong with how the infobox `table` is written."""
    span = table.span
    if not span.of(scan.prose).rstrip().endswith("|}"):
        opening = scan.prose.index("{|", span.start)
        remedy = "end it with a line `|}`"
        yield Problem(Span(opening, opening + 2), "the infobox is never closed", remedy)
    for match in _OPEN.finditer(scan.prose, span.start, span.end):
        message = f"`[[{match['name']}::` is not closed"
        yield Problem(Span(match.start(), match.start("end")), message, "close it with `]]`")
    updates = [one for one in properties if one.name.lower() == "last_updated"]
    for one in updates[1:]:
        if one.values != updates[0].values:
            line = scan.text.count("\n", 0, updates[0].span.start) + 1
            message = f"`last_updated` stands here already, in line {line}"
            yield Problem(one.span, message, "keep one of the two")


def _start(problem: Problem) -> int:
    return problem.span.start


def moment(text: str) -> str:
    """A time of an infobox as YAML front matter has it; what is none stays as it is."""
    match = _TIME.fullmatch(text.strip())
    if match is None or not _is_clock(match):
        return text
    if not match["time"] or (match["time"] == "00:00" and match["second"] in (None, "00")):
        return match["day"]
    return f"{match['day']}T{match['time']}:{match['second'] or '00'}Z"


def _is_clock(match: re.Match[str]) -> bool:
    hour, minute = (match["time"] or "00:00").split(":")
    return int(hour) < 24 and int(minute) < 60 and int(match["second"] or 0) < 60


def _add(data: dict[str, Any], places: dict[Path, Place], key: str, span: Span) -> None:
    items = data.setdefault(key, [])
    known = places.get((key,))
    places[key,] = Place(Span(known.value.start, span.end) if known else span)
    places[key, len(items)] = Place(span)
    items.append({} if key == "sources" else "")


def _word(data: dict[str, Any], places: dict[Path, Place], name: str, part: Part) -> None:
    text, span = part
    if name == "domain":
        _add(data, places, "domains", span)
        data["domains"][-1] = text
    elif name in ("last_updated", "category") and name not in data:
        data[name] = moment(text) if name == "last_updated" else text
        places[name,] = Place(span)


def _source(sources: list[Any], places: dict[Path, Place], parts: list[Part]) -> None:
    """``Kind|Title|URL``: the last part is a place if it looks like one, and the kind comes first.

    A File names its path last.
    """
    source, index = sources[-1], len(sources) - 1
    named: dict[str, Part] = {}
    rest = [part for part in parts if part[0]]
    if rest and not _URL.fullmatch(rest[0][0]):
        named["kind"] = rest.pop(0)
    if rest and _URL.fullmatch(rest[-1][0]):
        named["url"] = rest.pop()
    elif rest and (len(rest) > 1 or named.get("kind", ("",))[0].lower() == "file"):
        last = rest[-1][0]
        if _PATH.fullmatch(last) and ("/" in last or "." in last):
            named["path"] = rest.pop()
    if rest:
        title, span = rest[0]
        named["title"] = (" | ".join([title, *(text for text, _ in rest[1:])]), span)
    for key in ("kind", "title", "url", "path"):
        if key in named:
            source[key], span = named[key]
            places["sources", index, key] = Place(span)


def _parts(text: str, found: Property) -> Iterator[Part]:
    """The parts of ``[[name::a|b]]`` with their places."""
    start = text.index("::", found.span.start, found.span.end) + 2
    end = found.span.end - 2
    while start <= end:
        bar = text.find("|", start, end)
        stop = end if bar < 0 else bar
        span = trimmed(text, start, stop)
        yield span.of(text), span
        start = stop + 1


def _plain(prose: str, table: Table) -> Iterator[tuple[str, Part]]:
    """Words of rows that state them without properties: ``! Domains`` and ``| X, Y``."""
    rows = (table.header, *table.rows) if table.header else table.rows
    for row in rows:
        if len(row.cells) < 2:
            continue
        title = row.cells[0].span.of(prose).strip("'* ").lower()
        cell = row.cells[1].span
        name, words = _ROWS.get(title), cell.of(prose)
        if name is None or not words or any(sign in words for sign in "[]{}<>\x00"):
            continue
        if name == "last_updated":
            yield name, (words, cell)
            continue
        for match in re.finditer(r"[^,;*\n]+", words):
            span = trimmed(prose, cell.start + match.start(), cell.start + match.end())
            if len(span):
                yield name, (span.of(prose), span)
