"""What the target states about the software that it needs: read, never executed."""

from typing import TYPE_CHECKING, Any

from kbaudit.target.requirements.requirement import (
    WEAK,
    Constant,
    Problem,
    Requirement,
    canonical,
    distribution,
)

if TYPE_CHECKING:
    from kbaudit.target.requirements.collect import Requirements

__all__ = [
    "WEAK",
    "Constant",
    "Problem",
    "Requirement",
    "Requirements",
    "canonical",
    "distribution",
]


def __getattr__(name: str) -> Any:
    """The reader of all forms of requirements, imported when there is a target to read them of."""
    if name != "Requirements":
        raise AttributeError(name)
    from kbaudit.target.requirements.collect import Requirements

    return Requirements
