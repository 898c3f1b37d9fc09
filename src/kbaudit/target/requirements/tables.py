"""Generated tables: Python modules that bind a dictionary of requirement strings."""

from __future__ import annotations

import ast

from kbaudit.target.requirements.lines import parse
from kbaudit.target.requirements.literals import tree_of
from kbaudit.target.requirements.requirement import Requirement, Stated, canonical

_LEAST = 5
"""A dictionary with fewer entries may be anything."""


def read_table(text: str, path: str) -> Stated:
    """Requirements in the dictionaries that a module binds at its top, if they are many."""
    tree = tree_of(text)
    if tree is None:
        return Stated(problem="is not Python that can be read")
    found: list[Requirement] = []
    for node in tree.body:
        value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
        if isinstance(value, ast.Dict):
            found += _dictionary(value, path)
    return Stated(tuple(found))


def _dictionary(node: ast.Dict, path: str) -> list[Requirement]:
    """Entries of a dictionary from names to requirement strings; empty where it is another one."""
    found = []
    for key, value in zip(node.keys, node.values, strict=True):
        if not (isinstance(key, ast.Constant) and isinstance(value, ast.Constant)):
            return []
        requirement = parse(str(value.value), path, value.lineno, "table")
        if requirement is None or requirement.name != canonical(str(key.value)):
            return []
        found.append(requirement)
    return found if len(found) >= _LEAST else []
