"""Version ranges of Poetry and npm as specifiers of PEP 440.

https://python-poetry.org/docs/dependency-specification/#version-constraints
https://github.com/npm/node-semver#ranges
"""

from __future__ import annotations

import re

from kbaudit.model.regex import regex

_PART = r"\d+(?:\.\d+)*"
_CARET = regex(rf"(?P<op>\^|~)?\s*v?(?P<version>{_PART})")
_CLAUSE = regex(r"(?:[<>=!~]=?|===?)\s*v?\d[\w.*+-]*")
_WILD = regex(rf"(?P<version>{_PART})\.[xX*](?:\.[xX*])?")
_HYPHEN = regex(rf"v?({_PART})\s+-\s+v?({_PART})")
_ANY = frozenset({"", "*", "latest", "x", "X"})


def from_poetry(version: str) -> str:
    """A constraint of Poetry; empty where it has none, or where it is a choice of several."""
    parts = []
    for clause in (part.strip() for part in version.split(",")):
        if clause in _ANY:
            continue
        found = _clause(clause)
        if not found:
            return ""
        parts.append(found)
    return ",".join(parts)


def from_npm(version: str) -> str:
    """A range of npm; empty where it has none, or where it is a choice of several."""
    plain = version.strip()
    if hyphen := _HYPHEN.fullmatch(plain):
        last = [int(n) for n in hyphen[2].split(".")]
        # `1 - 2` takes all of 2; only a whole version is the last one.
        upper = f"<={hyphen[2]}" if len(last) > 2 else f"<{_next(last, len(last) - 1)}"
        return f">={hyphen[1]},{upper}"
    joined = re.sub(r"([<>=~^])\s+", r"\1", plain)
    return from_poetry(",".join(joined.split()))


def _clause(clause: str) -> str:
    if wild := _WILD.fullmatch(clause):
        return f"=={wild['version']}.*"
    match = _CARET.fullmatch(clause)
    if match is None:
        if not _CLAUSE.fullmatch(clause):
            return ""
        plain = re.sub(r"\s|(?<=[<>=~!])v", "", clause)
        return f"={plain}" if re.match(r"=\d", plain) else plain
    numbers = [int(n) for n in match["version"].split(".")]
    if match["op"] == "^":
        first = next((i for i, n in enumerate(numbers) if n), len(numbers) - 1)
        return f">={match['version']},<{_next(numbers, first)}"
    if match["op"] == "~":
        return f">={match['version']},<{_next(numbers, 0 if len(numbers) == 1 else 1)}"
    return f"=={match['version']}"


def _next(numbers: list[int], at: int) -> str:
    return ".".join(str(n) for n in [*numbers[:at], numbers[at] + 1])
