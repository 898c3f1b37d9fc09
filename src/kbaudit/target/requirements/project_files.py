"""Requirements in the files of other formats: TOML, INI, YAML, JSON, Dockerfiles."""

from __future__ import annotations

import configparser
import json
import re
import tomllib
from collections.abc import Iterator
from typing import Any

from kbaudit.target.requirements.lines import parse
from kbaudit.target.requirements.requirement import Origin, Requirement, Stated, canonical
from kbaudit.target.revision import split_lines

_POETRY = re.compile(r"(?P<op>\^|~)?\s*(?P<version>\d+(?:\.\d+)*)")
_FROM = re.compile(
    r"^\s*FROM\s+(?:--\S+\s+)*(?P<image>[\w./-]+)(?::(?P<tag>[\w.-]+))?", re.IGNORECASE
)


def read_pyproject(text: str, path: str) -> Stated:
    """PEP 621, PEP 735 dependency groups, build requirements and Poetry, in this order."""
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return Stated(problem=f"is not TOML ({error})")
    reader = _Toml(text, path)
    return Stated(tuple(reader.read(data)))


class _Toml:
    def __init__(self, text: str, path: str) -> None:
        self.path = path
        self.lines = split_lines(text)

    def read(self, data: dict[str, Any]) -> Iterator[Requirement]:
        project = _table(data, "project")
        if isinstance(python := project.get("requires-python"), str):
            yield Requirement("python", python, self.path, self._line("requires-python"), "python")
        yield from self._list(project.get("dependencies"), "core")
        for extra, items in _table(project, "optional-dependencies").items():
            yield from self._list(items, "extra", extra)
        for group, items in _table(data, "dependency-groups").items():
            yield from self._list(items, "extra", group)
        yield from self._list(_table(data, "build-system").get("requires"), "file")
        poetry = _table(_table(data, "tool"), "poetry")
        yield from self._poetry(_table(poetry, "dependencies"), "core")
        for group, content in _table(poetry, "group").items():
            if isinstance(content, dict):
                yield from self._poetry(_table(content, "dependencies"), "extra", group)

    def _list(self, items: Any, origin: Origin, extra: str = "") -> Iterator[Requirement]:
        for item in items if isinstance(items, list) else ():
            if isinstance(item, str):
                found = parse(item, self.path, self._line(item), origin, extra)
                if found is not None:
                    yield found

    def _poetry(
        self, table: dict[str, Any], origin: Origin, extra: str = ""
    ) -> Iterator[Requirement]:
        for name, value in table.items():
            version = value.get("version", "") if isinstance(value, dict) else value
            if not isinstance(version, str):
                continue
            line = self._line(name)
            if name.lower() == "python":
                yield Requirement("python", from_caret(version), self.path, line, "python")
            else:
                kind: Origin = (
                    "extra" if isinstance(value, dict) and value.get("optional") else origin
                )
                yield Requirement(
                    canonical(name), from_caret(version), self.path, line, kind, extra
                )

    def _line(self, needle: str) -> int:
        """The line of a string, which the TOML reader does not tell; 1 where it is not found."""
        return next((n for n, line in enumerate(self.lines, 1) if needle in line), 1)


def from_caret(version: str) -> str:
    """A version constraint of Poetry or npm as a PEP 440 specifier; empty where it has none.

    https://python-poetry.org/docs/dependency-specification/#version-constraints
    """
    parts = []
    for clause in version.split(","):
        clause = clause.strip()
        match = _POETRY.fullmatch(clause)
        if match is None:
            if clause in ("", "*", "latest"):
                continue
            if not re.fullmatch(r"(?:[<>=!~]=?|===?)\s*\d[\w.*+-]*", clause):
                return ""
            parts.append(clause)
            continue
        numbers = [int(n) for n in match["version"].split(".")]
        if match["op"] == "^":
            parts += [f">={match['version']}", f"<{_next(numbers, _first_set(numbers))}"]
        elif match["op"] == "~":
            parts += [f">={match['version']}", f"<{_next(numbers, 0 if len(numbers) == 1 else 1)}"]
        else:
            parts.append(f"=={match['version']}")
    return ",".join(parts)


