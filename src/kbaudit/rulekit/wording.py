"""How findings speak: one voice for all rules."""

from collections.abc import Iterable, Sequence


def code(text: str, limit: int = 80) -> str:
    """`text` in backticks, on one line, cut when it is longer than `limit` characters."""
    flat = " ".join(text.split())
    if len(flat) > limit:
        flat = flat[: limit - 1] + "…"
    if "`" in flat:
        gap = " " if flat[0] == "`" or flat[-1] == "`" else ""
        return f"``{gap}{flat}{gap}``"
    return f"`{flat}`"


def count(number: int, singular: str, plural: str = "") -> str:
    """A number with its noun: ``1 page``, ``2 pages``, ``2,104 entries``."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def listing(items: Sequence[str], word: str = "and", limit: int = 5) -> str:
    """``a``, ``a and b``, ``a, b and c``; past `limit` items the rest is counted."""
    if len(items) > limit:
        return f"{', '.join(items[:limit])} {word} {len(items) - limit} more"
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {word} {items[-1]}"


def closest(
    word: str, choices: Iterable[str], cutoff: float = 0.75, *, ordered: bool = False
) -> str | None:
    """The one of `choices` that was probably meant by `word`, if any is close.

    Of equally close ones the first in the order of names, so that output never depends on hashes.
    `ordered` says that `choices` are in that order: it takes long to put many names in order.
    """
    from rapidfuzz import fuzz, process

    names = choices if ordered else sorted(set(choices))
    found = process.extractOne(word, names, scorer=fuzz.ratio, score_cutoff=cutoff * 100)
    return found[0] if found else None
