"""Patterns with the meaning of ``.gitignore``."""

import re
from collections.abc import Callable, Iterable


def matcher(patterns: Iterable[str]) -> Callable[[str], bool]:
    """Whether a path (relative, with forward slashes; a folder ends with one) is meant."""
    lines = tuple(patterns)
    if not lines:
        return lambda _: False
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(lines).match_file


def wrong_pattern(line: str) -> str | None:
    """What is wrong with a pattern, None when it is right."""
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([line])
    except (ValueError, re.error) as error:
        return str(error)
    return None
