"""The tables of Poetry in ``pyproject.toml``.

https://python-poetry.org/docs/pyproject/#dependencies-and-dependency-groups
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kbaudit.target.requirements.places import Places
from kbaudit.target.requirements.ranges import from_poetry
from kbaudit.target.requirements.requirement import Origin, Requirement, canonical


def read_poetry(poetry: dict[str, Any], places: Places, path: str) -> Iterator[Requirement]:
    """Requirements of ``[tool.poetry]``: its own, those of groups, and the older ``dev`` ones."""
    yield from _entries(poetry.get("dependencies"), places, path, "core")
    yield from _entries(poetry.get("dev-dependencies"), places, path, "extra", "dev")
    groups = poetry.get("group")
    for name, group in groups.items() if isinstance(groups, dict) else ():
        if isinstance(group, dict):
            yield from _entries(group.get("dependencies"), places, path, "extra", name)


def _entries(
    given: Any, places: Places, path: str, origin: Origin, extra: str = ""
) -> Iterator[Requirement]:
    for name, value in given.items() if isinstance(given, dict) else ():
        # A list gives one package several constraints, each with its marker.
        for one in value if isinstance(value, list) else [value]:
            optional = isinstance(one, dict) and one.get("optional") is True
            version = one.get("version", "") if isinstance(one, dict) else one
            if not isinstance(version, str):
                continue
            line, specifier = places.key(name), from_poetry(version)
            if name.lower() == "python":
                yield Requirement("python", specifier, path, line, "python")
            else:
                kind: Origin = "extra" if optional else origin
                yield Requirement(canonical(name), specifier, path, line, kind, extra)
