"""Texts of many files, in memory that processes share.

What Python makes of a text is copied as soon as another process has a look at it. Where there are
many, their bytes lie beside it, each text is made of them when somebody asks for it, and only some
are there at a time.
"""

from __future__ import annotations

import mmap
from collections import deque
from dataclasses import dataclass

from kbaudit.model.span import Source

_MANY = 8 << 20
"""Bytes of all files from which on they are stored."""
_BLOCK = 64 << 20
_MOST = 1_000
"""Texts at most that are there at a time."""


@dataclass(frozen=True, slots=True)
class Stored:
    """The bytes of a file: `size` of them in `block` from `start` on."""

    block: mmap.mmap
    start: int
    size: int

    def __bytes__(self) -> bytes:
        return self.block[self.start : self.start + self.size]


class Storage:
    """Takes up bytes of one file after the other, in one process only: all see what it holds."""

    def __init__(self) -> None:
        self._taken = 0
        self._block: mmap.mmap | None = None
        self._used = 0

    def put(self, data: bytes) -> bytes | Stored:
        """The same bytes: as they are, or stored when there are many already."""
        self._taken += len(data)
        if self._taken <= _MANY or not data:
            return data
        if self._block is None or self._used + len(data) > len(self._block):
            self._block, self._used = mmap.mmap(-1, max(_BLOCK, len(data))), 0
        start, self._used = self._used, self._used + len(data)
        self._block[start : self._used] = data
        return Stored(self._block, start, len(data))


class StoredSource(Source):
    """The text of which UTF-8 is `stored`."""

    def __init__(self, stored: Stored) -> None:
        vars(self)["_stored"] = stored

    def __getattr__(self, name: str) -> str:
        """The text, which is not there before it was asked for."""
        if name != "text":
            raise AttributeError(name)
        text = bytes(vars(self)["_stored"]).decode("utf-8")
        if len(_there) >= _MOST:
            vars(_there.popleft()).pop("text", None)
        vars(self)["text"] = text
        _there.append(self)
        return text

    @property
    def size(self) -> int:
        """See `Source.size`; bytes are near enough."""
        size: int = vars(self)["_stored"].size
        return size


_there: deque[StoredSource] = deque()
"""Those whose texts are there, the latest last."""
