"""Which files of a revision hold one of some words: git looks, while Python does something else.

Many times faster than reading all files to look through them here, and none of them is held.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from subprocess import DEVNULL, PIPE, Popen

from kbaudit.target.process import decode

LOOK = (
    "grep", "--fixed-strings", "--files-with-matches", "--null", "--full-name", "--no-color",
    "--no-recurse-submodules", "--no-textconv", "--text",
)  # fmt: skip


class Grep:
    """``git grep`` in a commit, called as `command`; it looks since now.

    It looks only in the files and folders `places`, all over where there are none.
    """

    def __init__(
        self,
        command: Sequence[str],
        folder: str | None,
        environment: Mapping[str, str],
        words: Sequence[str],
        commit: str,
        places: Sequence[str] = (),
    ) -> None:
        patterns = [part for word in words for part in ("-e", word)]
        self._commit = commit
        self._owner = os.getpid()
        self._process = Popen(
            [*command, *patterns, commit, "--", *places],
            cwd=folder,
            env=environment,
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=PIPE,
        )

    def paths(self) -> frozenset[str] | None:
        """The files, once git has looked everywhere; None where it could not.

        None as well in a copy of the process that has git look.
        """
        if self._owner != os.getpid():
            return None
        out, err = self._process.communicate()
        if self._process.returncode not in (0, 1) or err:
            return None
        before = f"{self._commit}:"
        return frozenset(field.removeprefix(before) for field in decode(out).split("\0")[:-1])

    def close(self) -> None:
        """End it, if nobody waited for what it finds."""
        if self._owner != os.getpid():
            return
        if self._process.poll() is None:
            self._process.kill()
        self._process.communicate()
