"""Relations, page links and links between files."""

import html
import re
from dataclasses import dataclass
from urllib.parse import unquote

from kbaudit.model.regex import regex
from kbaudit.model.span import Span
from kbaudit.read.near import find_near
from kbaudit.read.scan import Scan


@dataclass(frozen=True, slots=True)
class Relation:
    """``[[relation::Type:Name]]``. `name_span` covers the name alone, `type_span` the type.

    Authors also leave out the type (``[[relation::Name]]``): then `type` is empty. `stated` is the
    place of a relation in front matter (``relations.step[2]``), empty for one of the text.
    """

    relation: str
    type: str
    name: str
    span: Span
    relation_span: Span
    type_span: Span
    name_span: Span
    stated: str = ""


@dataclass(frozen=True, slots=True)
class Property:
    """``[[property::value|label|url]]`` of an infobox or a body: a value, not an edge."""

    name: str
    values: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class PageLink:
    """``[[Name]]``, ``[[Type:Name]]`` or ``[[Name|label]]``: a page named without a relation."""

    name: str
    type: str
    fragment: str
    span: Span
    name_span: Span


@dataclass(frozen=True, slots=True)
class FileLink:
    """A Markdown, wiki or HTML link to a file or an anchor of the knowledge base.

    `target` is the path as written, unescaped; empty when only an anchor is named. `fragment` is
    the anchor without its ``#``. `target_span` covers path and fragment as they stand.
    """

    target: str
    fragment: str
    span: Span
    target_span: Span


@dataclass(frozen=True, slots=True)
class Url:
    """An absolute link, as it stands in the text."""

    url: str
    span: Span


_DOUBLE = regex(r"\[\[([^\[\]\n\x00]{1,400})\]\]")
_RELATION = regex(
    r"\s*([A-Za-z][\w-]*)\s*::\s*([A-Za-z][\w ]*?)\s*:(?!//)"
    r"\s*([^|#\s][^|#]*?)\s*(?:#[^|]*?)?(?:\\?\|.*)?"
)
_UNTYPED = regex(
    r"\s*([A-Za-z][\w-]*)\s*::\s*()([A-Za-z0-9][\w.-]*_[\w.-]*)\s*(?:#[^|]*?)?(?:\\?\|.*)?"
)
_PROPERTY = regex(r"\s*([A-Za-z][\w-]*)\s*::\s*(.*)", re.DOTALL)
_PAGE = regex(
    r"\s*(?::?([A-Za-z][\w ]*?)\s*:(?!//)\s*)?([^\W_][^|#:<>{}]*?)?\s*(?:#([^|]*?))?(?:\\?\|.*)?"
)
_MARKDOWN = regex(
    r"\]\(\s*+(?:<([^<>\n]{0,2000})>|([^\s()<>\x00]{0,2000}(?:\([^\s()\x00]{0,500}\)[^\s()\x00]{0,500})*))"
    r"(?:\s+(?:\"[^\"\n]{0,500}\"|'[^'\n]{0,500}'))?\s*\)"
)
_REFERENCE = regex(
    r"^ {0,3}\[[^\[\]\n^][^\[\]\n]{0,200}\]:[ \t]+<?([^\s<>\x00]{1,2000})>?", re.MULTILINE
)
_HTML = regex(
    r"<(?:a|img)\b[^<>\n]{0,500}?\b(?:href|src)\s*=\s*"
    r"(?:\"([^\"\n]{0,2000})\"|'([^'\n]{0,2000})')",
    re.IGNORECASE,
)
_URL = regex(r"https?://[^\s<>\[\]{}|\"'`\x00]{1,2000}", re.IGNORECASE)
_SCHEME = regex(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
PROPERTIES = frozenset({"source", "domain", "last_updated", "category", "tag", "author", "version"})
"""Words before ``::`` that state a value and lead nowhere."""

NOT_PAGES = frozenset(
    {
        "category",
        "file",
        "image",
        "media",
        "special",
        "template",
        "help",
        "http",
        "https",
        "mailto",
        "user",
        "talk",
        "wikipedia",
        "w",
        "mw",
    }
)
"""Prefixes of ``[[Prefix:…]]`` that name no page of a knowledge base."""


@dataclass(frozen=True, slots=True)
class Links:
    """All links of one file, each kind in the order of the text."""

    relations: tuple[Relation, ...]
    properties: tuple[Property, ...]
    pages: tuple[PageLink, ...]
    files: tuple[FileLink, ...]
    urls: tuple[Url, ...]


def read_links(scan: Scan) -> Links:
    """Every link of a scanned text outside code and comments."""
    relations: list[Relation] = []
    properties: list[Property] = []
    pages: list[PageLink] = []
    for match in _DOUBLE.finditer(scan.plain):
        found = _double(match)
        if isinstance(found, Relation):
            relations.append(found)
        elif isinstance(found, Property):
            properties.append(found)
        elif found is not None:
            pages.append(found)
    files = sorted(_files(scan.plain), key=lambda link: link.span)
    urls = tuple(
        Url(url, Span(match.start(), match.start() + len(url)))
        for match in find_near(_URL, ("://",), scan.plain)
        if (url := _trimmed(match[0]))
    )
    return Links(tuple(relations), tuple(properties), tuple(pages), tuple(files), urls)


def _double(match: re.Match[str]) -> Relation | Property | PageLink | None:
    inner, base = match[1], match.start(1)
    span = Span(*match.span())
    if relation := _RELATION.fullmatch(inner) or _UNTYPED.fullmatch(inner):
        word, kind, name = (
            Span(base + relation.start(i), base + relation.end(i)) for i in (1, 2, 3)
        )
        if relation[1].lower() not in PROPERTIES:
            return Relation(relation[1], relation[2], relation[3], span, word, kind, name)
    pair = _PROPERTY.fullmatch(inner)
    if pair is not None and (pair[2] or pair[1].lower() in PROPERTIES):
        return Property(pair[1], tuple(part.strip() for part in pair[2].split("|")), span)
    page = _PAGE.fullmatch(inner)
    if page is None or not (page[2] or page[3]):
        return None
    target = page[2] or ""
    if (page[1] or "").lower() in NOT_PAGES or target.replace(",", "").replace(" ", "").isdigit():
        return None
    where = Span(base + page.start(2), base + page.end(2)) if target else span
    return PageLink(target, page[1] or "", (page[3] or "").strip(), span, where)


def _files(plain: str) -> list[FileLink]:
    links: list[FileLink] = []
    for match in _MARKDOWN.finditer(plain):
        group = 1 if match[1] is not None else 2
        _add(links, match, group)
    for match in find_near(_REFERENCE, ("]:",), plain):
        _add(links, match, 1)
    for match in _HTML.finditer(plain):
        _add(links, match, 1 if match[1] is not None else 2)
    return links


def _add(links: list[FileLink], match: re.Match[str], group: int) -> None:
    written = match[group]
    if not written or _SCHEME.match(written) or "\x00" in written:
        return
    path, _, fragment = html.unescape(written).partition("#")
    path = path.partition("?")[0]
    span = Span(*match.span())
    links.append(FileLink(unquote(path), unquote(fragment), span, Span(*match.span(group))))


def _trimmed(url: str) -> str:
    """A bare URL without the punctuation of the sentence that it ends."""
    url = url.rstrip(".,;:!?*")
    while url.endswith(")") and url.count(")") > url.count("("):
        url = url[:-1].rstrip(".,;:!?*")
    return url
