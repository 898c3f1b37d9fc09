"""Requirement lines: PEP 508 strings, and the files of pip that hold one on each line."""

from __future__ import annotations

import posixpath
import re

from packaging.requirements import InvalidRequirement
from packaging.requirements import Requirement as Parsed

from kbaudit.target.requirements.requirement import Origin, Requirement, Stated, canonical
from kbaudit.target.revision import split_lines

_COMMENT = re.compile(r"(?:^|\s+)#.*$")
_INCLUDE = re.compile(r"(?:-r|--requirement|-c|--constraint)[ =]?\s*(\S+)")
_OPTION = re.compile(r"\s--?[a-z][\w-]*(?:[ =].*)?$")
_EGG = re.compile(r"#egg=([\w.-]+)")
_LONGEST = 1000


def parse(text: str, path: str, line: int, origin: Origin, extra: str = "") -> Requirement | None:
    """The requirement that a PEP 508 string states; None for what is none (paths, addresses)."""
    if len(text) > _LONGEST:
        return None
    try:
        parsed = Parsed(text.strip())
    except InvalidRequirement:
        return None
    return Requirement(
        canonical(parsed.name),
        str(parsed.specifier) if not parsed.url else "",
        path,
        line,
        origin,
        extra,
    )


def read_requirements_file(text: str, path: str) -> Stated:
    """A ``requirements*.txt``: requirements, and the files that it includes, from the root.

    Format: https://pip.pypa.io/en/stable/reference/requirements-file-format/
    """
    found: list[Requirement] = []
    includes: list[str] = []
    pending = ""
    for number, raw in enumerate(split_lines(text), 1):
        line = pending + raw.rstrip("\r")
        if line.endswith("\\") and len(line) < _LONGEST:
            pending = line[:-1] + " "
            continue
        pending = ""
        line = line.strip()
        if egg := _EGG.search(line):
            found.append(Requirement(canonical(egg[1]), "", path, number, "file"))
            continue
        line = _COMMENT.sub("", line).strip()
        if include := _INCLUDE.match(line):
            folder = posixpath.dirname(path)
            includes.append(posixpath.normpath(posixpath.join(folder, include[1])))
        elif line and not line.startswith("-"):
            requirement = parse(_OPTION.sub("", line), path, number, "file")
            if requirement is not None:
                found.append(requirement)
    return Stated(tuple(found), tuple(includes))
