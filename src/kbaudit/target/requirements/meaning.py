"""What specifiers mean, compared by the versions that they admit and not by their text.

``>=0.22.0,<=0.23.0`` equals ``<= 0.23.0, >= 0.22.0``; ``2.2`` equals ``2.2.0``; ``3.10+`` is
``>=3.10``. Two specifiers are told apart by probing: the versions that either of them names, and
one just below and above each, are all the places where their answers can change.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING

from kbaudit.model.regex import regex
from kbaudit.target.requirements.ranges import from_npm

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packaging.specifiers import SpecifierSet
    from packaging.version import Version

_OR_NEWER = regex(
    r"v?(?P<version>\d(?:[0-9A-Za-z_.]*[0-9A-Za-z_])?)\s*"
    r"(?:\+|(?:or|and|oder|und|ou|et|o|y)[ \t](?:newer|later|higher|above|greater|up|neuer|höher"
    r"|plus[ \t]récente?|ultérieure?|supérieure?|superior|posterior)\b|[及或]?以上|及?更高|以降)",
    re.IGNORECASE,
)
_AT_LEAST = regex(
    r"(?:at least|minimum|mindestens|ab|au moins|al menos)\s+v?(?P<version>\d[\w.]*)", re.IGNORECASE
)
_SIGNS = {"≥": ">=", "≤": "<=", "=>": ">=", "=<": "<=", "，": ","}
_SINGLE = regex(r"(?<![<>=!~])=(?!=)")
_RANGE = regex(r"[\^~]\s*v?\d[\d.]*")
_SIGN = regex(r"[<>=!~]*")
_ORDER = (">=", ">", "===", "==", "~=", "!=", "<=", "<")


class Relation(Enum):
    """How the versions that one specifier admits lie to those of another."""

    EQUAL = "equal"
    LOOSER = "looser"
    TIGHTER = "tighter"
    DISJOINT = "disjoint"
    OTHER = "other"
    """They overlap, and each admits versions that the other does not."""


@lru_cache(maxsize=4096)
def meaning(text: str) -> SpecifierSet | None:
    """The specifier that an author means by `text`; None for what is none."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    plain = text.strip().strip("`")
    if match := _OR_NEWER.fullmatch(plain) or _AT_LEAST.fullmatch(plain):
        plain = f">={match['version']}"
    for sign, proper in _SIGNS.items():
        plain = plain.replace(sign, proper)
    plain = _SINGLE.sub("==", plain)
    plain = re.sub(r"\.x\b", ".*", plain)
    if _RANGE.fullmatch(plain):
        plain = from_npm(plain)
    try:
        return SpecifierSet(plain)
    except InvalidSpecifier:
        return None


def joined(clauses: Iterable[object]) -> SpecifierSet:
    """The specifier of several clauses, each of which is one by itself."""
    from packaging.specifiers import SpecifierSet

    return SpecifierSet(",".join(sorted(map(str, clauses))))


def in_order(specifier: str) -> str:
    """The clauses of a specifier with lower bounds first, as people write them."""

    def rank(clause: str) -> int:
        match = _SIGN.match(clause)
        return _ORDER.index(match[0]) if match and match[0] in _ORDER else len(_ORDER)

    return ",".join(sorted((clause.strip() for clause in specifier.split(",")), key=rank))


@lru_cache(maxsize=1 << 16)
def relation(one: SpecifierSet, other: SpecifierSet) -> Relation:
    """How `one` lies to `other`: LOOSER when it admits more, TIGHTER when less."""
    probes = _probes(one, other)
    first = {v for v in probes if one.contains(v, prereleases=True)}
    second = {v for v in probes if other.contains(v, prereleases=True)}
    if first == second:
        return Relation.EQUAL
    if not first & second:
        return Relation.DISJOINT
    if first > second:
        return Relation.LOOSER
    return Relation.TIGHTER if first < second else Relation.OTHER


def satisfiable(*sets: SpecifierSet) -> bool:
    """Whether any version satisfies all of `sets`."""
    probes = _probes(*sets)
    return any(all(s.contains(v, prereleases=True) for s in sets) for v in probes)


def _probes(*sets: SpecifierSet) -> list[Version]:
    from packaging.version import InvalidVersion, Version

    found = {Version("0.dev0"), Version("99999")}
    for one in sets:
        for clause in one:
            try:
                version = Version(clause.version.removesuffix(".*"))
            except InvalidVersion:  # arbitrary equality takes any word
                continue
            release = version.release
            found.add(version)
            found.add(Version(".".join(map(str, (*release, 0, 0, 1)))))
            found.add(Version(f"{'.'.join(map(str, release))}.dev0"))
            if any(release):
                found.add(Version(_below(release)))
            upper = (*release[:-1], release[-1] + 1)
            found.add(Version(".".join(map(str, upper))))
            if len(release) > 1:
                found.add(Version(".".join(map(str, (*release[:-2], release[-2] + 1)))))
    return sorted(found)


def _below(release: tuple[int, ...]) -> str:
    """A version just below a release: ``2.1.99999`` for ``2.2``."""
    last = max(i for i, number in enumerate(release) if number)
    return ".".join(map(str, (*release[:last], release[last] - 1, 99999)))
