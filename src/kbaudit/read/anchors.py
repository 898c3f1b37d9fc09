"""Anchors: what a link into a file may name behind ``#``."""

import html
import re
from functools import lru_cache
from sys import intern
from unicodedata import normalize

from kbaudit.model.regex import regex
from kbaudit.read.scan import Scan
from kbaudit.read.sections import Section

_ATTRIBUTE_ANCHOR = regex(r"\{:?[^{}#\n\x00]{0,200}#([\w.:-]{1,200})(?=[^{}\n]{0,200}\})")
_COMMENT_ANCHOR = regex(r"\{/\*[ \t]*#([\w.:-]{1,200})[ \t]*\*/\}")
_BLOCK_ANCHOR = regex(r"\^(?<!\S\^)([A-Za-z0-9-]{1,100})[ \t]*\r?$", re.MULTILINE)
_HTML_ANCHOR = regex(
    r"<\w+\b[^<>\n]{0,500}?\b(?:id|name)\s*=\s*([\"'])((?:(?!\1)[^\n]){1,200})\1", re.IGNORECASE
)
_SLUG_DROP = regex(r"[^\w\- ]")
_MARKUP = regex(r"\[([^\]]*)\]\([^)]*\)|'{2,}|[*`]+")


@lru_cache(maxsize=4096)
def _named(title: str) -> tuple[str, str]:
    """The anchors of a heading as GitHub and as MediaWiki make them."""
    plain = _MARKUP.sub(r"\1", title)
    slug = _SLUG_DROP.sub("", plain.strip().lower()).replace(" ", "-")
    return slug, " ".join(plain.split()).replace(" ", "_")


def read_anchors(scan: Scan, sections: tuple[Section, ...]) -> frozenset[str]:
    """Every anchor that a link into this file may name, as renderers of both dialects make them.

    GitHub: lower case, punctuation dropped, spaces to hyphens, ``-1`` for the second of a name.
    MediaWiki: spaces to underscores, ``_2`` for the second. Python-Markdown: as GitHub, from what
    is left in ASCII, ``_1`` where that is nothing. Explicit ``id`` and ``name`` as well, lists of
    attributes (``{ #id .class }``), and blocks of Obsidian (``^id`` at the end of a line).
    """
    anchors = {html.unescape(match[2]) for match in _HTML_ANCHOR.finditer(scan.plain)}
    anchors.update(match[1] for match in _ATTRIBUTE_ANCHOR.finditer(scan.plain))
    anchors.update(f"^{match[1]}" for match in _BLOCK_ANCHOR.finditer(scan.prose))
    for comment in scan.comments:
        if match := _COMMENT_ANCHOR.fullmatch(scan.text, comment.start, comment.end):
            anchors.add(match[1])
    slugs: dict[str, int] = {}
    titles: dict[str, int] = {}
    unnamed = 0
    for section in sections:
        slug, wiki = _named(section.title)
        seen = slugs[slug] = slugs.get(slug, -1) + 1
        anchors.add(f"{slug}-{seen}" if seen else slug)
        if not slug.isascii():
            ascii_slug = normalize("NFKD", slug).encode("ascii", "ignore").decode()
            unnamed += not ascii_slug.strip("-")
            anchors.add(ascii_slug if ascii_slug.strip("-") else f"_{unnamed}")
        again = titles[wiki] = titles.get(wiki, 0) + 1
        anchors.add(f"{wiki}_{again}" if again > 1 else wiki)
    return frozenset(anchors)


_NO_WORD = regex(r"[\W_]+")


@lru_cache(maxsize=4096)
def loose_anchor(anchor: str) -> str:
    """An anchor without what renderers treat differently: case, punctuation, symbols."""
    return _NO_WORD.sub("", anchor.casefold())


def loose_anchors(anchors: frozenset[str]) -> tuple[str, ...]:
    """Anchors as they are compared, in order. Many files have the same: each is kept once."""
    return tuple(sorted({intern(loose_anchor(anchor)) for anchor in anchors}))
