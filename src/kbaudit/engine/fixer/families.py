"""Families of fixes that can be asked for on their own. A new family is one line of the table."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Family:
    """The fixes of all rules with the tag `tag`; `help` is what the command line says of them.

    `lists` tells that what such a run leaves is listed, finding by finding.
    """

    name: str
    tag: str
    help: str
    lists: bool = False


FAMILIES = (
    Family("update-lines", "citation", "Repair citations: line numbers, and paths that moved."),
    Family("update-pins", "pin", "Repair version pins and install commands."),
    Family("update-index", "index", "Repair the indexes: rows, links and connections.", True),
    Family("update-map", "map", "Repair the map: rows, line counts, totals, coverage.", True),
)
"""All families, in the order of the command line; the flag is ``--`` and the name."""


def tags_of(names: Iterable[str]) -> frozenset[str]:
    """The tags that the families `names` stand for. Raises KeyError for a name that is none."""
    table = {family.name: family.tag for family in FAMILIES}
    return frozenset(table[name] for name in names)


def lists(names: Iterable[str]) -> bool:
    """Whether what is left is listed when these families are asked for."""
    asked = set(names)
    return any(family.lists for family in FAMILIES if family.name in asked)
