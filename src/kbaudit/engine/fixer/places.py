"""Where the files of a knowledge base really lie, and what keeps one from being changed."""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from kbaudit.model.errors import UsageError
from kbaudit.model.regex import regex

_LEFTOVER = regex(r"\.kbaudit-\w{8}\.tmp")


def temporary_name(token: str) -> str:
    """The name of a temporary file: hidden, so that no audit ever reads it."""
    return f".kbaudit-{token}.tmp"


class Places:
    """The places of the files below `root`, as they are on the disk."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.obstacle = cache(self._obstacle)

    def real(self, path: str) -> Path | None:
        """The file behind `path` when that is a link; None when it lies outside the root."""
        try:
            place = (self.root / path).resolve(strict=True)
        except (OSError, RuntimeError):  # gone, or links in a circle
            return self.root / path
        return place if place.is_relative_to(self.root) else None

    def name(self, path: str) -> str | None:
        """The path of the file behind `path`, relative to the root; None when outside."""
        place = self.real(path)
        return place.relative_to(self.root).as_posix() if place is not None else None

    def _obstacle(self, path: str) -> str:
        """Why the file `path` cannot be changed, empty when nothing speaks against it.

        Modes are heeded even where the user could override them: what is marked as not to be
        written is not written.
        """
        place = self.real(path)
        if place is None:
            return "is a link to a file outside the knowledge base"
        try:
            if place.exists() and not _writable(place):
                return "is read-only"
            if not _writable(place.parent):
                return "lies in a read-only folder"
        except OSError as error:
            return because(error)
        return ""


def because(error: OSError) -> str:
    """Why the system refused, as a clause about the file."""
    return f"cannot be written ({(error.strerror or 'input/output error').lower()})"


@contextmanager
def alone(root: Path, folders: Iterable[str]) -> Iterator[None]:
    """Keep other runs from changing the knowledge base `root`, where the system can.

    What a run that was killed left behind in `folders` is removed, now that nobody writes there.
    Raises UsageError when another run is at work.
    """
    if sys.platform == "win32":
        yield
        return
    import fcntl

    handle = os.open(root, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            message = f"another run of kbaudit is changing {root}: try again when it is done"
            raise UsageError(message) from None
        except OSError:
            yield  # a file system without locks: nothing is known of others, nothing is removed
            return
        _sweep(root, folders)
        yield
    finally:
        os.close(handle)


def _sweep(root: Path, folders: Iterable[str]) -> None:
    for folder in ("", *folders):
        with suppress(OSError):
            for entry in os.scandir(root / folder):
                if _LEFTOVER.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                    with suppress(OSError):
                        Path(entry.path).unlink()


def _writable(place: Path) -> bool:
    return bool(place.stat().st_mode & 0o222) and os.access(place, os.W_OK)
