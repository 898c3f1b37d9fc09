"""Paths, lines and links to files as they stand in a text, one at a time."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from sys import intern
from urllib.parse import unquote

from kbaudit.model.regex import regex
from kbaudit.model.span import Span
from kbaudit.read.citation import Citation, LineRange
from kbaudit.read.citation_words import BLANK, DASH, LINE, OF, SHORT_LINE, TO
from kbaudit.read.near import find_near

_EXTENSIONS = (
    "py|pyi|pyx|pxd|ipynb|md|mdx|rst|txt|toml|cfg|ini|yaml|yml|json|jsonc|json5|lock|sh|bash|zsh"
    "|fish|ps1|bat|c|h|cc|hh|cpp|hpp|cxx|hxx|cu|cuh|cl|hip|metal|m|mm|rs|go|java|kt|kts|scala"
    "|groovy|gradle|clj|swift|rb|php|cs|fs|vb|js|jsx|mjs|cjs|ts|tsx|mts|cts|vue|svelte|astro|html"
    "|htm|css|scss|sass|less|sql|proto|graphql|gql|lua|pl|pm|r|jl|ex|exs|erl|hs|ml|mli|zig|nim"
    "|dart|tf|hcl|cmake|mk|j2|jinja|jinja2|tmpl|tpl|xml|csv|env|template"
)
_ENDING = regex(rf"\.(?:{_EXTENSIONS})(?![\w/-])(?!\.\w)", re.IGNORECASE)
_PLAIN_NAMES = regex(
    r"(?<![\w.-])(?:Dockerfile|Makefile|Jenkinsfile|Vagrantfile|Justfile)(?![\w/-])(?!\.\w)"
)
_PLAIN_NAME = regex(r"(?:Docker|Make|Jenkins|Vagrant|Just)file")
_PATH_CHARACTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./+@~\\$%{}"
_NO_PATH = regex(r"[{}$%]|//")
_PATH_LIMIT = 400

_NUMBER = r"L?(\d{1,7})(?:C\d{1,5})?"
_RANGE = regex(rf"{_NUMBER}(?:[ ]?(?:{DASH}|\.\.)[ ]?{_NUMBER})?(\+)?")
_WORDED_RANGE = regex(
    rf"{_NUMBER}(?:{BLANK}?(?:{DASH}|\.\.){BLANK}?{_NUMBER}"
    rf"|{BLANK}?{TO}{BLANK}?(?:lines?[ ])?{_NUMBER})?(\+)?",
    re.IGNORECASE,
)
"""Lines behind a word for them, so that the word between two numbers is not one of a sentence."""
_NEXT_RANGE = regex(r"[ ]?(?:,|;|&|and)[ ]?(?=L?\d{1,7}[ ]?[-–—][ ]?L?\d|L\d)")
_NOT_A_VERSION = regex(r"(?!\.\d|[\w%/])")
_CLOSE = r"(?:</(?:code|tt|kbd|samp)>|[`'\"*_]{0,3})"
_COLON = regex(rf"{_CLOSE}:(?=L?\d)|{_CLOSE}#(?=L\d)")
_ABOUT = r"(?:~|≈|around |about |approx(?:\.|imately)? ?|near )"
_WORDED = regex(
    rf"(?:</(?:code|tt|kbd|samp)>|[`'\"*_\])]{{0,4}}){BLANK}?(?:[,;:@]|[-–—](?=[ ]))?{BLANK}?\(?"
    rf"{BLANK}?(?P<before>{_ABOUT})?"
    rf"(?:(?:at |on |from |see )?(?:{LINE}|{SHORT_LINE})(?:{BLANK}|:){{1,2}}(?P<behind>{_ABOUT})?"
    rf"(?=L?\d)|(?=L\d))",
    re.IGNORECASE,
)
_COUNTED = regex(
    rf"{_CLOSE}{BLANK}?[,，:：]?{BLANK}?[(（]?(?P<before>约{BLANK}?)?第?{BLANK}?"
    rf"(?=\d{{1,7}}(?:{BLANK}?(?:{DASH}|至|到){BLANK}?\d{{1,7}})?{BLANK}?[行줄])"
)
"""``x.py 第 12-40 行``: the word for lines stands behind the numbers."""
_SYMBOL = regex(r"(?:::|#(?!L\d))[A-Za-z_][\w.:]*(?:\(\))?")
"""``x.py::Engine.ignite``: what of the file is meant, before the lines."""
_PARENTHESIS = regex(rf"{_CLOSE}[ ]?\((?=\d{{1,7}}[ ]?[-–—][ ]?\d{{1,7}}\))")
_AT = regex(rf"{_CLOSE} @ (?=\d{{1,7}}[ ]?[-–—][ ]?\d{{1,7}}(?!\d))")
_BEHIND = (
    ("inline", _COLON),
    ("worded", _WORDED),
    ("worded", _PARENTHESIS),
    ("worded", _AT),
    ("worded", _COUNTED),
)
"""What may stand between a path and its lines, and the form of citation that this makes."""
_TOTAL = regex(
    r"(?:</code>|[`'\"*_\])]{0,4})[ ]?(?:[-–—:,] ?)?\(?~?"
    r"(\d{1,3}(?:,\d{3})+|\d{1,7})\+? (?:lines|LOC)\b",
    re.IGNORECASE,
)
_LINES_OF = regex(
    rf"\b{LINE}[ ]+(?P<lines>{_WORDED_RANGE.pattern})[ ]+{OF}[ ]+"
    r"(?:(?:the|der|le|la|el|il)[ ]+)?(?:(?:file|Datei|fichier|archivo)[ ]+)?"
    r"(?:<code>|[`'\"*_\[(]{0,3})$",
    re.IGNORECASE,
)
_GITHUB = regex(
    r"https?://(?:www\.)?(?:github\.com/(?P<repo>[\w.-]+/[\w.-]+)/(?:blob|raw|blame)"
    r"|raw\.githubusercontent\.com/(?P<raw>[\w.-]+/[\w.-]+))"
    r"/(?P<ref>[^/\s)\]#?]+)/(?P<path>[^\s)\]#?<>|\"'`\x00]+)(?:\?[^\s)\]#]*)?"
    r"(?P<lines>#L\d+(?:C\d+)?(?:-L?\d+(?:C\d+)?)?)?"
)


def ranges_at(text: str, at: int, worded: bool = False) -> tuple[tuple[LineRange, ...], int]:
    """One or several ranges of lines at offset `at`, and the offset behind them.

    `worded`: a word for lines stands before them, so that ``12 to 40`` is a range as well.
    """
    ranges: list[LineRange] = []
    end = at
    pattern = _WORDED_RANGE if worded else _RANGE
    match = pattern.match(text, at)
    if worded and (match is None or not _NOT_A_VERSION.match(text, match.end())):
        pattern = _RANGE
        match = pattern.match(text, at)
    while match is not None and _NOT_A_VERSION.match(text, match.end()):
        numbers = [group for group in range(1, pattern.groups) if match[group]]
        start = match.start()
        places = tuple(at - start for group in numbers for at in match.span(group))
        first, last = int(match[numbers[0]]), int(match[numbers[-1]])
        open_end = match[pattern.groups] is not None
        ranges.append(LineRange(first, last, Span(start, match.end()), places, open_end))
        end = match.end()
        more = _NEXT_RANGE.match(text, end)
        match = pattern.match(text, more.end()) if more else None
    return tuple(ranges), end


def github_links(text: str) -> Iterator[Citation]:
    """Addresses of files on GitHub, with or without lines behind ``#``."""
    for match in _GITHUB.finditer(text):
        path = match["path"].rstrip(".,;:*'")
        where = Span(match.start("path"), match.start("path") + len(path))
        whole = path == match["path"]
        ranges: tuple[LineRange, ...] = ()
        if match["lines"] and whole:
            ranges, _ = ranges_at(text, match.start("lines") + 1)
        yield Citation(
            intern(unquote(path)),
            where,
            Span(match.start(), match.end() if whole else where.end),
            "link",
            ranges,
            repository=(match["repo"] or match["raw"]).removesuffix(".git"),
            ref=match["ref"],
        )


