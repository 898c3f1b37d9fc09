"""Requirements that YAML front matter states, in the forms that people write.

``requirements: {torch: ">=2.2"}``, ``requirements: ["torch>=2.2", scipy]``, and a list of mappings
with ``package`` (or ``name``) and ``version`` (or ``specifier``).
"""

import re
from collections.abc import Iterator

from kbaudit.model.regex import regex
from kbaudit.model.span import Span
from kbaudit.read.front_matter import Entry, FrontMatter
from kbaudit.read.pins import Pin

_KEY = "requirements"
_NAMES = ("package", "name")
_VERSIONS = ("version", "specifier")
_PACKAGE = r"@?[A-Za-z][\w./-]{0,60}"
_LISTED = regex(rf"(?P<package>{_PACKAGE})(?:\[[\w, -]{{1,60}}\])?[ \t]*(?P<specifier>[<>=!~^].*)?")


def stated_pins(matter: FrontMatter | None, text: str) -> Iterator[Pin]:
    """The pins of the front matter of a page whose text is `text`, in its order."""
    entries = matter.under(_KEY) if matter is not None else ()
    for entry in entries:
        keys = entry.keys[1:]
        if len(keys) == 1 and keys[0].isdigit():
            yield from _listed(entry, text)
        elif len(keys) == 1:
            yield from _mapped(entry, text)
        elif len(keys) == 2 and keys[1] in _NAMES:
            same = (
                e for e in entries if e.keys[:-1] == entry.keys[:-1] and e.keys[-1] in _VERSIONS
            )
            yield from _paired(entry, next(same, None), text)


def _listed(entry: Entry, text: str) -> Iterator[Pin]:
    match = _LISTED.fullmatch(entry.value.strip())
    inner = entry.inner(text)
    if match and inner is not None:
        start = inner.start + entry.value.index(match[0])
        package = Span(*(start + at for at in match.span("package")))
        end = start + match.end()
        from_ = start + match.start("specifier") if match["specifier"] else end
        yield _pin(match["package"], match["specifier"] or "", package, Span(from_, end))


def _mapped(entry: Entry, text: str) -> Iterator[Pin]:
    name, inner = entry.keys[1], entry.inner(text)
    line = text.rfind("\n", 0, entry.span.start) + 1
    at = text.rfind(name, line, entry.span.start)
    if inner is None or at < 0 or not re.fullmatch(_PACKAGE, name):
        return
    value = "" if entry.value.strip() in ("*", "any") else entry.value
    where = inner if value else Span(inner.end, inner.end)
    yield _pin(name, value, Span(at, at + len(name)), where)


def _paired(name: Entry, version: Entry | None, text: str) -> Iterator[Pin]:
    package = name.inner(text)
    if package is None or not re.fullmatch(_PACKAGE, name.value):
        return
    where = version.inner(text) if version is not None else Span(package.end, package.end)
    if where is not None:
        yield _pin(name.value, version.value if version else "", package, where)


def _pin(package: str, specifier: str, where: Span, version: Span) -> Pin:
    span = Span(min(where.start, version.start), max(where.end, version.end))
    return Pin(package, specifier, "field", span, where, version)
