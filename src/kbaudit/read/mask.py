"""Parts of a text blanked out, so that no pattern takes them for what they are not.

What is masked keeps its length and its line ends, so that an offset means the same as before.
"""

from collections.abc import Iterable
from operator import attrgetter

from kbaudit.model.span import Span

MASK = "\x00"
"""Stands where code was; no pattern of a reader matches it, and it keeps line ends in place."""


def masked(text: str, spans: Iterable[Span]) -> str:
    """`text` with `spans` blanked out; of two that overlap the first."""
    parts: list[str] = []
    at = 0
    for span in sorted(spans, key=attrgetter("start")):
        if span.start < at:
            continue
        parts += (text[at : span.start], blank(span.of(text)))
        at = span.end
    parts.append(text[at:])
    return "".join(parts)


def blank(text: str, mark: str = MASK) -> str:
    """`text` with `mark` for each of its characters but line ends."""
    if "\n" not in text:
        return mark * len(text)
    return "\n".join([mark * len(line) for line in text.split("\n")])
