"""A line on standard error that says what is being done, when it takes long and a person waits.

Where it is known how much there is to do, it says as well how fast it goes and how long it takes.
"""

import sys
import time
from typing import TextIO

_PATIENCE = 1.0
_EVERY = 0.1
_ENOUGH = 0.5
"""Seconds of one kind of work after which its rate means something."""


class ProgressLine:
    """Shown from the second second on, and only on a terminal; gone when the work is done."""

    def __init__(self, *, wanted: bool = True, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._on = wanted and self._stream.isatty()
        self._next = time.monotonic() + _PATIENCE
        self._shown = False
        self._what = ""
        self._began = 0.0

    def __call__(self, what: str, done: int, total: int) -> None:
        """Say that `done` of `total` (0: not known) is done."""
        if not self._on:
            return
        now = time.monotonic()
        if what != self._what:
            self._what, self._began = what, now
        if now < self._next:
            return
        self._next = now + _EVERY
        of = f" {done:,} of {total:,}" if total else f" {done:,}"
        pace = _pace(done, total, now - self._began)
        self._stream.write(f"\r\x1b[2Kkbaudit: {what}{of}{pace}")
        self._stream.flush()
        self._shown = True

    def close(self) -> None:
        """Take the line away."""
        if self._shown:
            self._stream.write("\r\x1b[2K")
            self._stream.flush()
            self._shown = False


def _pace(done: int, total: int, seconds: float) -> str:
    """How many are done in a second, and how long the rest takes if it goes on like that."""
    if not done or seconds < _ENOUGH:
        return ""
    rate = done / seconds
    shown = f"{rate:,.0f}" if rate >= 10 else f"{rate:.1f}"
    if done >= total:
        return f", {shown}/s"
    left = round((total - done) / rate)
    clock = f"{left // 60}:{left % 60:02}" if left < 3600 else f"{left / 3600:.1f} h"
    return f", {shown}/s, {clock} left"
