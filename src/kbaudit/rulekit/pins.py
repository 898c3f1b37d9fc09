"""Pins of pages held against what the target states, at the revision and at the base."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from kbaudit.read.file import File, Kind, Page
from kbaudit.read.pins import Pin
from kbaudit.target.requirements import Requirement, Requirements, distribution
from kbaudit.target.requirements.meaning import Relation, meaning, relation

if TYPE_CHECKING:
    from kbaudit.rulekit.sources import Sources


_NEEDS = re.compile(r"dependenc|requirement|prerequisite|install", re.IGNORECASE)


class PinState(Enum):
    """What a pin is to the target."""

    EQUAL = "equal"
    LOOSER = "looser"
    TIGHTER = "tighter"
    DISJOINT = "disjoint"
    OTHER = "other"
    UNSTATED = "unstated"
    """The target asks for the package, but for no version."""
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


@dataclass(frozen=True, slots=True)
class PinVerdict:
    """A pin at one revision. `truths` are the requirements that it was held against.

    `decided` is the one specifier that all of them state; empty where they disagree.
    """

    state: PinState
    truths: tuple[Requirement, ...] = ()
    decided: str = ""

    @property
    def place(self) -> Requirement | None:
        """The requirement to show: the first of them."""
        return self.truths[0] if self.truths else None


def judge_pin(pin: Pin, requirements: Requirements) -> PinVerdict:
    """What the target states of the package of `pin`, and how the pin lies to it.

    Where several places of the target disagree, a pin that agrees with any of them is equal.
    """
    name = distribution(pin.package)
    truths = requirements.python if name == "python" else requirements.of(name)
    if not truths:
        return PinVerdict(PinState.UNKNOWN)
    if not pin.specifier:
        return PinVerdict(PinState.OPEN, truths)
    asked = meaning(pin.specifier)
    stated = [(r, s) for r in truths if r.specifier and (s := meaning(r.specifier)) is not None]
    if asked is None or not stated:
        return PinVerdict(PinState.UNSTATED, truths)
    relations = [(r, relation(asked, s)) for r, s in stated]
    equal = tuple(r for r, how in relations if how is Relation.EQUAL)
    if equal:
        return PinVerdict(PinState.EQUAL, equal, equal[0].specifier)
    first = stated[0][1]
    same = all(relation(first, s) is Relation.EQUAL for _, s in stated)
    ordered = tuple(r for r, _ in relations)
    state = _BY_RELATION[relations[0][1]]
    return PinVerdict(state, ordered, ordered[0].specifier if same else "")


def is_statement(file: File, pin: Pin) -> bool:
    """Whether a pin says what is needed, rather than telling of a version in passing.

    Commands do, and items and tables of Environment pages, of reports, and under headings that
    speak of requirements; elsewhere an item is a parameter as likely as a package. Prose does at
    the head of an Environment page and in the tables of a report; elsewhere it tells when something
    came or for what a version is good.
    """
    if pin.form == "command":
        return True
    environment = isinstance(file, Page) and file.type.name == "Environment"
    section = next((s for s in file.sections if s.own.start <= pin.span.start < s.own.end), None)
    if pin.form != "prose":
        needs = section is not None and _NEEDS.search(section.title) is not None
        return environment or needs or file.kind in (Kind.REPORT, Kind.INDEX)
    if "." not in pin.specifier:
        return False
    line = file.source.line_span(file.source.position(pin.span.start).line).of(file.text)
    if file.kind is Kind.REPORT:
        return line.lstrip().startswith("|")
    return environment and section is not None and section.key == "overview" and "(" not in line


@dataclass(frozen=True, slots=True)
class PinHistory:
    """A pin now and at the base; `then` is None without a base."""

    now: PinVerdict
    then: PinVerdict | None

    @property
    def drifted(self) -> bool:
        """Whether the pin was right at the base and is not any more."""
        return (
            self.now.state in DIFFERS
            and self.then is not None
            and self.then.state is PinState.EQUAL
        )


def pin_history(sources: Sources, pin: Pin) -> PinHistory:
    """The verdict on `pin` at the revision and, where there is a base, at that."""
    now = judge_pin(pin, sources.requirements)
    base = sources.at_base
    return PinHistory(now, judge_pin(pin, base.requirements) if base is not None else None)
