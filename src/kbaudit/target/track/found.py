"""A place that code may have gone to, with what speaks for it."""

from __future__ import annotations

from dataclasses import dataclass

from kbaudit.target.track.carry import Carried


@dataclass(frozen=True)
class Found:
    """A place where the code may be now.

    `score` (0..1) is how much of it is there, lines that are in many files counting little.
    `named`: the definition there has the qualified name of the one here. `told`: the lines say by
    themselves which code they are. `copied`: the same code stood elsewhere at the base and still
    does, so that a new copy of it says nothing about this one. `bounded`: both end lines are at its
    ends, and once in both files; `at_name`: the innermost definitions around its beginning have the
    same bare name; `anchored`: so are they in no other file, or more tells.
    """

    path: str
    carried: Carried
    score: float
    how: str
    named: bool
    told: bool
    anchored: bool
    bounded: bool
    at_name: bool
    copied: bool = False
