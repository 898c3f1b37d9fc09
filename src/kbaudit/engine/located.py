"""Plain values that remember where they stand, so that each error can name its place."""

from dataclasses import dataclass
from typing import Any

Loc = tuple[str | int, ...]
"""Keys and indexes that lead to a value."""


@dataclass(frozen=True, slots=True)
class Located:
    """A value of a YAML file, and the place (line and column, 1-based) of each key and value."""

    name: str
    value: Any
    keys: dict[Loc, tuple[int, int]]
    values: dict[Loc, tuple[int, int]]

    def place(self, loc: Loc, *, of_key: bool = False) -> tuple[int, int]:
        """Where the value (or its key) at `loc` stands, or the nearest thing around it."""
        wanted = self.keys if of_key else self.values
        while loc:
            if found := wanted.get(loc) or self.values.get(loc):
                return found
            loc = loc[:-1]
        return (1, 1)

    def error(self, loc: Loc, message: str, *, of_key: bool = False) -> str:
        """`message` with its place in front: ``kbaudit.yaml:3:5: message``."""
        line, column = self.place(loc, of_key=of_key)
        return f"{self.name}:{line}:{column}: {message}"
