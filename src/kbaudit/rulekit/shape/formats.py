"""The formats of front matter: dates, URIs, and those of knowledge bases.

A format is asked for text alone; JSON Schema lets other values pass.
"""

import re
from collections.abc import Callable
from datetime import date
from urllib.parse import urlsplit

from kbaudit.model.regex import regex
from kbaudit.rulekit.shape import texts
from kbaudit.target.requirements.meaning import meaning

_DATE = regex(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME = regex(
    r"(?P<hour>\d{2}):(?P<minute>\d{2}):(?P<second>\d{2})(?:\.\d+)?"
    r"(?:[Zz]|[+-](?P<hours>\d{2}):(?P<minutes>\d{2}))",
    re.ASCII,
)
_URI = regex(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_TURNED = regex(r"=[<>]")
"""A sign that no installer knows, however clear it is to people."""
_RANGE = regex(r"\s*L?(\d+)(?:\s*[-–]\s*L?(\d+))?\+?\s*", re.ASCII)


def is_date(text: str) -> bool:
    """A day of the calendar: ``2025-12-17``."""
    if not _DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_date_time(text: str) -> bool:
    """A time as RFC 3339 has it, with its zone; a leap second may be one."""
    match = _TIME.fullmatch(text[11:])
    if match is None or text[10] not in "Tt " or not is_date(text[:10]):
        return False
    return (
        int(match["hour"]) < 24
        and int(match["minute"]) < 60
        and int(match["second"]) <= 60
        and int(match["hours"] or 0) < 24
        and int(match["minutes"] or 0) < 60
    )


def is_uri(text: str) -> bool:
    """An absolute URI; where it names a host by ``//``, with a host."""
    if not _URI.fullmatch(text):
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return bool(parts.hostname) or not text[len(parts.scheme) + 1 :].startswith("//")


def is_specifier(text: str) -> bool:
    """Versions as pins state them: PEP 440, ``3.10+``, npm's ``^`` and ``~``, ``*``, or a URL."""
    plain = text.strip()
    if plain in ("*", "any") or "://" in plain:
        return True
    return bool(plain) and not _TURNED.search(plain) and meaning(plain) is not None


def is_line_range(text: str) -> bool:
    """``12``, ``54-66``, ``9-21, 62-64``: from 1, and none the wrong way round."""
    for part in text.split(","):
        match = _RANGE.fullmatch(part)
        if match is None or len(part) > 40:
            return False
        first = int(match[1])
        if first < 1 or int(match[2] or first) < first:
            return False
    return True


def is_page_name(text: str) -> bool:
    """The name of a page, without its type and without marks that a link gives a meaning."""
    return "\n" not in text and re.search(texts.PAGE_NAME, text) is not None


def is_relation(text: str) -> bool:
    """The name of a page, perhaps with its type before it."""
    return "\n" not in text and re.search(texts.RELATION, text) is not None


FORMATS: dict[str, Callable[[str], bool]] = {
    "date": is_date,
    "date-time": is_date_time,
    "uri": is_uri,
    "specifier": is_specifier,
    "line-range": is_line_range,
    "page-name": is_page_name,
    "relation": is_relation,
}
