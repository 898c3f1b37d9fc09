"""Which contents hold any of some words: the look through all code that so many questions take.

The regular expressions of Rust, which pydantic brings along, look for all the words at once, and
for one of them several times faster than Python does. They take UTF-8 alone: what is not, Python
looks through.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from contextlib import suppress

_LONGEST = 10_000
"""Bytes of all words together: expressions of more take longer to make than they save."""


class Words:
    """Some words, each of which may be a part of a longer one, to be looked for in contents."""

    def __init__(self, words: Collection[str]) -> None:
        from pydantic_core import SchemaValidator, core_schema

        self._words = [word.encode("utf-8", "surrogatepass") for word in words]
        self._in_text: Callable[[bytes], bool] = self._in_text_and_here
        if sum(map(len, self._words)) <= _LONGEST:
            any_of_them = core_schema.str_schema(
                pattern="|".join(map(re.escape, words)), regex_engine="rust-regex"
            )
            with suppress(UnicodeEncodeError):  # half a character, as escapes can name one
                self._in_text = SchemaValidator(any_of_them).isinstance_python

    def are_in_text(self, content: bytes) -> bool:
        """Whether any of them stands in a content; never in one that is not UTF-8."""
        return self._in_text(content)

    def _in_text_and_here(self, content: bytes) -> bool:
        return self.are_in(content) and is_text(content)

    def are_in(self, content: bytes) -> bool:
        """Whether any of them stands in a content of whatever kind."""
        return any(word in content for word in self._words)


def is_text(content: bytes) -> bool:
    """Whether a content is UTF-8."""
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True
