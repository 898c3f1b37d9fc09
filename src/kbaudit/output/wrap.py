"""Words on lines that fit a terminal."""

from collections.abc import Iterable

from kbaudit.output.clean import width
from kbaudit.output.palette import Style, paint


def wrap(
    pieces: Iterable[tuple[str, Style]], columns: int, *, indent: str = "  ", color: bool = False
) -> list[str]:
    """`pieces` of styled text as lines of at most `columns`, all but the first with `indent`.

    A word that is longer than a line stands on one of its own, uncut, so that it can be copied.
    """
    lines: list[str] = []
    line, used = "", 0
    for text, style in pieces:
        for word in text.split(" "):
            wide = width(word)
            if used and used + 1 + wide > columns:
                lines.append(line)
                line, used = indent + paint(word, style, color=color), len(indent) + wide
            else:
                blank = " " if used else ""
                line += blank + paint(word, style, color=color)
                used += len(blank) + wide
    return [*lines, line]
