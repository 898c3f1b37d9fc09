"""Cited lines that cut the definition that they mean, because they are shifted against it."""

from __future__ import annotations

from collections.abc import Iterable

from kbaudit.target.definitions import Definition

_SLACK = 2  # lines by which the two shifts may differ
_LONG = 20  # lines of a definition from which on they may
_INSIDE = 0.5


def meant_lines(
    meant: Definition, first: int, last: int, others: Iterable[Definition]
) -> tuple[int, int] | None:
    """The lines of `meant` where `first` to `last` begin and end as many lines too early, or late.

    So they were written for the whole definition, and miss its head or its end. None for lines that
    are inside of it, have it inside, or are of another size: they may be meant so. None as well for
    those that begin or end where one of `others` does, all definitions of the file.
    """
    for begin in sorted({meant.start, meant.line}, key=lambda line: abs(first - line)):
        size = meant.end - begin + 1
        head, end = first - begin, last - meant.end
        alike = abs(head - end) <= (_SLACK if size >= _LONG else 0)
        if alike and head * end > 0 and abs(head) < _INSIDE * size:
            mine = any(first in (one.start, one.line) or last == one.end for one in others)
            return None if mine else (begin, meant.end)
    return None
