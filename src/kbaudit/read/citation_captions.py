"""Citations that a block of code carries itself: behind its fence, or in its first line.

The forms: ```` ```rust src/lib.rs:10-20 ````, ```` ```py title="engine.py:3-8" ````, editors'
```` ```12:40:src/engine.py ````, and a comment above the code that says nothing else
(``# Source: engine.py, lines 3-8``, ``// src/lib.rs:10-20``).

A title without lines names a file of whoever follows an example as often as one of the target.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from kbaudit.model.regex import regex
from kbaudit.model.span import Span
from kbaudit.read.citation import Citation, LineRange
from kbaudit.read.citation_tokens import mentions
from kbaudit.read.code_block import CodeBlock
from kbaudit.read.scan import Scan

_EDITOR = regex(r"[`~]{3,}[ \t]*(?P<first>\d{1,7}):(?P<last>\d{1,7}):(?P<path>[^\s:`]+)[ \t]*$")
_COMMENTS = ("#", "//", "--", ";", "/*", "<!--", "%")
_LEAD = regex(
    r"(?:(?:source|from|file|see|excerpt|excerpt from|taken from|adapted from|abridged from|in|at)"
    r"[ \t]*+:?[ \t]*+)?[`\"'(\[]*",
    re.IGNORECASE,
)
_TAIL = regex(
    r"[`\"')\]:.,;]*(?:[ \t]*\((?:abridged|excerpt|shortened|simplified)\))?[:.]?", re.IGNORECASE
)
_LIMIT = 300


def read_captions(scan: Scan) -> Iterator[Citation]:
    """The citations of blocks, each with its block as the quote, in the order of the text."""
    for block in scan.blocks:
        if not block.closed or block.language == "mermaid":
            continue
        found = _behind_fence(scan.text, block) or _first_line(scan.text, block)
        if found is not None:
            yield found


def _behind_fence(text: str, block: CodeBlock) -> Citation | None:
    end = text.find("\n", block.span.start, block.content.start)
    line = Span(block.span.start, end if end >= 0 else block.content.start)
    written = line.of(text)
    if written[:1] not in "`~" or len(written) > _LIMIT:
        return None
    editor = _EDITOR.match(written.rstrip())
    if editor is not None:
        first, last = (_span(editor, group, line.start) for group in ("first", "last"))
        whole = Span(first.start, last.end)
        places = tuple(at - first.start for one in (first, last) for at in (one.start, one.end))
        lines = LineRange(int(editor["first"]), int(editor["last"]), whole, places)
        path = _span(editor, "path", line.start)
        whole = Span(first.start, path.end)
        return Citation(editor["path"], path, whole, "caption", (lines,), quote=block)
    return _only(written, line.start, block)


def _first_line(text: str, block: CodeBlock) -> Citation | None:
    end = text.find("\n", block.content.start, block.content.end)
    if end < 0 or end - block.content.start > _LIMIT:
        return None
    said = _said(text, Span(block.content.start, end))
    if said is None:
        return None
    rest = replace(block, content=Span(end + 1, block.content.end))
    found = _only(said.of(text), said.start, rest)
    if found is None:
        return None
    before = _LEAD.fullmatch(text, said.start, found.span.start)
    behind = _TAIL.fullmatch(text, found.span.end, said.end)
    return found if before and behind else None


def _said(text: str, line: Span) -> Span | None:
    """The words of a line that is a comment and nothing else."""
    written = line.of(text)
    stripped = written.lstrip(" \t>")
    sign = next((sign for sign in _COMMENTS if stripped.startswith(sign)), None)
    if sign is None:
        return None
    words = stripped.removeprefix(sign).lstrip("#/;!* \t")
    start = line.start + len(written) - len(words)
    words = words.rstrip("\r \t").removesuffix("*/").removesuffix("-->").rstrip()
    return Span(start, start + len(words))


def _only(written: str, offset: int, block: CodeBlock) -> Citation | None:
    """The one citation with lines in a short text that begins at `offset`."""
    found = [citation for citation in mentions(written, ()) if citation.ranges]
    if len(found) != 1:
        return None
    moved = found[0]
    ranges = tuple(replace(lines, span=_moved(lines.span, offset)) for lines in moved.ranges)
    return replace(
        moved,
        path_span=_moved(moved.path_span, offset),
        span=_moved(moved.span, offset),
        form="caption",
        ranges=ranges,
        quote=block,
    )


def _span(match: re.Match[str], group: str, offset: int) -> Span:
    return _moved(Span(*match.span(group)), offset)


def _moved(span: Span, offset: int) -> Span:
    return Span(span.start + offset, span.end + offset)
