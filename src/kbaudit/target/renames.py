"""Which files git sees renamed between two commits."""

from __future__ import annotations

from collections.abc import Iterable

from kbaudit.target.command import GitCommand
from kbaudit.target.process import Begun, Output
from kbaudit.target.revision import RenameGuess

_SCORE = "-M40%"
_LIMIT = "-l4000"  # pairs of (gone, new) files to compare; git's own 1000 is soon reached
_LOOK = ("diff-tree", "-r", "-z", "--raw", _SCORE, _LIMIT, "--diff-filter=R")


class Renames:
    """What git finds; in the background where somebody expects that it will be asked for."""

    def __init__(self, command: GitCommand) -> None:
        self._command = command
        self._begun: dict[tuple[str, str], Begun] = {}

    def begin(self, base: str, target: str) -> None:
        """Look for the renames between two commits from now on."""
        if (base, target) not in self._begun:
            begun = self._command.begin(*_LOOK, base, target)
            if begun is not None:
                self._begun[base, target] = begun

    def found(self, base: str, target: str) -> Output:
        """What git says of the renames between two commits."""
        begun = self._begun.pop((base, target), None)
        if begun is not None and begun.is_own:
            return begun.output()
        return self._command.run(*_LOOK, base, target)


def read_renames(fields: Iterable[str]) -> dict[str, RenameGuess]:
    """The files that were renamed, by their old paths, as git's raw format tells."""
    parts = iter(fields)
    return {
        old: RenameGuess(new, int(about.rsplit("R", 1)[1]) / 100)
        for about, old, new in zip(parts, parts, parts, strict=True)
    }
