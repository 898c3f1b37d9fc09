"""What the target states about the software that it needs: read, never executed."""

from kbaudit.target.requirements.collect import Requirements
from kbaudit.target.requirements.requirement import (
    Constant,
    Problem,
    Requirement,
    canonical,
    distribution,
)

__all__ = ["Constant", "Problem", "Requirement", "Requirements", "canonical", "distribution"]
