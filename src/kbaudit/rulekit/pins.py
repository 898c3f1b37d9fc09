"""Pins of pages held against what the target states, at the revision and at the base."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING

from kbaudit.model.regex import regex
from kbaudit.read.pins import Pin
from kbaudit.target.requirements import WEAK, Requirement, distribution
from kbaudit.target.requirements.meaning import Relation, joined, meaning, relation
from kbaudit.target.revision import Commit

if TYPE_CHECKING:
    from packaging.specifiers import SpecifierSet

    from kbaudit.rulekit.sources import Sources
    from kbaudit.target.requirements import Requirements

_MOST_VERSIONS = 300
"""So many versions of a file are read to find the one that changed a requirement."""


class PinState(Enum):
    """What a pin is to the target."""

    EQUAL = "equal"
    LOOSER = "looser"
    TIGHTER = "tighter"
    DISJOINT = "disjoint"
    OTHER = "other"
    UNSTATED = "unstated"
    """The target asks for the package, but for no version that can be compared."""
    UNKNOWN = "unknown"
    """The target does not ask for the package."""
    OPEN = "open"
    """The page names the package without a version."""


_BY_RELATION = {
    Relation.EQUAL: PinState.EQUAL,
    Relation.LOOSER: PinState.LOOSER,
    Relation.TIGHTER: PinState.TIGHTER,
    Relation.DISJOINT: PinState.DISJOINT,
    Relation.OTHER: PinState.OTHER,
}
DIFFERS = frozenset({PinState.LOOSER, PinState.TIGHTER, PinState.DISJOINT, PinState.OTHER})

_NEXT_PYTHON = regex(r"<=?4(?:\.0)*")
"""The Python that nobody has seen: Poetry's ``^3.10`` ends there, and no page says so."""

_MINOR_PYTHON = regex(r"(<=|==)3\.(\d{1,3})")


@dataclass(frozen=True, slots=True)
class PinVerdict:
    """A pin at one revision. `truths` are the requirements that it was held against.

    `decided` is the one specifier that all of them state; empty where they disagree. `firm` tells
    that an equal pin equals what the project itself asks for, and not only what its code or its
    images show at work.
    """

    state: PinState
    truths: tuple[Requirement, ...] = ()
    decided: str = ""
    firm: bool = False

    @property
    def place(self) -> Requirement | None:
        """The requirement to show: the first of them."""
        return self.truths[0] if self.truths else None


def judge_pin(pin: Pin, requirements: Requirements) -> PinVerdict:
    """What the target states of the package of `pin`, and how the pin lies to it.

    Where several places of the target disagree, a pin that agrees with any of them is equal. So is
    one that allows less than they do and agrees with a version at which the code or an image of the
    target is: some uses need more.
    """
    name = distribution(pin.package)
    python = name == "python"
    truths = requirements.python if python else requirements.of(name)
    asked = meaning(pin.specifier) if pin.specifier else None
    if not pin.specifier:
        return PinVerdict(PinState.OPEN if truths else PinState.UNKNOWN, truths)
    stated = _stated(truths)
    if asked is not None and python:
        asked = _this_python(asked)
    if asked is None:
        return PinVerdict(PinState.UNSTATED if truths else PinState.UNKNOWN, truths)
    if _is_floor(pin, asked, python=python):
        stated = [(one, _floor(specifier)) for one, specifier in stated]
    if equal := _equal(asked, stated):
        same = len({one.specifier for one, _ in stated}) == 1 or _agree(stated)
        return PinVerdict(PinState.EQUAL, equal, equal[0].specifier if same else "", firm=True)
    if equal := _equal(asked, _stated(() if python else requirements.lists(name))):
        return PinVerdict(PinState.EQUAL, equal, equal[0].specifier)
    verdict = _judged(asked, stated) if stated else None
    if python or (verdict is not None and verdict.state is not PinState.TIGHTER):
        return verdict or _unstated(truths, ())
    work = requirements.at_work(name)
    if equal := _equal(asked, _stated(work)):
        return PinVerdict(PinState.EQUAL, equal, equal[0].specifier)
    checks = _stated(tuple(one for one in work if one.origin == "check"))
    if verdict is None and checks:
        verdict = _judged(asked, checks)
    return verdict or _unstated(truths, work)


