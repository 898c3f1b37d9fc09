"""Expensive patterns, tried only where a cheap one says that they can match."""

import re
from collections.abc import Iterator


def find_near(
    pattern: re.Pattern[str], sign: re.Pattern[str], text: str
) -> Iterator[re.Match[str]]:
    """The matches of `pattern` in `text`, in order, where each lies in one line with a `sign`.

    The outcome is that of ``pattern.finditer(text)``, if no match of `pattern` holds a line end or
    looks over one, and `sign` is in each. It pays where `sign` begins with one of a few characters.
    """
    at = 0
    while found := sign.search(text, at):
        start = text.rfind("\n", at, found.start()) + 1 or at
        end = text.find("\n", found.end())
        at = len(text) if end < 0 else end
        yield from pattern.finditer(text, start, at)
