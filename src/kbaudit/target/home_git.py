"""Git in the repository of the knowledge base, run while Python is busy where that is of use.

A hook starts with several questions to git, and with imports that take longer than all of them.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from kbaudit.model.errors import UsageError
from kbaudit.target.ahead import Ahead, is_possible
from kbaudit.target.environment import OFFLINE_OPTIONS, OPTIONS
from kbaudit.target.process import Begun, Output, run_git


class HomeGit:
    """Git in one folder, with one environment."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._folder = folder
        self._environment = dict(environment)
        self._begun: dict[tuple[str, ...], Begun] = {}
        self._ahead: Ahead | None = None
        self._read: dict[str, bytes] = {}

    def run(self, *arguments: str, put: str = "") -> Output:
        """Runs git to its end. A failing status is an answer, not an exception."""
        if not put and arguments in self._begun:
            return self._begun.pop(arguments).output()
        try:
            return run_git(_command(arguments), self._folder, self._environment, put)
        except (FileNotFoundError, PermissionError) as error:
            raise UsageError("git is not installed or not on the PATH: install it") from error

    def named(self, name: str) -> tuple[str, bytes] | None:
        """Id and content of the one object that has the name, None where there is none."""
        header, _, rest = self.run("cat-file", "--batch", put=f"{name}\n").out.partition(b"\n")
        told = header.split()
        if not told or not told[-1].isdigit():
            return None
        return told[0].decode(), rest[: int(told[-1])]

    def begin(self, *arguments: str) -> None:
        """Run git in the background, for when `run` is called with the same arguments."""
        with contextlib.suppress(OSError):  # then it is run when it is needed
            if arguments not in self._begun:
                begun = Begun(_command(arguments), self._folder, self._environment)
                self._begun[arguments] = begun

    def read_ahead(self, blobs: Collection[str]) -> None:
        """Read blobs in the background, where the system can."""
        if is_possible() and self._ahead is None:
            command = _command(("cat-file", "--batch", "--buffer"))
            with contextlib.suppress(OSError):
                ids = list(dict.fromkeys(blobs))
                self._ahead = Ahead(command, str(self._folder), self._environment, ids)

    def taken(self, blobs: Collection[str]) -> dict[str, bytes]:
        """Those of `blobs` that were read in the background; each can be taken once."""
        ahead = self._ahead
        if ahead is not None and not ahead.ids.isdisjoint(blobs):
            self._read, self._ahead = ahead.taken(), None
        read = self._read
        return {blob: read.pop(blob) for blob in dict.fromkeys(blobs) if blob in read}

    def close(self) -> None:
        """End what was begun, and what nobody has asked for."""
        while self._begun:
            self._begun.popitem()[1].close()
        if self._ahead is not None:
            self._ahead.close()
        self._ahead, self._read = None, {}


def _command(arguments: Sequence[str]) -> list[str]:
    return ["git", *OPTIONS, *OFFLINE_OPTIONS, *arguments]
