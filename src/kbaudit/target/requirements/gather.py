"""Reads all files of a revision in which requirements are stated, and those that they include."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from kbaudit.target.requirements.files import LARGEST, in_order, reader_of
from kbaudit.target.requirements.lines import read_requirements_file
from kbaudit.target.requirements.requirement import (
    Constant,
    Include,
    Origin,
    Problem,
    Requirement,
    Stated,
)
from kbaudit.target.revision import Revision

_MOST_INCLUDES = 500


@dataclass(frozen=True, slots=True)
class Collected:
    """What was collected in one go."""

    requirements: tuple[Requirement, ...] = ()
    constants: tuple[Constant, ...] = ()
    problems: tuple[Problem, ...] = ()


def gather(revision: Revision) -> Collected:
    """All requirements that files of `revision` state, in their order, each once; the problems."""
    return _Gathering(revision).run()


class _Gathering:
    def __init__(self, revision: Revision) -> None:
        self._revision = revision
        self._problems: dict[Problem, None] = {}

    def run(self) -> Collected:
        wanted = in_order(self._revision.files)
        contents = self._revision.read_many(wanted)
        found: dict[Requirement, None] = {}
        pending: list[tuple[str, Include]] = []
        for path in wanted:
            stated = self._read(path, contents.get(path, b""))
            found.update(dict.fromkeys(stated.requirements))
            pending += [(path, include) for include in stated.includes]
        for requirement in self._followed(pending):
            found.setdefault(requirement)
        return Collected(tuple(found), problems=tuple(self._problems))

    def _read(self, path: str, content: bytes, include: Include | None = None) -> Stated:
        if len(content) > LARGEST:
            self._problem(path, f"is larger than {LARGEST:,} bytes")
            return Stated()
        text = content.decode("utf-8", "replace")
        reader = reader_of(path)
        if include is not None:
            stated = read_requirements_file(text, path, include.origin, include.extra)
        else:
            stated = reader(text, path) if reader is not None else Stated()
        if stated.problem:
            self._problem(path, stated.problem)
        return stated

    def _problem(self, path: str, reason: str) -> None:
        self._problems[Problem(path, reason)] = None

    def _followed(self, pending: list[tuple[str, Include]]) -> list[Requirement]:
        """What included files state, each read once for each purpose."""
        found: list[Requirement] = []
        seen: set[tuple[str, Origin, str]] = set()
        parents: dict[str, set[str]] = defaultdict(set)
        while pending:
            by, include = pending.pop(0)
            where = f"`{include.path}`, named in line {include.line},"
            if _leads_back(parents, include.path, by):
                self._problem(by, f"goes in a circle: {where} leads back to it")
                continue
            parents[include.path].add(by)
            key = (include.path, include.origin, include.extra)
            if key in seen:
                continue
            seen.add(key)
            if len(seen) > _MOST_INCLUDES:
                self._problem(by, f"and others include more than {_MOST_INCLUDES} files")
                break
            if ":" in include.path or include.path.startswith(("../", "/", "~")):
                self._problem(by, f"is read without {where} which is outside the repository")
                continue
            content = self._revision.read(include.path)
            if content is None and by.endswith(".py"):
                continue  # a path that code puts together; lists in such folders are read anyway
            if content is None:
                self._problem(by, f"is read without {where} which is not there")
                continue
            stated = self._read(include.path, content, include)
            found += stated.requirements
            pending += [(include.path, one) for one in stated.includes]
        return found


def _leads_back(parents: dict[str, set[str]], path: str, by: str) -> bool:
    """Whether `path` is `by`, or one of those through which `by` is included."""
    pending, seen = [by], {by}
    while pending:
        current = pending.pop()
        if current == path:
            return True
        fresh = parents.get(current, set()) - seen
        seen |= fresh
        pending += fresh
    return False