def mentions(text: str, links: Sequence[Span]) -> Iterator[Citation]:
    """Every path in `text` outside `links` (sorted), with the lines that stand next to it."""
    starts = [link.start for link in links]
    ends = [match.span() for match in _ENDING.finditer(text)]
    ends += [match.span() for match in find_near(_PLAIN_NAMES, _PLAIN_NAME, text)]
    last = 0
    for at, end in sorted(ends):
        link = bisect_right(starts, at) - 1
        if at < last or (link >= 0 and links[link].end > at):
            continue
        start = _start_of_path(text, at, max(last, at - _PATH_LIMIT))
        if "://" in text[max(0, start - 8) : start + 3] or not _is_path(text[start:end]):
            continue
        start += len(text[start:end]) - len(text[start:end].lstrip("-+"))
        start += text[start] == "~" and text[start + 1] not in "/\\"  # about there
        citation = _with_lines(text, Span(start, end))
        last = max(end, citation.span.end)
        yield citation


def _start_of_path(text: str, at: int, floor: int) -> int:
    start = floor + len(text[floor:at].rstrip(_PATH_CHARACTERS))
    drive = start > 1 and text[start - 1] == ":" and text[start - 2].isalpha()
    return start - 2 if drive and text[start] == "\\" else start


def _is_path(text: str) -> bool:
    """Whether a run of path characters looks like a path and not like a pattern or a sentence."""
    if _NO_PATH.search(text):
        return False
    if ".." in text and not text.startswith("../"):
        return False
    name = text.replace("\\", "/").rsplit("/", 1)[-1]
    return not name.startswith(".") or name.count(".") > 1 or len(name) > 5


def _with_lines(text: str, where: Span) -> Citation:
    """Read what stands behind (or before) a path."""
    path = intern(where.of(text).replace("\\", "/"))
    symbol = _SYMBOL.match(text, where.end)
    behind = symbol.end() if symbol else where.end
    for form, pattern in _BEHIND:
        match = pattern.match(text, behind)
        worded = pattern in (_WORDED, _COUNTED)
        ranges, end = ranges_at(text, match.end(), worded) if match else ((), 0)
        if match is not None and ranges:
            about = worded and any(match.groupdict().values())
            span = Span(where.start, end)
            return Citation(path, where, span, form, ranges, approximate=about)
    if total := _TOTAL.match(text, where.end):
        size = int(total[1].replace(",", ""))
        return Citation(path, where, Span(where.start, total.end()), "mention", total=size)
    near = max(0, where.start - 60)
    base = text.rfind("\n", near, where.start) + 1 or near
    if match := _LINES_OF.search(text[base : where.start]):
        ranges, _ = ranges_at(text, base + match.start("lines"), worded=True)
        span = Span(base + match.start(), where.end)
        return Citation(path, where, span, "worded", ranges)
    return Citation(path, where, where, "mention")
