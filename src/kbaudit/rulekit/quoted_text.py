"""Quotes as pages dress them up, and the code in them.

Authors number the lines, set signs of a patch or prompts of a shell before them, or write ``<`` as
``&lt;`` within ``<pre>``. None of that is of the code.
"""

import html
import re
from itertools import pairwise

from kbaudit.model.regex import regex
from kbaudit.read.code_block import CodeBlock

_NUMBERED = regex(r"[ \t]*(\d{1,6})(?:[ \t]?[:|│→)]|\.(?=[ \t]))?(?:[ \t](.*))?", re.DOTALL)
_ELIDED = regex(r"[ \t]*(?:(?:#|//)[ \t]*)?[\[(]?(?:\.{3}|…|⋮|:)[^\n]*|[ \t]*")
_PATCH = frozenset({"diff", "patch", "udiff"})
_PATCH_HEAD = ("--- ", "+++ ", "@@", "diff ", "index ")
_PROMPT = regex(r"[ \t]*(?:>>>|\.\.\.|In \[\d+\]:)(?: |$)")
_FIRST_PROMPT = regex(r"[ \t]*(?:>>> |In \[\d+\]: )")
_ENTITY = regex(r"&(?:lt|gt|amp|quot|#\d{1,5}|nbsp);")


def code_of(block: CodeBlock, text: str) -> str:
    """The code that a block shows, as the file may have it; `text` is that of the page."""
    shown = block.content.of(text)
    if text.startswith("<pre", block.span.start) and _ENTITY.search(shown):
        shown = html.unescape(shown)
    lines = shown.split("\n")
    if block.language in _PATCH:
        lines = [
            line[1:] if line[:1] in ("+", " ") else line
            for line in lines
            if not line.startswith(_PATCH_HEAD) and line[:1] != "-"
        ]
    elif _FIRST_PROMPT.match(next((line for line in lines if line.strip()), "")):
        lines = _typed(lines)
    else:
        lines = _unnumbered(lines)
    return "\n".join(lines)


def _typed(lines: list[str]) -> list[str]:
    """What was typed at prompts; where few lines have one, the others are code as well."""
    typed = [line[found.end() :] for line in lines if (found := _PROMPT.match(line))]
    if 2 * len(typed) > sum(1 for line in lines if line.strip()):
        return typed
    return [line[found.end() :] if (found := _PROMPT.match(line)) else line for line in lines]


def _unnumbered(lines: list[str]) -> list[str]:
    """`lines` without the numbers that count them, where every line has one."""
    plain: list[str] = []
    numbers: list[int] = []
    for line in lines:
        found = _NUMBERED.fullmatch(line)
        if found is not None:
            numbers.append(int(found[1]))
            plain.append(found[2] or "")
        elif _ELIDED.fullmatch(line):
            plain.append(line)
        else:
            return lines
    counted = all(one < other for one, other in pairwise(numbers))
    return plain if counted and len(numbers) > 1 else lines
