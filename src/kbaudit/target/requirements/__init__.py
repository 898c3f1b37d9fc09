"""What the target states about the software that it needs: read, never executed."""

from kbaudit.target.requirements.collect import Requirements
from kbaudit.target.requirements.requirement import (
    WEAK,
    Constant,
    Problem,
    Requirement,
    canonical,
    distribution,
)

__all__ = [
    "WEAK",
    "Constant",
    "Problem",
    "Requirement",
    "Requirements",
    "canonical",
    "distribution",
]
