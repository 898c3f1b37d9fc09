"""``environment.yml`` of conda: its own requirements, and those of pip in it.

https://docs.conda.io/projects/conda/en/stable/user-guide/concepts/pkg-specs.html
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from kbaudit.model.regex import regex
from kbaudit.target.requirements.lines import included, parse
from kbaudit.target.requirements.places import Places
from kbaudit.target.requirements.requirement import Include, Requirement, Stated

_LARGEST = 256 << 10  # reading YAML takes long
_SINGLE = regex(r"([\w.-]+)\s*=\s*(\d[\w.]*?)(?:\.?\*)?(?:=\S+)?")


def read_environment(text: str, path: str) -> Stated:
    """A conda environment; a file of another purpose with this name states nothing."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    if len(text) > _LARGEST:
        return Stated(problem=f"is larger than {_LARGEST:,} bytes")
    try:
        data = YAML(typ="safe", pure=True).load(text)
    except (YAMLError, ValueError, RecursionError) as error:
        return Stated(problem=f"is not YAML ({str(error).splitlines()[0]})")
    places = Places(text)
    found: list[Requirement] = []
    includes: list[Include] = []
    for item, of_pip in _items(data):
        line = places.line(item)
        if of_pip and (name := included(item)):
            place = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
            includes.append(Include(place, line))
            continue
        plain = item.rpartition("::")[2]
        single = None if of_pip else _SINGLE.fullmatch(plain)
        # One sign means that release and all below it: `3.10` is every 3.10.x.
        one = parse(f"{single[1]}=={single[2]}.*" if single else plain, path, line, "file")
        if one is not None:
            found.append(replace(one, origin="file"))
    return Stated(tuple(found), tuple(includes))


def _items(data: Any) -> Iterator[tuple[str, bool]]:
    entries = data.get("dependencies") if isinstance(data, dict) else None
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, str):
            yield entry, False
        elif isinstance(entry, dict) and isinstance(nested := entry.get("pip"), list):
            yield from ((item, True) for item in nested if isinstance(item, str))
