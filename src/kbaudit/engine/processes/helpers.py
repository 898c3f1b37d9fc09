"""Processes that help, and what an interruption does to them."""

from __future__ import annotations

import os
import pickle
import signal
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING, Any

from kbaudit.engine.garbage import uncollected

if TYPE_CHECKING:
    from types import FrameType

_INTERRUPTIONS = (signal.SIGINT,)


class Helper:
    """A process that helps, and the file in which it leaves what it found."""

    def __init__(self, process: int, memory: int) -> None:
        self._process = process
        self._memory = memory

    def brought(self) -> tuple[dict[int, Any], list[Any]] | None:
        """What it found by pieces, and what it carries; None where it did not come to its end."""
        _, status = os.waitpid(self._process, 0)
        self._process = 0
        if status != 0:
            return None
        found: dict[int, Any] = {}
        os.lseek(self._memory, 0, os.SEEK_SET)
        with open(self._memory, "rb", closefd=False) as stream, uncollected():
            while True:
                piece, outcome = _unpacked(stream)
                if piece is None:
                    return found, outcome
                found[piece] = outcome

    def kill(self) -> None:
        """End the process now."""
        if self._process:
            with suppress(ProcessLookupError):
                os.kill(self._process, signal.SIGKILL)

    def close(self) -> None:
        """End the process, if it has not come to its end, and forget what it left."""
        if self._process:
            self.kill()
            os.waitpid(self._process, 0)
            self._process = 0
        os.close(self._memory)


def leave(piece: int | None, outcome: Any, stream: IO[bytes]) -> None:
    """Write what came of a piece, or what is carried in the end, for `Helper.brought` to read.

    Findings repeat their words, so that a seventh of the memory does, for little time.
    """
    pickle.dump(zlib.compress(pickle.dumps((piece, outcome), -1), 1), stream, -1)


def _unpacked(stream: IO[bytes]) -> tuple[int | None, Any]:
    """What `leave` wrote next."""
    packed = pickle.load(stream)  # noqa: S301 - a copy of this process wrote it
    left: tuple[int | None, Any] = pickle.loads(zlib.decompress(packed))  # noqa: S301 - as above
    return left


@contextmanager
def ended_first(helpers: list[Helper]) -> Iterator[None]:
    """An interruption ends all of them before anything else comes of it.

    So does each that comes while the one before is heeded: nobody is left, at whatever moment of
    our own clearing up they come.
    """

    def end(number: int, frame: FrameType | None) -> None:
        for helper in helpers:
            helper.kill()
        if callable(before):
            before(number, frame)

    before = signal.getsignal(signal.SIGINT)
    if not callable(before) or threading.current_thread() is not threading.main_thread():
        yield
        return
    signal.signal(signal.SIGINT, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Nobody is interrupted before it is known who he is; after it he is."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _INTERRUPTIONS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def can_be_interrupted() -> None:
    """From now on this process, which helps, ends when it is interrupted, without a word.

    Not where nobody heeds interruptions, as in the background of a shell.
    """
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _INTERRUPTIONS)
