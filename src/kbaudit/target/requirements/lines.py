"""Requirement lines: PEP 508 strings, and the files of pip that hold one on each line."""

from __future__ import annotations

import posixpath
from functools import lru_cache

from kbaudit.model.regex import regex
from kbaudit.target.requirements.requirement import (
    Include,
    Origin,
    Requirement,
    Stated,
    canonical,
)
from kbaudit.target.revision import split_lines

_COMMENT = regex(r"(?:^|\s)#.*$")
_INCLUDE = regex(r"(?:-r|--requirement|-c|--constraint)(?:\s*=\s*|\s+|(?<=-[rc]))(\S+)")
_OPTION = regex(r"\s--?[a-z][\w-]*(?:[ =].*)?$")
_EGG = regex(r"#egg=([\w.-]+)")
_LONGEST = 1000


def parse(text: str, path: str, line: int, origin: Origin, extra: str = "") -> Requirement | None:
    """The requirement that a PEP 508 string states; None for what is none (paths, addresses)."""
    if len(text) > _LONGEST:
        return None
    parsed = _parsed(text.strip())
    return Requirement(*parsed, path, line, origin, extra) if parsed is not None else None


@lru_cache(maxsize=4096)
def _parsed(text: str) -> tuple[str, str] | None:
    """Name and specifier. The same lines stand in many files, and in many versions of one."""
    from packaging.requirements import InvalidRequirement
    from packaging.requirements import Requirement as Parsed

    try:
        parsed = Parsed(text)
    except InvalidRequirement:
        return None
    return canonical(parsed.name), str(parsed.specifier) if not parsed.url else ""


def included(line: str) -> str:
    """The file that a line of a requirements file includes, or takes as constraints; else empty."""
    match = _INCLUDE.match(line.strip())
    return match[1] if match else ""


def read_requirements_file(
    text: str, path: str, origin: Origin = "file", extra: str = ""
) -> Stated:
    """A ``requirements*.txt``: requirements, and the files that it includes, from the root.

    Format: https://pip.pypa.io/en/stable/reference/requirements-file-format/
    """
    found: list[Requirement] = []
    includes: list[Include] = []
    pending = ""
    for number, raw in enumerate(split_lines(text.removeprefix("\ufeff")), 1):
        line = pending + raw.rstrip("\r")
        pending = ""
        if len(line) > _LONGEST:
            continue
        if line.endswith("\\"):
            pending = line[:-1] + " "
            continue
        line = line.strip()
        if egg := _EGG.search(line):
            found.append(Requirement(canonical(egg[1]), "", path, number, origin, extra))
            continue
        line = _COMMENT.sub("", line).strip()
        if name := included(line):
            place = name if ":" in name else _beside(path, name)
            # Constraints install nothing, so they never become core requirements.
            kind: Origin = "file" if line.startswith(("-c", "--constraint")) else origin
            includes.append(Include(place, number, kind, extra))
        elif line and not line.startswith("-"):
            requirement = parse(_OPTION.sub("", line), path, number, origin, extra)
            if requirement is not None:
                found.append(requirement)
    return Stated(tuple(found), tuple(includes))


def _beside(path: str, name: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
