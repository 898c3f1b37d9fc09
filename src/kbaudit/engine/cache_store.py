"""The cache on the disk: entries by name, each a file of its own in one folder.

Made for being lost: an entry that is missing, damaged, of another user or in the way of the system
is one that was never there. Entries are written beside their place and moved there in one step, so
that two processes cannot disturb each other, and carry a checksum, so that a damaged one is never
taken for whole. They hold data and nothing that could be run.
"""

import contextlib
import os
import tempfile
import time
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

from kbaudit.folders import cache_folder, make_cache_folder
from kbaudit.model.errors import UsageError

_PART = "results"
_MAGIC = b"kbaudit cache 1\n"
_DIGEST = 32
_LIMIT = 512 << 20
"""Bytes that all entries together may take; what was not used for longest goes first."""
_SWEPT_TO = 0.8
_SWEEP_EVERY = 3600.0
_SWEEP_MARK = "swept"


class Store:
    """Entries in the cache folder, or in `folder` where the user named one."""

    def __init__(self, folder: Path | None = None, limit: int = _LIMIT) -> None:
        self._given = folder
        self._limit = limit

    def get(self, name: str) -> bytes | None:
        """What was put under `name`, None when nothing was or when it cannot be trusted."""
        try:
            place = self._place(name)
            held = place.read_bytes()
            if place.stat().st_uid != _user():
                return None
        except (OSError, UsageError):
            return None
        data = held[len(_MAGIC) + _DIGEST :]
        if held[: len(_MAGIC) + _DIGEST] != _MAGIC + _checksum(name, data):
            return None
        with contextlib.suppress(OSError):
            os.utime(place)  # used, and so not the first to go
        return data

    def put(self, name: str, data: bytes) -> None:
        """Keep `data` under `name`, if the disk lets us."""
        with contextlib.suppress(OSError, UsageError):
            folder = make_cache_folder(_PART, self._given)
            handle, temporary = tempfile.mkstemp(prefix=".new-", dir=folder)
            try:
                with os.fdopen(handle, "wb") as stream:
                    stream.write(_MAGIC + _checksum(name, data) + data)
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
