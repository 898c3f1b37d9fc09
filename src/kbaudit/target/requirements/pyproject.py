"""``pyproject.toml``: PEP 621, PEP 735 groups, build requirements, Poetry, and lists in files.

https://packaging.python.org/en/latest/specifications/pyproject-toml/
https://packaging.python.org/en/latest/specifications/dependency-groups/
https://setuptools.pypa.io/en/latest/userguide/pyproject_config.html#dynamic-metadata
"""

from __future__ import annotations

import posixpath
import tomllib
from collections.abc import Iterator
from typing import Any

from kbaudit.target.requirements.classifiers import python_from
from kbaudit.target.requirements.lines import parse
from kbaudit.target.requirements.places import Places
from kbaudit.target.requirements.poetry import read_poetry
from kbaudit.target.requirements.requirement import (
    Include,
    Origin,
    Requirement,
    Stated,
    canonical,
)


def read_pyproject(text: str, path: str) -> Stated:
    """All that a ``pyproject.toml`` asks for."""
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        return Stated(problem=f"is not TOML ({error})")
    reader = _Toml(data, Places(text), path)
    return Stated(tuple(reader.requirements()), tuple(reader.includes()))


class _Toml:
    def __init__(self, data: dict[str, Any], places: Places, path: str) -> None:
        self.path = path
        self.places = places
        self.data = data
        self.tool = table(data, "tool")

    def requirements(self) -> Iterator[Requirement]:
        project = table(self.data, "project")
        yield from self._python(project)
        yield from self._list(project.get("dependencies"), "core")
        for extra, items in table(project, "optional-dependencies").items():
            yield from self._list(items, "extra", extra)
        groups = {canonical(n): v for n, v in table(self.data, "dependency-groups").items()}
        for group in groups:
            yield from self._group(group, group, groups, frozenset())
        yield from self._list(table(self.data, "build-system").get("requires"), "file")
        yield from read_poetry(table(self.tool, "poetry"), self.places, self.path)
        for tool in ("pdm", "uv"):
            development = table(self.tool, tool).get("dev-dependencies")
            lists = development if isinstance(development, dict) else {"dev": development}
            for extra, items in lists.items():
                yield from self._list(items, "extra", extra)
        for name, one in table(table(self.tool, "hatch"), "envs").items():
            if isinstance(one, dict):
                yield from self._list(one.get("dependencies"), "extra", name)

    def includes(self) -> Iterator[Include]:
        """Files that hold the lists which ``dynamic`` leaves open."""
        dynamic = table(table(self.tool, "setuptools"), "dynamic")
        yield from self._files(table(dynamic, "dependencies").get("file"), "core")
        for extra, value in table(dynamic, "optional-dependencies").items():
            if isinstance(value, dict):
                yield from self._files(value.get("file"), "extra", extra)
        metadata = table(table(self.tool, "hatch"), "metadata")
        hook = table(table(metadata, "hooks"), "requirements_txt")
        yield from self._files(hook.get("files") or hook.get("filename"), "core")

    def _python(self, project: dict[str, Any]) -> Iterator[Requirement]:
        asked = project.get("requires-python")
        if isinstance(asked, str):
            line = self.places.key("requires-python")
            yield Requirement("python", asked, self.path, line, "python")
            return
        found = project.get("classifiers")
        words = [w for w in found if isinstance(w, str)] if isinstance(found, list) else []
        yield from python_from([(word, self.places.string(word)) for word in words], self.path)

    def _list(self, items: Any, origin: Origin, extra: str = "") -> Iterator[Requirement]:
        for item in items if isinstance(items, list) else ():
            if isinstance(item, str):
                found = parse(item, self.path, self.places.string(item), origin, extra)
                if found is not None:
                    yield found

    def _group(
        self, name: str, asked: str, groups: dict[str, Any], entered: frozenset[str]
    ) -> Iterator[Requirement]:
        """A dependency group with those that it includes; circles are cut."""
        items = groups.get(name)
        if name in entered or not isinstance(items, list):
            return
        yield from self._list(items, "extra", asked)
        for item in items:
            other = item.get("include-group") if isinstance(item, dict) else None
            if isinstance(other, str):
                yield from self._group(canonical(other), asked, groups, entered | {name})

    def _files(self, given: Any, origin: Origin, extra: str = "") -> Iterator[Include]:
        for name in [given] if isinstance(given, str) else given if isinstance(given, list) else ():
            if isinstance(name, str):
                place = posixpath.normpath(posixpath.join(posixpath.dirname(self.path), name))
                yield Include(place, self.places.string(name), origin, extra)


def table(data: dict[str, Any], key: str) -> dict[str, Any]:
    """The table under a key, empty where there is none."""
    value = data.get(key)
    return value if isinstance(value, dict) else {}