def _first_set(numbers: list[int]) -> int:
    return next((i for i, n in enumerate(numbers) if n), len(numbers) - 1)


def _next(numbers: list[int], at: int) -> str:
    return ".".join(str(n) for n in [*numbers[:at], numbers[at] + 1])


def read_setup_cfg(text: str, path: str) -> Stated:
    """The ``[options]`` of setuptools."""
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(text)
    except configparser.Error as error:
        return Stated(problem=f"is not an INI file ({str(error).splitlines()[0]})")
    lines = split_lines(text)

    def items(block: str, origin: Origin, extra: str = "") -> Iterator[Requirement]:
        for item in block.splitlines():
            if item.strip():
                line = next((n for n, x in enumerate(lines, 1) if item.strip() in x), 1)
                if found := parse(item, path, line, origin, extra):
                    yield found

    found: list[Requirement] = []
    if parser.has_section("options"):
        options = parser["options"]
        found += items(options.get("install_requires", ""), "core")
        if python := options.get("python_requires"):
            line = next((n for n, x in enumerate(lines, 1) if "python_requires" in x), 1)
            found.append(Requirement("python", python.strip(), path, line, "python"))
    if parser.has_section("options.extras_require"):
        for extra, block in parser["options.extras_require"].items():
            found += items(block, "extra", extra)
    return Stated(tuple(found))


def read_environment(text: str, path: str) -> Stated:
    """A conda ``environment.yml``: its own requirements, and those under ``pip``."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        data = YAML(typ="safe", pure=True).load(text)
    except (YAMLError, ValueError, RecursionError) as error:
        return Stated(problem=f"is not YAML ({str(error).splitlines()[0]})")
    lines = split_lines(text)
    found: list[Requirement] = []
    entries = data.get("dependencies") if isinstance(data, dict) else None
    for entry in entries if isinstance(entries, list) else ():
        nested = entry.get("pip") if isinstance(entry, dict) else [entry]
        for item in nested if isinstance(nested, list) else ():
            if not isinstance(item, str):
                continue
            line = next((n for n, x in enumerate(lines, 1) if item in x), 1)
            plain = re.sub(r"^([\w.-]+)=(\d[\w.*]*)(?:=\S+)?$", r"\1==\2", item)
            requirement = parse(plain, path, line, "file")
            if requirement is not None:
                python = requirement.name == "python"
                found.append(
                    Requirement(requirement.name, requirement.specifier, path, line, "python")
                    if python
                    else requirement
                )
    return Stated(tuple(found))


def read_package_json(text: str, path: str) -> Stated:
    """Dependencies and engines of an npm package."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        return Stated(problem=f"is not JSON ({error})")
    lines = split_lines(text)
    found: list[Requirement] = []
    kinds: tuple[tuple[str, Origin], ...] = (
        ("dependencies", "core"), ("peerDependencies", "core"), ("optionalDependencies", "extra"),
        ("devDependencies", "extra"), ("engines", "check"),
    )  # fmt: skip
    for key, origin in kinds:
        table = data.get(key) if isinstance(data, dict) else None
        for name, version in table.items() if isinstance(table, dict) else ():
            if isinstance(version, str):
                line = next((n for n, x in enumerate(lines, 1) if f'"{name}"' in x), 1)
                found.append(
                    Requirement(canonical(name), from_caret(version), path, line, origin, key)
                )
    return Stated(tuple(found))


def read_dockerfile(text: str, path: str) -> Stated:
    """The images that a Dockerfile builds on, with their tags as versions."""
    found = []
    for number, line in enumerate(split_lines(text), 1):
        match = _FROM.match(line)
        if match and match["image"].lower() != "scratch":
            name = canonical(match["image"].rsplit("/", 1)[-1])
            found.append(Requirement(name, match["tag"] or "", path, number, "image"))
    return Stated(tuple(found))


def _table(data: dict[str, Any], key: str) -> dict[str, Any]:
    value = data.get(key)
    return value if isinstance(value, dict) else {}
