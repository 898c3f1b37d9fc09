"""The peak of the memory that a process and all its children take together.

What they share counts once: the sum of the proportional set sizes, as Linux tells them.
"""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Self

_EVERY = 0.25
"""Seconds from look to look; one takes some milliseconds for each gigabyte."""


class Watch:
    """Watches `process` until the end of the block; `peak` is in bytes, 0 where nobody tells."""

    def __init__(self, process: int) -> None:
        self.peak = 0
        self._process = process
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(_EVERY):
            self.peak = max(self.peak, sum(map(_size, _family(self._process))))


def _family(process: int) -> Iterator[int]:
    """A process and all that it and its children started."""
    yield process
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text()
    except OSError:
        return
    for child in children.split():
        yield from _family(int(child))


def _size(process: int) -> int:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) << 10
