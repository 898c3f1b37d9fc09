"""Work that is shared with other processes: the one place where there are any.

They are copies of this one, made when the work is there, so that nothing has to be handed to them.
What they find comes back through files in memory, which never fill up as a pipe does. Where the
system has no such copies, or no such files, nobody helps.
"""

from __future__ import annotations

import mmap
import os
import struct
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Generic, NoReturn, Protocol, TypeVar

from kbaudit.engine.garbage import frozen
from kbaudit.engine.processes.helpers import (
    Helper,
    can_be_interrupted,
    ended_first,
    leave,
    uninterrupted,
)
from kbaudit.engine.stopwatch import WAITING, Stopwatch
from kbaudit.model.errors import KbauditError

T = TypeVar("T")
_NUMBER = struct.Struct("=Q")
_MOST = 8
"""Processes beyond which what one of them does for all takes longest."""


class Carrier(Protocol):
    """What fills up while work is done, and has to come back from those who help."""

    def set_out(self) -> None:
        """In a process that helps: what is there so far is known to the other one."""

    def brought(self) -> Any:
        """What came since then, as plain data."""

    def take(self, brought: Any) -> None:
        """Take up what another process `brought`."""


@dataclass(frozen=True)
class Crew:
    """How many processes work, and what they bring back besides what they are asked for.

    `close` ends, in one that helps, what it has started itself.
    """

    jobs: int = 1
    watch: Stopwatch = field(default_factory=Stopwatch)
    others: Sequence[Carrier] = ()
    close: Callable[[], None] = lambda: None

    @property
    def carriers(self) -> Sequence[Carrier]:
        """All that has to come back."""
        return (self.watch, *self.others)

    @property
    def size(self) -> int:
        """How many processes can work; one where there can be no copies of this one."""
        able = hasattr(os, "fork") and hasattr(os, "memfd_create") and threading.active_count() == 1
        return self.jobs if able else 1


def processors() -> int:
    """How many processes are worth having on this machine."""
    counted = getattr(os, "sched_getaffinity", None)
    return min(len(counted(0)) if counted else os.cpu_count() or 1, _MOST)


@dataclass
class Tally:
    """Counts what is done, over all processes."""

    size: int
    _own: int = 0
    _counts: mmap.mmap = field(init=False)

    def __post_init__(self) -> None:
        self._counts = mmap.mmap(-1, _NUMBER.size * self.size)

    def moved_to(self, number: int) -> None:
        """This is process `number` from now on."""
        self._own = number

    def count(self) -> int:
        """One more is done; how many all have done."""
        at = _NUMBER.size * self._own
        (mine,) = _NUMBER.unpack_from(self._counts, at)
        _NUMBER.pack_into(self._counts, at, mine + 1)
        return sum(one for (one,) in _NUMBER.iter_unpack(self._counts[:]))


class Share(Generic[T]):
    """Pieces of work by their numbers, handed out one by one to whoever has nothing to do.

    `work` is given the number of a piece, and whether its outcome will travel.
    """

    def __init__(self, pieces: int, work: Callable[[int, bool], T], crew: Crew) -> None:
        self._work = work
        self._crew = crew
        self._parent = os.getpid()
        self._size = min(crew.size, pieces)
        self._pieces = pieces
        self.tally = Tally(max(self._size, 1))

    def done(self) -> list[T] | None:
        """What comes of all pieces, in their order.

        None where a process failed, or the work met an error of the user: who does it again, alone,
        meets what there is to meet in the same order as ever.
        """
        helpers: list[Helper] = []
        with _queue(self._pieces) as queue, frozen(), ended_first(helpers):
            try:
                for number in range(1, self._size):
                    with suppress(OSError), uninterrupted():  # where no more can be had: without
                        helpers.append(self._helper(number, queue))
                found = {piece: self._work(piece, False) for piece in _taken(queue)}
                for helper in helpers:
                    with self._crew.watch.phase(WAITING):
                        brought = helper.brought()
                    if brought is None:
                        return None
                    found |= brought[0]
                    for carrier, more in zip(self._crew.carriers, brought[1], strict=True):
                        carrier.take(more)
            except KbauditError:
                return None
            finally:
                for helper in helpers:
                    helper.close()
        return [found[piece] for piece in range(self._pieces)]

    def stay(self) -> None:
        """To be called now and then: ends a process that helps one which is no more."""
        if self.tally._own and os.getppid() != self._parent:
            os._exit(1)

    def _helper(self, number: int, queue: int) -> Helper:
        memory = os.memfd_create("kbaudit")
        try:
            process = os.fork()
        except OSError:
            os.close(memory)
            raise
        if process == 0:
            self._help(number, queue, memory)
        return Helper(process, memory)

    def _help(self, number: int, queue: int, memory: int) -> NoReturn:
        """Work until nothing is left, and leave what came of it in `memory`."""
        status = 1
        try:
            can_be_interrupted()
            self.tally.moved_to(number)
            for carrier in self._crew.carriers:
                carrier.set_out()
            with open(memory, "wb", closefd=False) as stream:
                for piece in _taken(queue):
                    leave(piece, self._work(piece, True), stream)
                leave(None, [carrier.brought() for carrier in self._crew.carriers], stream)
            status = 0
        except Exception:
            if os.environ.get("KBAUDIT_DEBUG"):
                traceback.print_exc(file=sys.stderr)
                sys.stderr.flush()
        finally:
            with suppress(Exception):
                self._crew.close()
            os._exit(status)


@contextmanager
def _queue(pieces: int) -> Iterator[int]:
    """A pipe that holds the numbers of all pieces: whoever reads one has it to himself.

    Eight thousand fit into it before anybody reads.
    """
    reading, writing = os.pipe()
    try:
        os.write(writing, b"".join(map(_NUMBER.pack, range(pieces))))
        os.close(writing)
        yield reading
    finally:
        os.close(reading)


def _taken(queue: int) -> Iterator[int]:
    while number := os.read(queue, _NUMBER.size):
        yield _NUMBER.unpack(number)[0]
