"""Runs git for reading: the only importer of GitPython, and that as late as it can.

What surrounds us must not redirect or interrupt us (a hook sets GIT_DIR and GIT_INDEX_FILE, a user
sets a pager), and what the target configures must not run: no hooks, no file-system monitor, no
external diff, no text conversion, no signature check, no transport, so that nothing is fetched
either.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from subprocess import PIPE
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

from kbaudit.model.errors import TargetError

if TYPE_CHECKING:
    from git.cmd import Git

# Settings of the user that say how git may be used at all; everything else named GIT_* goes.
_KEPT = ("GIT_EXEC_PATH", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM")
_KEPT_PREFIXES = ("GIT_CONFIG_COUNT", "GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_", "GIT_PYTHON_")

_ENVIRONMENT = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",  # git 2.44; older ones are stopped by the next line
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_PAGER": "cat",
}
_OPTIONS = (
    "--no-pager",
    "--literal-pathspecs",
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.quotePath=false",
    "-c",
    "log.showSignature=false",
    "-c",
    "protocol.allow=never",
)
# As many ids as fit into a pipe that nobody reads yet (64 KiB, at most 65 bytes each).
_CHUNK = 500

_environ_lock = threading.Lock()


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


class _CatFile(Protocol):
    """The part of GitPython's process wrapper that is used here."""

    stdin: _Pipe
    stdout: _Pipe

    def wait(self) -> int: ...


class _Pipe(Protocol):
    def read(self, size: int) -> bytes: ...
    def readline(self) -> bytes: ...
    def write(self, data: bytes, /) -> int: ...
    def flush(self) -> None: ...
    def close(self) -> None: ...


class GitCommand:
    """Git in one folder; `git_dir` pins the repository once it is known."""

    def __init__(self, folder: str, git_dir: str | None = None) -> None:
        self.folder = folder
        self.git_dir = git_dir
        self._git: Git | None = None
        self._batch: _CatFile | None = None

    def run(self, *arguments: str) -> Output:
        """Runs git to its end. A failing status is an answer, not an exception."""
        git = self._tool()
        from git.exc import GitCommandNotFound

        try:
            with _scrubbed_environment():
                answer = git.execute(
                    self._command(arguments),
                    with_extended_output=True,
                    with_exceptions=False,
                    stdout_as_string=False,
                    strip_newline_in_stdout=False,
                    env=_ENVIRONMENT,
                )
        except (GitCommandNotFound, PermissionError) as error:
            raise TargetError(
                "git is not installed or not on the PATH: install it, or leave the target out"
            ) from error
        return Output(*answer)

    def blobs(self, ids: Collection[str]) -> Mapping[str, bytes]:
        """Content of the objects `ids`, through one `cat-file --batch` for the life of this."""
        batch = self._reader()
        wanted = list(ids)
        found: dict[str, bytes] = {}
        for start in range(0, len(wanted), _CHUNK):
            chunk = wanted[start : start + _CHUNK]
            try:
                batch.stdin.write("".join(f"{blob}\n" for blob in chunk).encode())
                batch.stdin.flush()
            except BrokenPipeError:
                raise self._unreadable(chunk[0]) from None
            for blob in chunk:
                header = batch.stdout.readline().split()
                if len(header) != 3:  # "<id> missing", or nothing: git gave up
                    raise self._unreadable(blob)
                found[blob] = batch.stdout.read(int(header[2]))
                batch.stdout.read(1)
        return found

    def _reader(self) -> _CatFile:
        if self._batch is None:
            with _scrubbed_environment():
                process = self._tool().execute(
                    self._command(("cat-file", "--batch")),
                    istream=PIPE,
                    as_process=True,
                    env=_ENVIRONMENT,
                )
            self._batch = cast("_CatFile", process)
        return self._batch

    def _unreadable(self, blob: str) -> TargetError:
        self.close()
        return TargetError(
            f"object {blob} of {self.folder} cannot be read; if this is a partial clone, "
            f"fetch it with `git -C {self.folder} fetch --refetch --no-filter`, "
            f"otherwise look at `git -C {self.folder} fsck`"
        )

    def close(self) -> None:
        """Ends the process that reads blobs, if there is one."""
        batch, self._batch = self._batch, None
        if batch is None:
            return
        with contextlib.suppress(BrokenPipeError):
            batch.stdin.close()
        batch.stdout.close()
        from git.exc import GitCommandError

        with contextlib.suppress(GitCommandError):  # its status says nothing once we hung up
            batch.wait()

    def _command(self, arguments: Sequence[str]) -> list[str]:
        pinned = [] if self.git_dir is None else [f"--git-dir={self.git_dir}"]
        executable = self._tool().GIT_PYTHON_GIT_EXECUTABLE or "git"
        return [executable, *_OPTIONS, *pinned, *arguments]

    def _tool(self) -> Git:
        if self._git is None:
            self._git = _load(self.folder)
        return self._git


def _load(folder: str) -> Git:
    """GitPython's command object, whose import tries the git executable."""
    with _scrubbed_environment():
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


@contextlib.contextmanager
def _scrubbed_environment() -> Iterator[None]:
    """This process without GIT_* variables while a child starts.

    GitPython hands os.environ to its children and can add to it but not take away; an empty GIT_DIR
    is not the same as none, so the variables have to leave for that moment.
    """
    with _environ_lock:
        before = {name: value for name, value in os.environ.items() if _redirects(name)}
        for name in before:
            del os.environ[name]
        try:
            yield
        finally:
            os.environ.update(before)


def _redirects(name: str) -> bool:
    return name.startswith("GIT_") and name not in _KEPT and not name.startswith(_KEPT_PREFIXES)
