"""Which files of a target state requirements, and which reader understands each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from posixpath import basename, dirname

from kbaudit.model.regex import regex
from kbaudit.target.requirements.conda import read_environment
from kbaudit.target.requirements.docker import read_dockerfile
from kbaudit.target.requirements.lines import read_requirements_file
from kbaudit.target.requirements.npm import read_package_json
from kbaudit.target.requirements.pyproject import read_pyproject
from kbaudit.target.requirements.requirement import Stated
from kbaudit.target.requirements.setup_cfg import read_setup_cfg
from kbaudit.target.requirements.setup_py import read_setup
from kbaudit.target.requirements.stating import is_aside
from kbaudit.target.requirements.tables import read_table

LARGEST = 4 << 20
"""Bytes of a file that are read; what states requirements is thousands of times smaller."""

_LOCKED = regex(r"\block(?:ed|file)?\b", re.IGNORECASE)

Reader = Callable[[str, str], Stated]
_READERS: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (regex(r"setup\.py"), read_setup),
    (regex(r"setup\.cfg"), read_setup_cfg),
    (regex(r"pyproject\.toml"), read_pyproject),
    (regex(r"requirements\.(?:txt|in)"), read_requirements_file),
    (regex(r"package\.json"), read_package_json),
    (regex(r"\w*(?:dependenc|requirement)\w*\.py"), read_table),
    (
        regex(r"(?:[\w.-]*requirements?[\w.-]*|constraints?[\w.-]*)\.(?:txt|in)"),
        read_requirements_file,
    ),
    (regex(r"environment[\w.-]*\.ya?ml"), read_environment),
    (regex(r"(?:[\w.-]*\.)?Dockerfile(?:\.[\w.-]+)?"), read_dockerfile),
)
"""In the order in which files of one folder are asked: those that decide come first."""

_TELLING = regex(
    r"setup\.|pyproject|requirement|dependenc|constraint|package\.json|environment|Dockerfile"
)
"""What the path of each such file has in it, seen at one look."""


def reader_of(path: str) -> Reader | None:
    """The reader of a file by its name; lists in a folder ``requirements`` are read as well."""
    if _TELLING.search(path) is None:
        return None
    name = basename(path)
    if _LOCKED.search(name):
        return None
    if basename(dirname(path)) == "requirements" and name.endswith((".txt", ".in")):
        return read_requirements_file
    return next((reader for pattern, reader in _READERS if pattern.fullmatch(name)), None)


def in_order(paths: Iterable[str]) -> list[str]:
    """Files that state requirements, those nearest to the root and of most weight first."""
    ranked = []
    for path in paths:
        if reader_of(path) is not None and not is_aside(path):
            name = basename(path)
            rank = next((i for i, (p, _) in enumerate(_READERS) if p.fullmatch(name)), 99)
            ranked.append((path.count("/"), rank, path))
    return [path for _, _, path in sorted(ranked)]
