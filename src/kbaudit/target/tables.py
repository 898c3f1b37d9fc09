"""Answers about revisions, which never change, and where they may be kept from run to run.

Who works something out looks into a table first and puts the answer there. Whether the table lives
longer than the run is not his business.
"""

from collections.abc import MutableMapping
from typing import Any, Protocol


class Tables(Protocol):
    """Gives tables by name."""

    def table(self, name: str, kind: Any) -> MutableMapping[str, Any]:
        """The table `name`, whose values are of class `kind`; the same one each time."""

    def forget(self, name: str) -> None:
        """Nobody is likely to ask the table `name` for what it has: that need not stay in memory.

        What is to be kept for another run is kept.
        """


class OfThisRun:
    """Tables that begin empty and end with the run."""

    def __init__(self) -> None:
        self._tables: dict[str, dict[str, Any]] = {}

    def table(self, name: str, kind: Any) -> dict[str, Any]:  # noqa: ARG002
        """See `Tables`."""
        return self._tables.setdefault(name, {})

    def forget(self, name: str) -> None:
        """See `Tables`."""
        self._tables.get(name, {}).clear()
