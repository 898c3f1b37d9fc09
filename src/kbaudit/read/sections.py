"""Headings and sections in both dialects, which may stand side by side in one file."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from kbaudit.model.regex import regex
from kbaudit.model.span import Span
from kbaudit.read.mask import MASK


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it.

    `level` is 1 to 6 in either dialect. `heading` is the whole line, `title_span` the words of it,
    `body` reaches to the next heading of the same or a higher level, `own` to the next of any.
    """

    title: str
    level: int
    heading: Span
    title_span: Span
    body: Span
    own: Span
    wiki: bool

    @property
    def key(self) -> str:
        """The title as compared: folded, without emphasis, numbering, and end punctuation."""
        return section_key(self.title)


_CANDIDATES = regex(r"^(?:=| {0,3}#|-{3})[^\n]*", re.MULTILINE)
"""Lines that may be a heading, or the line under one. What they are is decided without patterns:
a title is free text, and a pattern for free text between two marks can be made to backtrack."""

_TITLE_LIMIT = 300
_ATTRIBUTES = regex(
    r"[ \t]*\{:?[ \t]*(?:[#.][\w.:-]+|[\w-]+=(?:\"[^\"{}]*\"|[^\s{}\"]+))"
    r"(?:[ \t]+(?:[#.][\w.:-]+|[\w-]+=(?:\"[^\"{}]*\"|[^\s{}\"]+)))*[ \t]*\}$"
)
"""``{#id .class key=value}`` behind a title, as many site generators read it."""

_NUMBERING = regex(r"^(?:\d+(?:\.\d+)*[.):]?|[ivx]+[.)]|step\s+\d+:)\s+", re.IGNORECASE)
_DECORATION = regex(r"[*_'`]+|^[^\w(]+|[\s:.]+$")


@lru_cache(maxsize=4096)
def section_key(title: str) -> str:
    """How titles are compared: case, emphasis, numbering and decoration do not count."""
    plain = _DECORATION.sub("", title.strip())
    plain = _NUMBERING.sub("", plain)
    return " ".join(_DECORATION.sub("", plain).casefold().split())


def read_sections(text: str, prose: str) -> tuple[Section, ...]:
    """All sections of a text in the order of their headings. `prose` has code masked."""
    found: list[_Heading] = []
    for match in _CANDIDATES.finditer(prose):
        line = match[0].rstrip(f" \t\r{MASK}")
        if line[0] == "=":
            heading = _wiki(line) or _setext(prose, match.start(), line)
        else:
            heading = _setext(prose, match.start(), line) if line[0] == "-" else _atx(line)
        if heading is None:
            continue
        level, offset, size, wiki = heading
        start = match.start() + offset
        title = Span(start, start + size)
        words = title.of(text)
        if words.strip(f"{MASK} \t"):
            whole = Span(min(start, match.start()), match.start() + len(line))
            found.append(_Heading(words, level, whole, title, wiki))
    return _nested(found, len(text))


def _wiki(line: str) -> tuple[int, int, int, bool] | None:
    """``== Title ==``: level, offset and size of the title, and that it is MediaWiki."""
    left = len(line) - len(line.lstrip("="))
    right = len(line) - len(line.rstrip("="))
    level = min(left, right, 6)
    inner = line[level : len(line) - level]
    title = inner.strip(" \t")
    if level == 0 or left > 6 or not title or len(title) > _TITLE_LIMIT:
        return None
    return level, level + inner.index(title), len(title), True


def _atx(line: str) -> tuple[int, int, int, bool] | None:
    """``## Title``, with or without closing hashes; CommonMark wants a space behind the first."""
    hashes = line.lstrip(" ")
    indent = len(line) - len(hashes)
    rest = hashes.lstrip("#")
    level = len(hashes) - len(rest)
    if not 1 <= level <= 6 or rest[:1] not in (" ", "\t"):
        return None
    title = rest.strip(" \t")
    closing = title.rstrip("#")
    if closing != title and closing[-1:] in (" ", "\t", ""):
        title = closing.rstrip(" \t")
    if not title or len(title) > _TITLE_LIMIT:
        return None
    return level, indent + level + rest.index(title), _without_attributes(title), False


def _without_attributes(title: str) -> int:
    """The length of a title without the list of attributes behind it, if there is one."""
    found = _ATTRIBUTES.search(title, max(title.rfind("{") - 1, 0)) if title[-1] == "}" else None
    return found.start() if found is not None and title[: found.start()] else len(title)


def _setext(prose: str, start: int, line: str) -> tuple[int, int, int, bool] | None:
    """A title with a line of ``=`` or ``-`` under it, offset from the start of that line.

    Authors also put ``---`` under a paragraph when they want a rule: only a short line that stands
    alone, and does not end like a sentence, is taken for a title.
    """
    if len(line) < 3 or (line.strip("=") and line.strip("-")) or start < 2:
        return None
    above = prose.rfind("\n", 0, start - 1) + 1
    title = prose[above : start - 1].rstrip(" \t\r")
    before = prose.rfind("\n", 0, max(above - 1, 0)) + 1
    if above and prose[before : above - 1].strip():
        return None
    if not title or len(title) > 80 or title.endswith((".", ":", ";", ",")):
        return None
    if title[0] in "-*+>|!#={}:; \t<" or title[0].isdigit() or MASK in title:
        return None
    return 1 if line[0] == "=" else 2, above - start, len(title), False


class _Heading(NamedTuple):
    title: str
    level: int
    whole: Span
    words: Span
    wiki: bool


def _nested(found: list[_Heading], length: int) -> tuple[Section, ...]:
    """Give each heading the text under it."""
    ends = [length] * len(found)
    enclosing: list[int] = []
    for index, heading in enumerate(found):
        while enclosing and found[enclosing[-1]].level >= heading.level:
            ends[enclosing.pop()] = heading.whole.start
        enclosing.append(index)
    sections = []
    for index, heading in enumerate(found):
        following = found[index + 1].whole.start if index + 1 < len(found) else length
        start = heading.whole.end
        sections.append(
            Section(
                heading.title,
                heading.level,
                heading.whole,
                heading.words,
                Span(start, max(start, ends[index])),
                Span(start, max(start, following)),
                heading.wiki,
            )
        )
    return tuple(sections)
