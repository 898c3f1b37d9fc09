"""The kinds of values that `kbaudit.target.requirements.literals` works out, and their sums."""

from __future__ import annotations

import ast
import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kbaudit.model.regex import regex
from kbaudit.target.requirements.lines import parse

UNKNOWN: Any = object()
"""The value of an expression that cannot be told without running it."""

LONGEST_LIST = 100_000
"""So many items of a list are kept: code can double one in a line."""

_LONGEST_TEXT = 100_000
_FILE = regex(r"[\w./+-]*\.(?:txt|in|pip)")


class Word(str):
    """A string that knows the line on which it stands."""

    __slots__ = ("line",)
    line: int

    @classmethod
    def at(cls, text: str, line: int) -> Word:
        """`text`, which stands on `line`."""
        word = cls(text)
        word.line = line
        return word


@dataclass(frozen=True, slots=True)
class FileLines:
    """The lines of a file that the code reads, named by a literal on `line`."""

    path: str
    line: int


def items(value: Any) -> list[Any]:
    """The items of a list; of a file that is read, itself."""
    if isinstance(value, FileLines):
        return [value]
    return value if isinstance(value, list) else []


def capped(lists: Iterable[Any]) -> list[Any]:
    """The items of all of `lists`, as many as are kept."""
    found: list[Any] = []
    for one in lists:
        if len(found) >= LONGEST_LIST:
            break
        found += items(one)
    return found[:LONGEST_LIST]


def by_name(found: list[Any]) -> dict[str, Word]:
    """Requirement strings by the name of the package, as written."""
    table: dict[str, Word] = {}
    for word in found:
        match = re.match(r"[^!=<>~ ;]+", word) if isinstance(word, Word) else None
        if match:
            table.setdefault(match[0], word)
            table.setdefault(match[0].partition("[")[0], word)
    return table


def are_requirements(value: Any, least: int) -> bool:
    """Whether a value is a list of at least `least` requirement strings, some with a version."""
    if not isinstance(value, list) or len(value) < least:
        return False
    if not all(isinstance(word, Word) for word in value):
        return False
    parsed = [parse(word, "", 0, "table") for word in dict.fromkeys(value)]
    return all(parsed) and any(one and one.specifier for one in parsed)


def flat(value: Any) -> list[Any]:
    """The items of a list of lists, or the keys of a dictionary, side by side."""
    if isinstance(value, dict):
        return [Word.at(key, getattr(key, "line", 1)) for key in value if isinstance(key, str)]
    return capped(item if isinstance(item, list) else [item] for item in items(value))


def combined(operator: ast.operator, left: Any, right: Any, line: int) -> Any:
    """What an operator makes of two values."""
    if isinstance(operator, ast.Add):
        if isinstance(left, str) and isinstance(right, str):
            return text_of([left, right], line)
        if isinstance(left, list | FileLines) or isinstance(right, list | FileLines):
            return capped((left, right))
    if isinstance(operator, ast.Div):
        return path_of([left, right], line)
    if isinstance(operator, ast.Mod) and isinstance(left, str):
        values = right if isinstance(right, list) else [right]
        plain = all(isinstance(value, str | int) for value in values)
        if plain and left.count("%") == left.count("%s") == len(values):
            return text_of([left.replace("%s", "{}").format(*values)], line)
    return UNKNOWN


def text_of(parts: list[Any], line: int) -> Any:
    """A string put together from parts that stand on `line`; unknown if one of them is."""
    if not all(isinstance(part, str | int) for part in parts):
        return UNKNOWN
    text = "".join(map(str, parts))
    return Word.at(text, line) if len(text) < _LONGEST_TEXT else UNKNOWN


def path_of(parts: list[Any], line: int) -> Any:
    """A path of which only the end matters: folders that are worked out at run time are left."""
    words = [part for part in parts if isinstance(part, str)]
    return Word.at(posixpath.join(*words), line) if words else UNKNOWN


def read_from(values: list[Any]) -> Any:
    """The lines of the first of `values` that names a file of requirements."""
    for value in values:
        if isinstance(value, FileLines):
            return value
        if isinstance(value, Word) and _FILE.fullmatch(value):
            return FileLines(value, value.line)
    return UNKNOWN
