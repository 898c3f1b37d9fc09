"""Blocks of code, and what leads into them."""

from dataclasses import dataclass

from kbaudit.model.span import Span
from kbaudit.read.mask import MASK


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """A block of code: `span` with its fences or tags, `content` without them.

    `language` is lower case, empty when the page does not say. `intro` is the line of prose that
    leads into the block, if one stands above it.
    """

    language: str
    span: Span
    content: Span
    closed: bool
    intro: Span | None = None


def introduced(prose: str, block: CodeBlock) -> CodeBlock:
    """Add the line of prose above `block`, over at most one blank line."""
    at = prose.rfind("\n", 0, block.span.start) + 1
    for _ in range(2):
        if at == 0:
            return block
        start = prose.rfind("\n", 0, at - 1) + 1
        line = prose[start : at - 1]
        if words := line.strip(f" \t\r{MASK}"):
            if words[0] in "|!=#{":
                return block
            first = start + line.index(words)
            intro = Span(first, first + len(words))
            return CodeBlock(block.language, block.span, block.content, block.closed, intro)
        if MASK in line:
            return block
        at = start
    return block
