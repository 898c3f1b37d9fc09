"""See the docstring of the rule."""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from kbaudit.model.finding import Finding, Level
from kbaudit.model.regex import regex
from kbaudit.model.report import Skipped
from kbaudit.model.span import Span
from kbaudit.read.citation import Citation
from kbaudit.read.page import Page
from kbaudit.rulekit import Context, closest, code, rule
from kbaudit.rulekit.cited import Status
from kbaudit.rules._cited import similar

_SCHEMES = ("http", "https", "ftp", "ftps", "git", "ssh", "file", "doi", "urn", "mailto", "hf")
_BROKEN = regex(r"(?:h?t{1,3}ps?|www)[:;./\\]+\S*", re.IGNORECASE)
"""What begins like an address, whatever becomes of it."""
_BLANKS = regex(r"https?://[^\s/]\S*\s.*", re.IGNORECASE)
"""An address with a blank in it, which stands where an infobox has its addresses."""
_HOST = regex(
    r"(?:[a-z0-9-]+\.)+(?:com|org|io|net|dev|ai|edu|gov|co)(?::\d+)?(?:/\S*)?", re.IGNORECASE
)
_LABEL = regex(r"[^\W_](?:[\w-]*[^\W_])?")


@rule(level=Level.WARNING, tags=("page",))
def dead_source(page: Page, ctx: Context) -> Iterator[Finding | Skipped]:
    """A source of the front matter is a file that the target does not have, or no URL at all.

    Why:
        Sources say where the knowledge on the page comes from. One that leads nowhere cannot be
        asked when the page is in doubt.

    Example:
        ``[[source::File|config.py|src/pkg/config.py]]`` after the file was moved;
        ``[[source::Doc|Guide|https:/example.com/guide]]``.

    Remedy:
        Name the file where it is now, or write the whole address with ``https://``. URLs are not
        opened. Sources without an address or path are fine, and so are files of the knowledge base.
    """
    matter = page.front_matter
    sources = matter.instance.data.get("sources") if matter is not None else None
    if matter is None or not isinstance(sources, list):
        return
    for number, source in enumerate(sources):
        if not isinstance(source, Mapping):
            continue
        for key in ("url", "path", "title"):
            text = source.get(key)
            span = matter.instance.place(("sources", number, key))
            if not isinstance(text, str) or not text or span is None:
                continue
            if part := _address(key, text):
                if wrong := _wrong(part):
                    yield ctx.found(span, f"{code(part)} is no URL: {wrong}")
            elif key == "path" and (matter.dialect == "yaml" or _is_file(source)):
                yield from _file(text, span, page, ctx)


def _is_file(source: Mapping[str, object]) -> bool:
    """Whether a source of an infobox is a file; ``owner/repo`` of a Repo only looks like a path."""
    return str(source.get("kind", "")).lower() in ("file", "dockerfile")


def _address(key: str, text: str) -> str:
    """What is meant as an address; empty for words, and for paths of the target."""
    if key == "url":
        return text
    if key == "path":
        return text if _BROKEN.fullmatch(text) or _HOST.fullmatch(text) else ""
    # The infobox has no name for its parts: an address that is broken is taken for words.
    before, _, last = text.rpartition("|")
    last = last.strip()
    return last if _BROKEN.fullmatch(last) or (before and _BLANKS.fullmatch(last)) else ""


def _wrong(text: str) -> str:
    """What keeps an address from being a URL; empty where nothing does."""
    if re.search(r"\s", text):
        return "it holds a blank"
    if re.search(r"[<>{}|\\^`]", text):
        return "it holds a sign that no URL may hold"
    try:
        url = urlsplit(text)
        host, _ = url.hostname or "", url.port
    except ValueError:
        return "its host or port cannot be read"
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", text) or _HOST.match(text):
        return "it lacks `https://`"
    if url.scheme not in _SCHEMES:
        near = closest(url.scheme, ("http", "https"), 0.6)
        if near is None:
            return ""
        return f"did you mean {code(near + '://')}?"
    if url.scheme not in ("http", "https", "ftp", "ftps"):
        return ""
    if not text[len(url.scheme) :].startswith("://"):
        return f"write {code(url.scheme + '://')} in front of the host"
    if not host:
        return "it lacks a host"
    whole = ":" in host or all(map(_LABEL.fullmatch, host.removesuffix(".").split(".")))
    return "" if whole else f"{code(host)} is no host"


def _file(path: str, span: Span, page: Page, ctx: Context) -> Iterator[Finding | Skipped]:
    if ctx.sources is None:
        yield ctx.lacking("no target for files that pages name as their source")
        return
    target = ctx.sources
    cited = target.cited(page, Citation(path, span, span, "source"))
    if cited.status is not Status.MISSING or target.paths.has_folder(path):
        return
    yield ctx.found(
        span,
        f"the source {code(path)} is not in the target at {target.label}",
        help=similar(path, ctx),
    )
