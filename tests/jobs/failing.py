"""Work that goes wrong in one of several processes: ``failing.py HOW``. See `compare`."""

import os
import signal
import sys
import time
from typing import NoReturn

from kbaudit.engine.processes.jobs import Crew, Share
from kbaudit.model.errors import UsageError

PARENT = os.getpid()


def killed() -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def failing() -> NoReturn:
    raise RuntimeError("a fault of ours")


def leaving() -> NoReturn:
    sys.exit(0)


def refusing() -> NoReturn:
    raise UsageError("there is no such thing")


def unfit() -> object:
    return lambda: None


def interrupted() -> NoReturn:
    """Interrupts again and again, as somebody who has no patience."""
    for _ in range(2_000):
        os.kill(PARENT, signal.SIGINT)
        time.sleep(0.0001)
    time.sleep(60)
    raise AssertionError


HOW = {one.__name__: one for one in (killed, failing, leaving, refusing, unfit, interrupted)}


def work(piece: int, away: bool) -> object:
    if away:
        return HOW[sys.argv[1]]()
    time.sleep(0.05)
    return piece


def main() -> None:
    # A shell starts what runs in the background with interruptions ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        said = str(Share(40, work, Crew(3)).done())
    except KeyboardInterrupt:
        said = "interrupted"
    time.sleep(0.01)
    try:
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass  # one that came to its end before it was asked for
        left = "somebody is left"
    except ChildProcessError:
        left = "nobody is left"
    sys.stdout.write(f"{said}\n{left}\n")


main()
