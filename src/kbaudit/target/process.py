"""A git that runs, and what one that ran has left."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol


class Output(NamedTuple):
    """What a git command left: exit status, standard output, standard error."""

    status: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        """Standard output without its last line end."""
        return decode(self.out).removesuffix("\n")

    @property
    def fields(self) -> list[str]:
        """What ``-z`` separates and ends by zero bytes."""
        return decode(self.out).split("\0")[:-1]

    @property
    def complaint(self) -> str:
        """The last line of standard error, which says what is wrong."""
        lines = self.err.strip().splitlines()
        return lines[-1] if lines else f"git ended with status {self.status}"


def decode(data: bytes) -> str:
    """Paths are bytes to git; what is not UTF-8 survives the way there and back."""
    return data.decode("utf-8", "surrogateescape")


def run_git(
    command: Sequence[str],
    folder: str | Path | None,
    environment: Mapping[str, str],
    put: str = "",
) -> Output:
    """Runs a git that reads to its end; a failing status is an answer, not an exception.

    `put` is its standard input. Raises FileNotFoundError or PermissionError where there is no git.
    """
    done = subprocess.run(
        list(command),
        cwd=folder,
        env=environment,
        input=put.encode("utf-8", "surrogateescape"),
        capture_output=True,
        check=False,
    )
    return Output(done.returncode, done.stdout, decode(done.stderr))


class Begun:
    """A git that reads, and runs while Python is busy with something else.

    Raises FileNotFoundError or PermissionError where there is no git.
    """

    def __init__(
        self, command: Sequence[str], folder: str | Path | None, environment: Mapping[str, str]
    ) -> None:
        self._command = list(command)
        self._folder = folder
        self._owner = os.getpid()
        self._process = subprocess.Popen(
            self._command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    @property
    def is_own(self) -> bool:
        """Whether this process began it, and not one of which this is a copy."""
        return self._owner == os.getpid()

    def output(self) -> Output:
        """What it left, once it has come to its end. To be asked once.

        Who asks depends on it, so that it is announced, as Python announces what is started.
        """
        sys.audit("kbaudit.asked", self._command[0], self._command, self._folder)
        out, err = self._process.communicate()
        return Output(self._process.returncode, out, decode(err))

    def close(self) -> None:
        """End it, if nobody wants to know."""
        self._process.kill()
        self._process.communicate()


class Runs(Protocol):
    """What runs git in one repository."""

    def run(self, *arguments: str) -> Output:
        """Runs git to its end. A failing status is an answer, not an exception."""


class Running(Protocol):
    """The part of a process that is used here, whether of GitPython or of Python itself."""

    stdin: Pipe
    stdout: Pipe
    stderr: Pipe

    def wait(self) -> int:
        """Wait for the end, and give the status; that of GitPython raises for a failing one."""


class Pipe(Protocol):
    """One end of a pipe, in bytes."""

    def read(self, size: int) -> bytes: ...  # noqa: D102
    def read1(self, size: int, /) -> bytes: ...  # noqa: D102
    def readline(self) -> bytes: ...  # noqa: D102
    def write(self, data: bytes, /) -> int: ...  # noqa: D102
    def flush(self) -> None: ...  # noqa: D102
    def close(self) -> None: ...  # noqa: D102


def ask(batch: Running, names: Sequence[str]) -> None:
    """Ask a running ``cat-file --batch`` for the objects `names`."""
    batch.stdin.write("".join(f"{name}\n" for name in names).encode("utf-8", "surrogateescape"))
    batch.stdin.flush()


def told(batch: Running) -> tuple[str, bytes] | None:
    """Id and content of the next object that was asked for, None where there is no one such.

    Raises EOFError where git gave up.
    """
    header = batch.stdout.readline().split()
    if not header:
        raise EOFError
    if not header[-1].isdigit():  # "<name> missing", or "ambiguous"
        return None
    content = batch.stdout.read(int(header[-1]))
    batch.stdout.read(1)
    return header[0].decode(), content


def follow(process: Running, given: Iterable[str], told: Callable[[str], None]) -> Output:
    """Write `given` to `process`, hand over what it says of its progress, and wait for its end.

    What it writes to standard output has to fit into a pipe.
    """
    from git.exc import GitCommandError

    with contextlib.suppress(BrokenPipeError):  # it says itself why it went away
        process.stdin.write("".join(f"{line}\n" for line in given).encode())
        process.stdin.close()
    said: list[str] = []
    for line in _lines(process.stderr):
        said.append(line)
        told(line)
    out = b"".join(iter(lambda: process.stdout.read(1 << 16), b""))
    status = 0
    try:
        process.wait()
    except GitCommandError as error:
        status = error.status if isinstance(error.status, int) and error.status else 1
    return Output(status, out, "\n".join(said))


def _lines(pipe: Pipe) -> Iterator[str]:
    """Lines as they come; a carriage return ends one as well."""
    rest = b""
    while data := pipe.read1(1 << 16):
        *whole, rest = (rest + data).replace(b"\r", b"\n").split(b"\n")
        yield from (decode(line) for line in whole if line)
    if rest:
        yield decode(rest)
