"""Blobs that git reads in the background, while Python is busy with something else.

They come into a file that exists in memory only: nobody has to empty a pipe meanwhile, and nothing
of them is on the disk. Copies of this process find them there as well. Where the system has no such
files there is no background.
"""

from __future__ import annotations

import mmap
import os
import select
from collections.abc import Iterator, Mapping, Sequence
from subprocess import DEVNULL, Popen


class Ahead:
    """The blobs `ids`, which ``git cat-file --batch``, called as `command`, reads since now."""

    def __init__(
        self,
        command: Sequence[str],
        folder: str | None,
        environment: Mapping[str, str],
        ids: Sequence[str],
    ) -> None:
        self.ids = frozenset(ids)
        self._owner = os.getpid()
        self._read = _memory()
        asked = _memory("".join(f"{blob}\n" for blob in ids).encode())
        # Git alone holds the other end, and says nothing into it: it ends with git.
        self._ended, held = os.pipe()
        try:
            self._process = Popen(
                list(command),
                cwd=folder,
                env=environment,
                stdin=asked,
                stdout=self._read,
                stderr=DEVNULL,
                pass_fds=(held,),
            )
        except OSError:
            os.close(self._read)
            os.close(self._ended)
            raise
        finally:
            os.close(asked)
            os.close(held)

    @property
    def done(self) -> bool:
        """Whether all is read, so that nobody has to wait for it."""
        if self._read < 0:
            return True
        poll = select.poll()
        poll.register(self._ended, select.POLLIN)
        return bool(poll.poll(0))

    def taken(self) -> dict[str, bytes]:
        """What was read, once that has come to its end; without the blobs that git cannot read."""
        os.read(self._ended, 1)
        found = {}
        if os.fstat(self._read).st_size:
            with mmap.mmap(self._read, 0, access=mmap.ACCESS_READ) as data:
                found = dict(_blobs(data))
        self.close()
        return found

    def close(self) -> None:
        """End the reading, if it is not at its end. A copy of the process only leaves it alone."""
        if self._owner == os.getpid():
            self._process.kill()
            self._process.wait()
        if self._read >= 0:
            os.close(self._read)
            os.close(self._ended)
            self._read = -1


def is_possible() -> bool:
    """Whether this system has files in memory."""
    return hasattr(os, "memfd_create")


def _memory(content: bytes = b"") -> int:
    """A file in memory, to be read from its begin."""
    file = os.memfd_create("kbaudit")
    with open(file, "wb", closefd=False) as stream:
        stream.write(content)
    os.lseek(file, 0, os.SEEK_SET)
    return file


def _blobs(data: mmap.mmap) -> Iterator[tuple[str, bytes]]:
    """Blobs by id, up to where the output of ``git cat-file --batch`` ends or speaks otherwise."""
    at = 0
    while (end := data.find(b"\n", at)) >= 0:
        header = data[at:end].split()
        if len(header) != 3:
            return
        size = int(header[2])
        content = data[end + 1 : end + 1 + size]
        if len(content) < size:
            return
        yield header[0].decode(), content
        at = end + 2 + size
