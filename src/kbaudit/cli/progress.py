"""A line on standard error that says what is being done, when it takes long and a person waits."""

import sys
import time
from typing import TextIO

_PATIENCE = 1.0
_EVERY = 0.1


class ProgressLine:
    """Shown from the second second on, and only on a terminal; gone when the work is done."""

    def __init__(self, *, wanted: bool = True, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._on = wanted and self._stream.isatty()
        self._next = time.monotonic() + _PATIENCE
        self._shown = False

    def __call__(self, what: str, done: int, total: int) -> None:
        """Say that `done` of `total` (0: not known) is done."""
        if not self._on or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + _EVERY
        of = f" {done:,} of {total:,}" if total else f" {done:,}"
        self._stream.write(f"\r\x1b[2Kkbaudit: {what}{of}")
        self._stream.flush()
        self._shown = True

    def close(self) -> None:
        """Take the line away."""
        if self._shown:
            self._stream.write("\r\x1b[2K")
            self._stream.flush()
            self._shown = False
