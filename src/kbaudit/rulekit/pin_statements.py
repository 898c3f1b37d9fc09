"""Which pins say what is needed, and which only tell of a version in passing."""

from __future__ import annotations

import re

from kbaudit.model.regex import regex
from kbaudit.read.file import File
from kbaudit.read.kind import Kind
from kbaudit.read.page import Page
from kbaudit.read.pins import Pin

_NEEDS = regex(r"dependenc|requirement|prerequisite|install", re.IGNORECASE)
_TELLS = regex(
    r"compatib|error|troubleshoot|notes?\b|known|related|credential|evidence|usage|performance"
    r"|benchmark|example",
    re.IGNORECASE,
)
_PURPOSE = regex(
    r"(?:[ \t]*+`)?[ \t]++(?:for|if|when|to|only|adds?|brings?|is|are|has|have)\b", re.IGNORECASE
)
_CONDITION = regex(
    r"\b(?:for|if|when|with|to use|only|recommended|optimal|best|prefer\w*)\b", re.IGNORECASE
)


def is_statement(file: File, pin: Pin) -> bool:
    """Whether a pin says what is needed, rather than telling of a version in passing.

    Front matter and commands do, and items and tables of Environment pages, of reports and indexes,
    and under headings that speak of requirements; elsewhere an item is a parameter as likely as a
    package, and under headings such as Compatibility it tells of what is not meant. Prose does at
    the head of an Environment page and in the tables of a report or an index; elsewhere it tells
    when something came or for what a version is good.
    """
    if pin.form in ("command", "field"):
        return True
    titles = [s.title for s in file.sections if s.body.start <= pin.span.start < s.body.end]
    if any(_TELLS.search(title) for title in titles[-2:]):
        return False
    environment = isinstance(file, Page) and file.type.name == "Environment"
    listing = file.kind in (Kind.REPORT, Kind.INDEX)
    if pin.form != "prose":
        needs = any(_NEEDS.search(title) for title in titles)
        return environment or needs or listing
    if "." not in pin.specifier or _PURPOSE.match(file.text, pin.span.end):
        return False
    line = line_of(file, pin)
    if listing:
        return line.lstrip().startswith("|")
    section = next((s for s in file.sections if s.own.start <= pin.span.start < s.own.end), None)
    return environment and section is not None and section.key == "overview" and "(" not in line


def is_conditional(file: File, pin: Pin) -> bool:
    """Whether the line of a pin says that it holds for some purpose only."""
    line = file.source.line_span(file.source.position(pin.span.start).line)
    return _CONDITION.search(file.text, min(pin.span.end, line.end), line.end) is not None


def line_of(file: File, pin: Pin) -> str:
    """The line on which a pin begins."""
    return file.source.line_span(file.source.position(pin.span.start).line).of(file.text)
