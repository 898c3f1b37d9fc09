"""Expensive patterns, tried only where something cheap says that they can match."""

import re
from collections.abc import Iterator

Sign = re.Pattern[str] | tuple[str, ...]
"""What is in every match: a pattern, or one of a few words, which are found sooner."""


def find_near(pattern: re.Pattern[str], sign: Sign, text: str) -> Iterator[re.Match[str]]:
    """The matches of `pattern` in `text`, in order, where each lies in one line with a `sign`.

    The outcome is that of ``pattern.finditer(text)``, if no match of `pattern` holds a line end or
    looks over one, and a `sign` is in each. A pattern as sign pays where it begins with one of a
    few characters.
    """
    lines = _with_words(sign, text) if isinstance(sign, tuple) else _with_sign(sign, text)
    for start, end in lines:
        yield from pattern.finditer(text, start, end)


def holds_any(text: str, words: tuple[str, ...]) -> bool:
    """Whether one of `words`, which are in lower case, stands in `text` in any case."""
    folded = text.casefold()
    return any(word in folded for word in words)


def _with_sign(sign: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    at = 0
    while found := sign.search(text, at):
        start = text.rfind("\n", at, found.start()) + 1 or at
        end = text.find("\n", found.end())
        at = len(text) if end < 0 else end
        yield start, at


def _with_words(words: tuple[str, ...], text: str) -> Iterator[tuple[int, int]]:
    lines: dict[int, int] = {}
    for word in words:
        at = text.find(word)
        while at >= 0:
            end = text.find("\n", at)
            end = len(text) if end < 0 else end
            lines[text.rfind("\n", 0, at) + 1] = end
            at = text.find(word, end)
    yield from sorted(lines.items())
