"""Runs git, which reads what is there and reaches out to nobody, unless a `Reach` says that it may.

What only reads is run directly, as in `home`: most runs do no more, and the import of GitPython
takes longer than all that they ask of git. This is its only importer.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from subprocess import DEVNULL, PIPE, Popen
from typing import TYPE_CHECKING, cast
from weakref import WeakSet

from kbaudit.model.errors import TargetError
from kbaudit.target.ahead import Ahead, is_possible
from kbaudit.target.environment import (
    OFFLINE_OPTIONS,
    OPTIONS,
    offline,
    online,
    reaching,
    scrubbed_environment,
)
from kbaudit.target.process import Begun, Output, Running, ask, follow, run_git, told

if TYPE_CHECKING:
    from git.cmd import Git

# As many ids as fit into a pipe that nobody reads yet (64 KiB, at most 65 bytes each).
_CHUNK = 500
_LITTLE_MEMORY = ("-c", "core.deltaBaseCacheLimit=16m")
"""For a git that lives as long as we do, and that each process has: it would take 96 MB."""
_NO_GIT = "git is not installed or not on the PATH: install it, or leave the target out"


_commands: WeakSet[GitCommand] = WeakSet()
_forsaken: list[object] = []
"""What runs for another process; Python would wait for what is let go of."""


@dataclass(frozen=True)
class Reach:
    """Leave to reach out, to a git that otherwise reads what is there.

    `supply` gets the objects with these ids from elsewhere, before they are read; `variables` are
    more variables of the environment.
    """

    supply: Callable[[Sequence[str]], None]
    variables: Mapping[str, str] = field(default_factory=dict)


class GitCommand:
    """Git in one folder; `git_dir` pins the repository once it is known.

    With `reach` it may reach out, and objects that are missing are got first, many at a time.
    """

    def __init__(self, folder: str, git_dir: str | None = None, reach: Reach | None = None) -> None:
        self.folder = folder
        self.git_dir = git_dir
        self.reach = reach
        self.remedy = (
            f"if this is a partial clone, fetch it with `git -C {folder} fetch --refetch "
            f"--no-filter`, otherwise look at `git -C {folder} fsck`"
        )
        """What to do when an object is missing."""
        self.name = folder
        """The repository in messages."""
        self._batch: Running | None = None
        self._background: list[Ahead | Begun] = []
        _commands.add(self)

    def run(self, *arguments: str) -> Output:
        """Runs git to its end. A failing status is an answer, not an exception."""
        try:
            return run_git(self._command(arguments, self.reach), self._place, self._environment())
        except (FileNotFoundError, PermissionError) as error:
            raise TargetError(_NO_GIT) from error

    def transfer(
        self, *arguments: str, given: Iterable[str] = (), told: Callable[[str], None]
    ) -> Output:
        """Runs a git that reaches out; `told` hears each line that it says of its progress.

        `given` are the lines of its standard input.
        """
        variables = {**online(), **(self.reach.variables if self.reach else {})}
        git = _load(self.folder)
        with scrubbed_environment(reaching=True):
            process = git.execute(
                self._command(arguments, self.reach),
                istream=PIPE,
                as_process=True,
                env=variables,
            )
        return follow(cast("Running", process), given, told)

    def blobs(self, ids: Collection[str]) -> Mapping[str, bytes]:
        """Content of the objects `ids`, through one `cat-file --batch` for the life of this."""
        batch = self._reader()
        wanted = list(ids)
        if self.reach is not None:
            self.reach.supply(wanted)
        found: dict[str, bytes] = {}
        for start in range(0, len(wanted), _CHUNK):
            chunk = wanted[start : start + _CHUNK]
            try:
                ask(batch, chunk)
                read = [told(batch) for _ in chunk]
            except (BrokenPipeError, EOFError):
                raise self._unreadable(chunk[0]) from None
            for blob, one in zip(chunk, read, strict=True):
                if one is None:
                    raise self._unreadable(blob)
                found[blob] = one[1]
        return found

    def named(self, name: str) -> tuple[str, bytes] | None:
        """Id and content of the one object that has the name, through the same process."""
        batch = self._reader()
        try:
            ask(batch, [name])
            return told(batch)
        except (BrokenPipeError, EOFError):
            self.close()
            return None

    def ahead(self, ids: Sequence[str]) -> Ahead | None:
        """Begin to read `ids` in the background; None where that cannot be done."""
        if self.reach is not None or not is_possible():
            return None
        command = self._command(("cat-file", "--batch", "--buffer"))
        try:
            begun = Ahead(command, self._place, offline(), ids)
        except OSError:  # no memory, no processes left: it is read when it is needed
            return None
        self._background.append(begun)
        return begun

    def begin(self, *arguments: str) -> Begun | None:
        """Run git in the background; None where that cannot be done."""
        if self.reach is not None:
            return None
        try:
            begun = Begun(self._command(arguments), self._place, offline())
        except OSError:
            return None
        self._background.append(begun)
        return begun

    def _reader(self) -> Running:
        if self._batch is None:
            try:
                process = Popen(
                    self._command((*_LITTLE_MEMORY, "cat-file", "--batch")),
                    cwd=self._place,
                    env=offline(),
                    stdin=PIPE,
                    stdout=PIPE,
                    stderr=DEVNULL,
                )
            except (FileNotFoundError, PermissionError) as error:
                raise TargetError(_NO_GIT) from error
            self._batch = cast("Running", process)
        return self._batch

    def _unreadable(self, blob: str) -> TargetError:
        self.close()
        return TargetError(f"object {blob} of {self.name} cannot be read; {self.remedy}")

    def forsake(self) -> None:
        """In a copy of the process that started them: leave alone what runs for that one."""
        batch, self._batch = self._batch, None
        if batch is not None:
            batch.stdin.close()  # or it would wait for words of this process as well
            batch.stdout.close()
        _forsaken.extend((batch, *self._background))
        self._background = []

    def close(self) -> None:
        """Ends the processes that read blobs or look into them, if there are any."""
        for one in self._background:
            one.close()
        batch, self._batch = self._batch, None
        if batch is None:
            return
        with contextlib.suppress(BrokenPipeError):
            batch.stdin.close()
        batch.stdout.close()
        batch.wait()

    def _command(self, arguments: Sequence[str], reach: Reach | None = None) -> list[str]:
        pinned = [] if self.git_dir is None else [f"--git-dir={self.git_dir}"]
        options = OPTIONS if reach else (*OPTIONS, *OFFLINE_OPTIONS)
        return ["git", *options, *pinned, *arguments]

    @property
    def _place(self) -> str | None:
        """Where git runs: here, where the folder is only known to git."""
        return self.folder if os.access(self.folder, os.X_OK) else None

    def _environment(self) -> dict[str, str]:
        return offline() if self.reach is None else {**reaching(), **self.reach.variables}


def _load(folder: str) -> Git:
    """GitPython's command object, whose import tries the git executable."""
    with scrubbed_environment():
        # Without this a missing git is an ImportError with advice about GitPython.
        quiet = "GIT_PYTHON_REFRESH" not in os.environ
        if quiet:
            os.environ["GIT_PYTHON_REFRESH"] = "quiet"
        try:
            from git.cmd import Git
        finally:
            if quiet:
                del os.environ["GIT_PYTHON_REFRESH"]
    return Git(folder)


def _forsake_all() -> None:
    for command in list(_commands):
        command.forsake()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forsake_all)
