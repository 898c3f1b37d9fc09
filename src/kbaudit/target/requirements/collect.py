"""All that a revision states about the software that it needs, collected once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from functools import cached_property
from posixpath import basename

from kbaudit.target.requirements.constants import checked_package, read_constants
from kbaudit.target.requirements.lines import read_requirements_file
from kbaudit.target.requirements.project_files import (
    read_dockerfile,
    read_environment,
    read_package_json,
    read_pyproject,
    read_setup_cfg,
)
from kbaudit.target.requirements.python_source import read_setup, read_table
from kbaudit.target.requirements.requirement import (
    Constant,
    Problem,
    Requirement,
    Stated,
    distribution,
)
from kbaudit.target.revision import Revision

_LARGEST = 4 << 20
_CODE = (".py", ".pyi", ".js", ".ts", ".go", ".rs", ".java", ".rb", ".sh", ".cfg")
_ASIDE = re.compile(r"(?:^|/)(?:tests?|testing|examples?|docs?|benchmarks?|node_modules|vendor)/")

Reader = Callable[[str, str], Stated]
_READERS: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (re.compile(r"setup\.py"), read_setup),
    (re.compile(r"setup\.cfg"), read_setup_cfg),
    (re.compile(r"pyproject\.toml"), read_pyproject),
    (
        re.compile(r"(?:[\w.-]*requirements?[\w.-]*|constraints?[\w.-]*)\.(?:txt|in)"),
        read_requirements_file,
    ),
    (re.compile(r"environment[\w.-]*\.ya?ml"), read_environment),
    (re.compile(r"package\.json"), read_package_json),
    (re.compile(r"(?:[\w.-]*\.)?Dockerfile(?:\.[\w.-]+)?"), read_dockerfile),
    (re.compile(r"\w*(?:dependenc|requirement)\w*\.py"), read_table),
)


class Requirements:
    """The requirements of `revision`. Files are read when the first question is asked."""

    def __init__(self, revision: Revision) -> None:
        self._revision = revision
        self._problems: list[Problem] = []

    @cached_property
    def all(self) -> tuple[Requirement, ...]:
        """Every requirement, in the order of files; those of tests and examples are left out."""
        found: list[Requirement] = []
        readers = {path: reader for path in self._revision.files if (reader := _reader(path))}
        wanted = sorted(path for path in readers if not _ASIDE.search(path))
        wanted.sort(key=lambda path: path.count("/"))
        data = self._revision.read_many(wanted)
        for path in wanted:
            content = data.get(path, b"")
            if len(content) > _LARGEST:
                self._problems.append(Problem(path, f"is larger than {_LARGEST:,} bytes"))
                continue
            stated = readers[path](content.decode("utf-8", "replace"), path)
            found += stated.requirements
            if stated.problem:
                self._problems.append(Problem(path, stated.problem))
        return tuple(found)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Files that state requirements and could not be read."""
        _ = self.all
        return tuple(self._problems)

    @cached_property
    def _by_name(self) -> dict[str, list[Requirement]]:
        named: dict[str, list[Requirement]] = defaultdict(list)
        for requirement in self.all:
            named[requirement.name].append(requirement)
        return dict(named)

    def of(self, package: str) -> tuple[Requirement, ...]:
        """What the target states of a package: its own files first, then checks in the code.

        `package` may be an import name or a brand name.
        """
        name = distribution(package)
        stated = self._by_name.get(name, [])
        own = [r for r in stated if r.origin in ("core", "extra", "table", "python", "check")]
        return tuple(own or stated) or self.checks(name)

    def checks(self, package: str) -> tuple[Requirement, ...]:
        """Least versions that the code asks of a package, from the constants that hold them."""
        plain = distribution(package).replace("-", "")
        return tuple(
            Requirement(distribution(package), f">={c.value}", c.path, c.line, "check")
            for c in self.constants
            if "MIN" in c.name and checked_package(c) == plain
        )

    @cached_property
    def constants(self) -> tuple[Constant, ...]:
        """Constants of the code that hold a version."""
        files = {p: b for p, b in self._revision.files.items() if p.endswith(_CODE)}
        wanted = [path for path in sorted(files) if not _ASIDE.search(path)]
        data = self._revision.read_many(wanted)
        return tuple(
            constant
            for path in wanted
            if len(content := data.get(path, b"")) <= _LARGEST
            for constant in read_constants(content, path)
        )

    def constant(self, name: str) -> tuple[Constant, ...]:
        """All constants of a name; several where files disagree or repeat one another."""
        return tuple(c for c in self.constants if c.name == name)

    @cached_property
    def python(self) -> tuple[Requirement, ...]:
        """What the target asks of Python, from the files nearest to the root."""
        stated = [r for r in self.all if r.origin == "python"]
        top = min((r.path.count("/") for r in stated), default=0)
        return tuple(r for r in stated if r.path.count("/") == top)

    @cached_property
    def core(self) -> frozenset[str]:
        """Names of the packages that come with an installation of the target itself."""
        return frozenset(r.name for r in self.all if r.origin == "core")


def _reader(path: str) -> Reader | None:
    name = basename(path)
    return next((reader for pattern, reader in _READERS if pattern.fullmatch(name)), None)
