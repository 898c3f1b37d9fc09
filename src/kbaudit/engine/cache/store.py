"""The cache on the disk: entries by name, each a file of its own in one folder.

Made for being lost: an entry that is missing, damaged, of another user or in the way of the system
is one that was never there. Entries are written beside their place and moved there in one step, so
that two processes cannot disturb each other, and carry a checksum, so that a damaged one is never
taken for whole. They hold data and nothing that could be run.
"""

import contextlib
import os
import struct
import tempfile
import time
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path
from stat import S_ISREG
from weakref import WeakSet

from kbaudit.folders import cache_folder, make_cache_folder
from kbaudit.model.errors import UsageError

_PART = "results"
_MAGIC = b"kbaudit cache 2\n"
_DIGEST = 32
_START = struct.Struct(f"={len(_MAGIC)}s{_DIGEST}sQ")
"""What an entry begins with: what it is, the checksum of its head, and the size of that."""
_READING = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
"""Whoever opens a pipe waits for another who writes to it, unless he says that he does not."""
_LIMIT = 2 << 30
"""Bytes that all entries together may take; what was not used for longest goes first."""
_SWEPT_TO = 0.8
_SWEEP_EVERY = 3600.0
_SWEEP_MARK = "swept"


class Store:
    """Entries in the cache folder, or in `folder` where the user named one.

    Whoever has read what he wants closes it: an entry that is held by values which name each other
    in a circle would stay open until Python looks for such, and a process may open so many files.
    """

    def __init__(self, folder: Path | None = None, limit: int = _LIMIT) -> None:
        self._given = folder
        self._limit = limit
        self._opened: WeakSet[Held] = WeakSet()

    def close(self) -> None:
        """Let all entries go that are open: from now on nothing is in them."""
        for held in list(self._opened):
            held.close()

    def get(self, name: str) -> bytes | None:
        """What was put under `name`, None when nothing was or when it cannot be trusted."""
        held = self.open(name)
        return held.head if held is not None else None

    def open(self, name: str) -> "Held | None":
        """The entry `name` with its body, None as for `get`."""
        try:
            held = Held(self._place(name))
        except (OSError, UsageError):
            return None
        self._opened.add(held)
        if held.owner != _user() or held.checksum != _checksum(name, held.head):
            return None
        with contextlib.suppress(OSError):
            os.utime(self._place(name))  # used, and so not the first to go
        return held

    def put(self, name: str, head: bytes, body: Iterable[bytes] = ()) -> None:
        """Keep `head` under `name`, if the disk lets us.

        The `body` is read in pieces and has no checksum: its pieces need their own.
        """
        with contextlib.suppress(OSError, UsageError):
            folder = make_cache_folder(_PART, self._given)
            handle, temporary = tempfile.mkstemp(prefix=".new-", dir=folder)
            try:
                with os.fdopen(handle, "wb") as stream:
                    stream.write(_START.pack(_MAGIC, _checksum(name, head), len(head)))
                    stream.write(head)
                    stream.writelines(body)
                Path(temporary).replace(self._place(name))
            except BaseException:
                with contextlib.suppress(OSError):
                    Path(temporary).unlink()
                raise
            self._sweep(folder)

    def _place(self, name: str) -> Path:
        return cache_folder(_PART, self._given) / name

    def _sweep(self, folder: Path) -> None:
        """Now and then delete what was not used for longest, until the rest fits."""
        mark = folder / _SWEEP_MARK
        if mark.exists() and 0 <= time.time() - mark.stat().st_mtime < _SWEEP_EVERY:
            return
        mark.touch()
        entries = sorted(_entries(folder))
        total = sum(size for _, size, _ in entries)
        for _, size, place in entries if total > self._limit else ():
            place.unlink(missing_ok=True)
            total -= size
            if total <= self._limit * _SWEPT_TO:
                return


class Held:
    """An entry that is open: its `head`, and its body to be read in pieces.

    Whoever replaces or deletes the entry meanwhile disturbs nobody who has it open. Raises OSError
    where there is none.
    """

    def __init__(self, place: Path) -> None:
        self._handle: int | None = os.open(place, _READING)
        found = os.fstat(self._handle)
        if not S_ISREG(found.st_mode):
            raise OSError(f"{place} is no file")
        self.owner, self._end = found.st_uid, found.st_size
        start = os.read(self._handle, _START.size)
        magic, self.checksum, size = _START.unpack(start.ljust(_START.size, b"\0"))
        self._body = _START.size + size
        self.head = self._exactly(_START.size, size) if magic == _MAGIC else b""

    def read(self, start: int, size: int) -> bytes:
        """So many bytes of the body from `start` on (0-based), or as many as there are."""
        return self._exactly(self._body + start, size)

    def _exactly(self, start: int, size: int) -> bytes:
        pieces: list[bytes] = []
        if self._handle is None:
            return b""
        left = min(size, self._end - start)  # what is damaged may say any size
        while left > 0 and (piece := _read_at(self._handle, left, start)):
            pieces.append(piece)
            left -= len(piece)
            start += len(piece)
        return b"".join(pieces)

    def close(self) -> None:
        """Let the file go: what was not read by now is not there."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def __del__(self) -> None:
        """Let the file go with its last reader, if there was one."""
        if hasattr(self, "_handle"):
            self.close()


def _read_at(handle: int, size: int, start: int) -> bytes:
    """Bytes of a file. Processes that share the file do not disturb each other where they can."""
    if hasattr(os, "pread"):
        return os.pread(handle, size, start)
    os.lseek(handle, start, os.SEEK_SET)
    return os.read(handle, size)


def _entries(folder: Path) -> Iterator[tuple[float, int, Path]]:
    """When each entry was last used, its size and its place."""
    for entry in os.scandir(folder):
        if entry.is_file(follow_symlinks=False) and entry.name != _SWEEP_MARK:
            with contextlib.suppress(OSError):  # another process may have deleted it
                found = entry.stat(follow_symlinks=False)
                yield found.st_mtime, found.st_size, Path(entry.path)


def _checksum(name: str, data: bytes) -> bytes:
    return blake2b(data, digest_size=_DIGEST, key=name.encode()[:64]).digest()


def _user() -> int:
    """The owner of what this process writes; systems without owners show 0 for every file."""
    return os.geteuid() if hasattr(os, "geteuid") else 0
