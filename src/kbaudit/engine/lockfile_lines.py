"""The lines of ``kbaudit.lock``, as plain values that remember where they stand."""

import json
from dataclasses import dataclass, field
from typing import Any

from kbaudit.engine.located import Loc, Located
from kbaudit.model.errors import ConfigError
from kbaudit.model.regex import regex
from kbaudit.rulekit.wording import code

VERSION = 1
"""Raised when a reader of the file would have to change."""

HELP = "restore the file from git, or delete it and run `kbaudit lock`"

CONFLICT = regex(r"(?:<{7}|={7}|>{7}|\|{7})(?: |$)")
"""A line that an unfinished merge left."""

_KEY = regex(r"(\w[\w-]*):(?: (.*))?")
_PAGE = regex(r'  ("(?:[^"\\]|\\.)+"):')
_RANGE = regex(r"    - (\{.*\})")


class Line(Located):
    """A value that stands on one line: all that is in it has the place of the line."""

    def place(self, loc: Loc, *, of_key: bool = False) -> tuple[int, int]:  # noqa: ARG002
        """The place of the line."""
        return self.values[()]


@dataclass
class LockLines:
    """The keys at the left margin, and the ranges with the pages above them."""

    head: Located
    ranges: list[tuple[str, Line]] = field(default_factory=list)


def read_lines(text: str, name: str) -> LockLines:
    """The values of a lock. Raises ConfigError where a line is none that kbaudit writes."""
    head = Located(name, {}, {}, {})
    found = LockLines(head)
    pages: dict[str, int] = {}
    page = ""
    for number, line in enumerate(text.split("\n"), 1):
        if not line or line.startswith("#"):
            continue
        if CONFLICT.match(line):
            message = "a merge conflict: take either side, then run `kbaudit lock`"
            raise _error(name, number, message)
        if (match := _RANGE.fullmatch(line)) and page:
            value = _value(match[1], name, number)
            found.ranges.append((page, Line(name, value, {}, {(): (number, 7)})))
        elif (match := _PAGE.fullmatch(line)) and "pages" in head.value:
            page = str(_value(match[1], name, number))
            first = pages.setdefault(page, number)
            if first != number:
                message = f"{code(page)} stands here already, in line {first}; {HELP}"
                raise _error(name, number, message)
        elif match := _KEY.fullmatch(line):
            key = match[1]
            if (key,) in head.values:
                first, _ = head.values[(key,)]
                message = f"{code(key)} stands here already, in line {first}; {HELP}"
                raise _error(name, number, message)
            head.keys[(key,)] = head.values[(key,)] = (number, 1)
            head.value[key] = _head_value(key, match[2], name, number)
        else:
            raise _error(name, number, f"this is not a line of a lock; {HELP}")
    return found


def _head_value(key: str, text: str | None, name: str, number: int) -> Any:
    if key == "pages":
        return {}
    value = _value(text or "null", name, number)
    if key == "version" and isinstance(value, int) and value > VERSION:
        message = f"the lock has version {value}, this kbaudit reads {VERSION}: update kbaudit"
        raise _error(name, number, message)
    return value


def _value(text: str, name: str, number: int) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise _error(name, number, f"this line is damaged; {HELP}") from None


def _error(name: str, number: int, message: str) -> ConfigError:
    return ConfigError(f"{name}:{number}:1: {message}")
