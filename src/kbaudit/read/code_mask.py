"""Python as pages write it, with strings and comments masked, so that brackets can be counted.

Nothing is parsed: stubs lack colons and bodies, and mix with prose. All offsets are those of the
text that was given.
"""

import re
from collections.abc import Iterator

from kbaudit.model.regex import regex
from kbaudit.read.mask import blank

STRING = "\x01"
"""Stands for each character of a string."""

_TOKENS = regex(
    r"(?P<string>(?P<triple>\"\"\"|''')(?:\\.|(?!(?P=triple)).)*+(?:(?P=triple)|\Z)"
    r"|(?<!\\)(?:\"(?:\\.|[^\"\\\n])*+\"|'(?:\\.|[^'\\\n])*+'))|(?P<comment>\#[^\n]*)",
    re.DOTALL,
)
_BRACKETS = regex(r"[()\[\]{}]")
_LAMBDA = regex(r"\blambda\b[^:]*\Z")
"""A lambda whose parameters are not over: their commas are its own."""

_FAR = 20_000  # characters; the longest signatures known have a tenth of that


def masked(text: str) -> tuple[str, tuple[tuple[int, str], ...]]:
    """`text` without strings and comments, of the same length, and the comments with offsets."""
    comments: list[tuple[int, str]] = []

    def hidden(match: re.Match[str]) -> str:
        if match["comment"] is not None:
            comments.append((match.start(), match[0]))
            return " " * len(match[0])
        return blank(match[0], STRING)

    return _TOKENS.sub(hidden, text).replace("\r", " "), tuple(comments)


def closing(text: str, start: int) -> int | None:
    """Offset of the bracket that closes the one at `start` of a masked text, if it is not far."""
    depth = 0
    for match in _BRACKETS.finditer(text, start, start + _FAR):
        depth += 1 if match[0] in "([{" else -1
        if depth == 0:
            return match.start()
    return None


def pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts between the commas of a bracket, without the space around them; none empty."""
    depth, first = 0, start
    for at in range(start, end + 1):
        char = text[at] if at < end else ","
        if char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
        elif char == "," and (at == end or (depth == 0 and not _LAMBDA.search(text, first, at))):
            inner = text[first:at]
            left = first + len(inner) - len(inner.lstrip())
            if inner.strip():
                yield left, left + len(inner.strip())
            first = at + 1


def find_top(text: str, start: int, end: int, chars: str) -> int | None:
    """Offset of the first of `chars` that stands in no bracket."""
    depth = 0
    for at in range(start, end):
        char = text[at]
        if depth == 0 and char in chars:
            return at
        depth += (char in "([{") - (char in ")]}")
    return None


def statement_end(text: str, start: int) -> int:
    """Where the statement that begins at `start` ends: at a line end that no bracket encloses."""
    depth = 0
    for at in range(start, len(text)):
        char = text[at]
        if char == "\n" and depth <= 0:
            return at
        depth += (char in "([{") - (char in ")]}")
    return len(text)
