"""Labelled items: ``'''File:''' …``, ``- **Path**: …``, ``| **Source File** | … |``."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kbaudit.model.regex import regex
from kbaudit.model.span import Span
from kbaudit.read.citation_words import FILE_LABELS, LINE_LABELS
from kbaudit.read.near import find_near


@dataclass(frozen=True, slots=True)
class Label:
    """A line that begins with a label. `kind` is ``file``, ``lines`` or ``repository``.

    `span` reaches from the start of the line to its end, `value` is the offset behind the label.
    """

    kind: str
    span: Span
    value: int


_WORDS = {
    "file": (
        "file", "files", "path", "file path", "filepath", "source", "sources", "source file",
        "source files", "source location", "source code", "source path", "location",
        "file location", "code location", "related file", "implementation file", "primary file",
        "main file", "key file", "defined in", *FILE_LABELS,
    ),
    "lines": (
        "lines", "line", "line range", "line numbers", "line number", "source lines", *LINE_LABELS,
    ),
    "repository": ("repository", "repo", "source repository"),
}  # fmt: skip
_KINDS = {word: kind for kind, words in _WORDS.items() for word in words}
_LABEL = regex(
    r"^[ \t>]{0,40}(?:[*+:#•-]{1,4}[ \t]++|\d{1,3}[.)][ \t]++)?(?P<bar>\|)?[ \t]*+"
    r"(?:'''|\*\*|__)?(?P<label>[^\W\d_](?:[^\W\d_]|[ ]){0,20}?)"
    r"(?:[ \t\u00a0\u202f]?[:：](?:'''|\*\*|__)?"
    r"|(?:'''|\*\*|__)?[ \t\u00a0\u202f]*(?:(?P<next>\|)|[:：]))[ \t]*",
    re.MULTILINE,
)


_ENDS = (":", "：", "|")
"""What a label ends with."""


def read_labels(text: str) -> Iterator[Label]:
    """All labelled lines of `text` in their order. A bar ends a label only in a table row."""
    for match in find_near(_LABEL, _ENDS, text):
        kind = _KINDS.get(" ".join(match["label"].lower().split()))
        if kind is None or (match["next"] and not match["bar"]):
            continue
        end = text.find("\n", match.end())
        yield Label(kind, Span(match.start(), end if end >= 0 else len(text)), match.end())
