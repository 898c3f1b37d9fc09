"""``package.json`` of npm: dependencies and engines.

https://docs.npmjs.com/cli/configuring-npm/package-json
"""

from __future__ import annotations

import json

from kbaudit.target.requirements.places import Places
from kbaudit.target.requirements.ranges import from_npm
from kbaudit.target.requirements.requirement import Origin, Requirement, Stated, canonical

_TABLES: tuple[tuple[str, Origin], ...] = (
    ("dependencies", "core"), ("peerDependencies", "core"), ("optionalDependencies", "extra"),
    ("devDependencies", "extra"), ("engines", "core"),
)  # fmt: skip


def read_package_json(text: str, path: str) -> Stated:
    """All that a ``package.json`` asks for."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        return Stated(problem=f"is not JSON ({error})")
    places = Places(text)
    found: list[Requirement] = []
    for key, origin in _TABLES:
        table = data.get(key) if isinstance(data, dict) else None
        start = places.key(key)
        for name, version in table.items() if isinstance(table, dict) else ():
            if isinstance(version, str):
                line = places.key(name, start - 1)
                extra = key if origin == "extra" else ""
                found.append(
                    Requirement(canonical(name), from_npm(version), path, line, origin, extra)
                )
    return Stated(tuple(found))
