"""How a report is to be shown."""

from dataclasses import dataclass

from kbaudit.model.finding import Level


@dataclass(frozen=True, slots=True)
class Options:
    """What an output needs to know of its stream. Formats for machines ignore most of it."""

    terminal: bool = False
    """A person reads along: show frames and group by file."""
    color: bool = False
    width: int = 80
    quiet: bool = False
    """Leave the summary out."""
    fail_on: Level = Level.WARNING
    """The lowest level of findings that fails the run."""
