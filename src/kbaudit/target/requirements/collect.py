"""All that a revision states about the software that it needs, collected once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import MutableMapping
from functools import cached_property

from kbaudit.target.requirements.checks import (
    bound_of,
    read_checks,
    read_constants,
)
from kbaudit.target.requirements.files import LARGEST, reader_of
from kbaudit.target.requirements.gather import Collected, gather
from kbaudit.target.requirements.lines import read_requirements_file
from kbaudit.target.requirements.requirement import (
    Constant,
    Origin,
    Problem,
    Requirement,
    distribution,
)
from kbaudit.target.requirements.stating import STATING, code_of
from kbaudit.target.revision import Revision
from kbaudit.target.tables import OfThisRun, Tables

_AT_A_TIME = 500  # files looked through at once
_OWN: tuple[Origin, ...] = ("core", "table", "extra")


class Requirements:
    """The requirements of `revision`. Files are read when the first question is asked."""

    def __init__(self, revision: Revision, tables: Tables | None = None) -> None:
        self._revision = revision
        held = (tables or OfThisRun()).table(f"requirements {revision.commit}", Collected)
        self._held: MutableMapping[str, Collected] = held
        self._versions: dict[tuple[str, bool, bytes], tuple[Requirement, ...]] = {}

    @property
    def all(self) -> tuple[Requirement, ...]:
        """Every requirement, in the order of files; those of tests and examples are left out."""
        return self._gathered.requirements

    @cached_property
    def _gathered(self) -> Collected:
        if "all" not in self._held:
            self._held["all"] = gather(self._revision)
        return self._held["all"]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Files that state requirements and could not be read, or not wholly."""
        return self._gathered.problems

    @property
    def noted(self) -> tuple[Problem, ...]:
        """The problems, if anyone asked for requirements at all: nothing is read to know them."""
        return self.problems if "_gathered" in vars(self) else ()

    @cached_property
    def _by_name(self) -> dict[str, list[Requirement]]:
        if "compared" not in self._held:
            self._revision.foresee(self._paths)  # of some packages only code states anything
        named: dict[str, list[Requirement]] = defaultdict(list)
        for requirement in self.all:
            named[distribution(requirement.name)].append(requirement)
        return dict(named)

    def of(self, package: str) -> tuple[Requirement, ...]:
        """What the target states of a package, what weighs most first.

        That are the project's own requirements; without any, lists beside it; without those, what
        the code refuses. `package` may be an import name or a brand name.
        """
        name = distribution(package)
        stated = self._by_name.get(name, [])
        own = [one for origin in _OWN for one in stated if one.origin == origin]
        return tuple(own or [one for one in stated if one.origin == "file"]) or self.checks(name)

    def lists(self, package: str) -> tuple[Requirement, ...]:
        """What lists beside the project state of a package that the project itself asks for."""
        own = set(self.of(package))
        stated = self._by_name.get(distribution(package), [])
        return tuple(one for one in stated if one not in own and one.origin == "file")

    def at_work(self, package: str) -> tuple[Requirement, ...]:
        """Versions of a package that the target's code and images name."""
        name = distribution(package)
        images = [one for one in self._by_name.get(name, []) if one.origin == "image"]
        compared = [one for one in self._compared if one.name == name]
        return tuple(dict.fromkeys([*images, *self._bounds(name), *compared]))

    def checks(self, package: str) -> tuple[Requirement, ...]:
        """Versions of a package below which the code refuses to work."""
        name = distribution(package)
        compared = [one for one in self._compared if one.name == name and one.origin == "check"]
        return (*self._bounds(name), *compared)

    def _bounds(self, name: str) -> tuple[Requirement, ...]:
        """What constants such as ``X_MIN_VERSION`` ask of a package."""
        plain = name.replace("-", "")
        about = [(c, sign) for c in self.constants for what, sign in [bound_of(c)] if what == plain]
        least = [c for c, sign in about if sign == ">="]
        found = [Requirement(name, f">={c.value}", c.path, c.line, "check") for c in least]
        for high in (c for c, sign in about if sign == "<="):
            # Whether the upper bound itself is taken only the code tells: either may be stated.
            found += [
                Requirement(name, f">={c.value},{sign}{high.value}", c.path, c.line, "check")
                for c in least
                for sign in ("<", "<=")
            ]
        return tuple(found)

    @cached_property
    def constants(self) -> tuple[Constant, ...]:
        """Constants of the code that hold a version."""
        if "constants" not in self._held:
            found = (c for path, data in self._code for c in read_constants(data, path))
            self._held["constants"] = Collected(constants=tuple(found))
        return self._held["constants"].constants

    @cached_property
    def _compared(self) -> tuple[Requirement, ...]:
        if "compared" not in self._held:
            found = (one for path, data in self._code for one in read_checks(data, path))
            self._held["compared"] = Collected(tuple(found))
        return self._held["compared"].requirements

    @cached_property
    def _paths(self) -> list[str]:
        """The files of code."""
        return code_of(self._revision.files)

    @cached_property
    def _code(self) -> list[tuple[str, bytes]]:
        """Code in which a version may stand."""
        found = []
        for start in range(0, len(self._paths), _AT_A_TIME):
            read = self._revision.read_many(self._paths[start : start + _AT_A_TIME])
            found += [(path, read[path]) for path in self._revision.holding(STATING, read)]
        return [(path, data) for path, data in found if len(data) <= LARGEST]

    def constant(self, name: str) -> tuple[Constant, ...]:
        """All constants of a name; several where files disagree or repeat one another."""
        return tuple(c for c in self.constants if c.name == name)

    @cached_property
    def python(self) -> tuple[Requirement, ...]:
        """What the target asks of Python, from the files nearest to the root.

        Lists of conda and images of containers name the Python of one machine: they count only
        where nothing else is stated.
        """
        stated = [one for one in self.all if one.origin == "python"]
        if not stated:
            stated = [one for one in self.all if one.name == "python" and one.origin != "image"]
        top = min((one.path.count("/") for one in stated), default=0)
        return tuple(one for one in stated if one.path.count("/") == top)

    @cached_property
    def core(self) -> frozenset[str]:
        """Names of the packages that come with an installation of the target itself."""
        return frozenset(one.name for one in self.all if one.origin == "core")

    def again(self, requirement: Requirement, content: bytes) -> tuple[Requirement, ...]:
        """What another version of the file of `requirement` states of the same package."""
        compared = requirement.origin in ("check", "branch")
        key = (requirement.path, compared, content)
        if key not in self._versions:
            self._versions[key] = self._again(requirement.path, content, compared=compared)
        name = distribution(requirement.name)
        plain = name.replace("-", "")
        held = [one for one in self._versions[key] if distribution(one.name) == name]
        about = [(c, *bound_of(c)) for c in read_constants(content, requirement.path) if compared]
        held += [
            Requirement(name, f">={c.value}", c.path, c.line, "check")
            for c, what, sign in about
            if what == plain and sign == ">="
        ]
        return tuple(held)

    def _again(self, path: str, content: bytes, *, compared: bool) -> tuple[Requirement, ...]:
        if len(content) > LARGEST:
            return ()
        if compared:
            return tuple(read_checks(content, path))
        reader = reader_of(path) or read_requirements_file
        return reader(content.decode("utf-8", "replace"), path).requirements
