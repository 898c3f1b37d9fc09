"""Where strings stand in a file whose reader does not tell."""

from __future__ import annotations

from functools import cached_property

from kbaudit.model.regex import regex
from kbaudit.target.revision import split_lines

_STRING = regex(r"(?<!\\)\"((?:[^\"\\]|\\.)*+)\"|'([^']*+)'")
_KEY = regex(r"^[ \t]*(?:- )?[\"']?([^\s\"'=:\[{]+)[\"']?[ \t]*[=:]")


class Places:
    """The lines (1-based) of strings, keys and whole lines of `text`; 1 for what is not found."""

    def __init__(self, text: str) -> None:
        self._lines = split_lines(text)

    @cached_property
    def _strings(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for number, line in enumerate(self._lines, 1):
            for match in _STRING.finditer(line):
                found.setdefault((match[1] if match[1] is not None else match[2]), number)
        return found

    @cached_property
    def _keys(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for number, line in enumerate(self._lines, 1):
            if match := _KEY.match(line):
                found.setdefault(match[1], []).append(number)
        return found

    @cached_property
    def _stripped(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for number, line in enumerate(self._lines, 1):
            plain = line.split(" #")[0].strip().removeprefix("- ").strip("\"' \t")
            found.setdefault(plain, number)
            found.setdefault(plain.partition("=")[2].strip(), number)
        return found

    def string(self, text: str) -> int:
        """The line of a quoted string."""
        return self._strings.get(text) or self._strings.get(text.replace('"', '\\"')) or 1

    def key(self, name: str, after: int = 0) -> int:
        """The first line behind `after` on which a value is given to a key."""
        first = next((line for line in self._keys.get(name, ()) if line > after), 0)
        return first or self.string(name)

    def line(self, text: str) -> int:
        """The line that holds just `text`, but for a key, a list mark, quotes and a comment."""
        return self._stripped.get(text.strip(), 1)
