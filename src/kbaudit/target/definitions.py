"""The definitions of a Python file by its indentation: several times faster than parsing it, and it
works for files that do not parse (newer syntax, a template, Python 2).

Lines are 1-based and inclusive. On code with regular indentation it finds what `ast` finds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from kbaudit.model.regex import regex

_HEADER = regex(r"[ \t]*(async[ \t]+def|def|class)[ \t]+([^\W\d]\w*)")
STRING = regex(
    r'"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""'
    r"|'''[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''"
    r'|"[^"\\\n]*(?:\\.[^"\\\n]*)*"'
    r"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'"
    r"|#[^\n]*",
    re.DOTALL,
)
"""Strings and comments, so that neither hides in the other; those on one line match as well."""
Kind = Literal["function", "method", "class"]


@dataclass(frozen=True, slots=True)
class Definition:
    """A function, method or class.

    `qualified` joins the names of the definitions around it with dots (`Model.forward.inner`).
    `start` is the line of its first decorator, `line` that of `def` or `class`, `end` its last
    line.
    """

    qualified: str
    start: int
    line: int
    end: int
    kind: Kind

    @property
    def name(self) -> str:
        """Its bare name."""
        return self.qualified.rsplit(".", 1)[-1]


@dataclass(frozen=True, slots=True)
class _Open:
    """A definition whose end has not been seen."""

    qualified: str
    kind: Kind
    indent: int
    start: int
    line: int

    def closed(self, end: int) -> Definition:
        return Definition(self.qualified, self.start, self.line, end, self.kind)


@lru_cache(maxsize=2048)
def by_indentation(text: str) -> tuple[Definition, ...]:
    """The definitions of a text in order, outer ones before those inside. Never raises."""
    return tuple(sorted(_scan(text), key=lambda one: (one.start, -one.end)))


def _scan(text: str) -> Iterator[Definition]:
    lines = text.split("\n")
    inside = _string_lines(text)
    open_ones: list[_Open] = []
    decorated: tuple[int, int] | None = None  # line and indentation of the first decorator seen
    last = 0  # the newest line that holds code or the end of a string
    for number, line in enumerate(lines, start=1):
        if number in inside:
            last = number
            continue
        bare = line.lstrip()
        # The bracket that closes a long signature stands where the header does.
        if not bare or bare[0] in "#)]}":
            last = number if bare and bare[0] != "#" else last
            continue
        indent = len(line) - len(bare)
        while open_ones and open_ones[-1].indent >= indent:
            yield open_ones.pop().closed(last)
        if bare[0] == "@":
            if decorated is None or decorated[1] != indent:
                decorated = (number, indent)
        elif bare[0] in "dca" and (header := _HEADER.match(line)):
            start = decorated[0] if decorated and decorated[1] == indent else number
            open_ones.append(_opened(open_ones, header[1], header[2], (indent, start, number)))
            decorated = None
        elif decorated and decorated[1] >= indent:
            decorated = None
        last = number
    while open_ones:
        yield open_ones.pop().closed(last)


def _opened(around: list[_Open], keyword: str, name: str, where: tuple[int, int, int]) -> _Open:
    outer = around[-1] if around else None
    kind: Kind = "method" if outer and outer.kind == "class" else "function"
    qualified = f"{outer.qualified}.{name}" if outer else name
    return _Open(qualified, "class" if keyword == "class" else kind, *where)


def _string_lines(text: str) -> set[int]:
    """The lines that begin inside of a string."""
    inside: set[int] = set()
    line, seen = 1, 0  # `seen` characters are counted, and end in `line`
    for found in STRING.finditer(text):
        start, end = found.span()
        breaks = text.count("\n", start, end)
        if breaks:
            line += text.count("\n", seen, start)
            inside.update(range(line + 1, line + breaks + 1))
            line, seen = line + breaks, end
    return inside