def _judged(asked: SpecifierSet, stated: list[tuple[Requirement, SpecifierSet]]) -> PinVerdict:
    """How a pin that equals nothing lies to what is stated.

    Where places of the same weight (packages of one repository, checks in parts of the code)
    disagree so that it is too loose for one and too tight for another, it is not decided.
    """
    ordered = tuple(one for one, _ in stated)
    first = ordered[0].origin
    relations = {relation(asked, specifier) for one, specifier in stated if one.origin == first}
    if len(relations) > 1:
        return PinVerdict(PinState.UNSTATED, ordered)
    decided = ordered[0].specifier if _agree(stated) else ""
    return PinVerdict(_BY_RELATION[relations.pop()], ordered, decided)


def _unstated(truths: tuple[Requirement, ...], work: tuple[Requirement, ...]) -> PinVerdict:
    known = truths or work
    return PinVerdict(PinState.UNSTATED if known else PinState.UNKNOWN, known)


def _stated(truths: tuple[Requirement, ...]) -> list[tuple[Requirement, SpecifierSet]]:
    found = []
    for one in truths:
        specifier = meaning(one.specifier) if one.specifier else None
        if specifier is not None:
            if one.name == "python":
                specifier = _this_python(specifier)
            found.append((one, specifier))
    return found


def _equal(
    asked: SpecifierSet, stated: list[tuple[Requirement, SpecifierSet]]
) -> tuple[Requirement, ...]:
    """The requirements that mean the same as `asked`."""
    return tuple(one for one, specifier in stated if relation(asked, specifier) is Relation.EQUAL)


def _agree(stated: list[tuple[Requirement, SpecifierSet]]) -> bool:
    first = stated[0][1]
    return all(relation(first, specifier) is Relation.EQUAL for _, specifier in stated)


def _this_python(specifier: SpecifierSet) -> SpecifierSet:
    """A specifier of Python as people mean it: to them 3.12 is every 3.12.x, and there is no 4."""
    clauses = []
    for clause in map(str, specifier):
        if _NEXT_PYTHON.fullmatch(clause):
            continue
        minor = _MINOR_PYTHON.fullmatch(clause)
        if minor is not None:
            clause = f"==3.{minor[2]}.*" if minor[1] == "==" else f"<3.{int(minor[2]) + 1}"
        clauses.append(clause)
    return joined(clauses)


def _is_floor(pin: Pin, asked: SpecifierSet, *, python: bool) -> bool:
    """Whether a page says from which version on, and nothing of where that ends.

    ``2.4+`` and ``2.4 or newer`` say so, and so does any lower bound of Python: that no release
    after the newest known one is taken is for an installer, and not what people write.
    """
    clauses = tuple(asked)
    words = not pin.specifier.lstrip().startswith((">", "≥"))
    return len(clauses) == 1 and clauses[0].operator == ">=" and (python or words)


def _floor(specifier: SpecifierSet) -> SpecifierSet:
    """`specifier` without its upper bounds, where it has a lower one."""
    clauses = [clause for clause in specifier if clause.operator not in {"<", "<="}]
    lower = any(clause.operator in {">=", ">", "~=", "=="} for clause in clauses)
    return joined(clauses) if lower else specifier


@dataclass(frozen=True)
class PinHistory:
    """The verdicts on `pin` at the revision and at the base."""

    sources: Sources
    pin: Pin

    @cached_property
    def now(self) -> PinVerdict:
        """How the pin lies to the revision."""
        return judge_pin(self.pin, self.sources.requirements)

    @cached_property
    def then(self) -> PinVerdict | None:
        """How it lay to the base, None without one."""
        base = self.sources.at_base
        return judge_pin(self.pin, base.requirements) if base is not None else None

    @property
    def drifted(self) -> bool:
        """Whether the pin was right at the base and is not any more."""
        if self.now.state not in DIFFERS:
            return False
        then = self.then
        if then is None or then.state is not PinState.EQUAL:
            return False
        return then.firm or any(one.origin not in WEAK for one in then.truths)

    @property
    def certain(self) -> bool:
        """Whether there is one right specifier: the page followed the target, which moved on.

        All places of the target agree then and now, so that nothing is loosened on a guess.
        """
        then = self.then
        firm = then is not None and then.firm and bool(then.decided)
        return self.drifted and firm and bool(self.now.decided)

    @cached_property
    def since(self) -> Commit | None:
        """The commit since which the target asks for something else, where history tells."""
        place = self.then.place if self.then is not None else None
        base = self.sources.at_base
        if place is None or base is None or base.is_at(self.sources.revision):
            return None
        target, revision = self.sources.target, self.sources.revision
        meant = next((specifier for _, specifier in _stated((place,))), None)
        since = None
        for commit, content in target.versions(place.path, base.revision, revision)[
            :_MOST_VERSIONS
        ]:
            held = base.requirements.again(place, content or b"")
            if meant is not None and _equal(meant, _stated(held)):
                break
            since = commit
        return since
