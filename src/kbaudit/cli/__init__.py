"""The command line. Importing this package imports nothing, and `main` nothing heavy."""

import atexit
import gc
import sys
from typing import NoReturn

_INTERRUPTED = 130
_COLLECT = (200_000, 5, 100)
"""When to look for garbage in circles: seldom, since nothing here makes much of it."""


def main() -> NoReturn:
    """The entry point of the program; never returns."""
    gc.set_threshold(*_COLLECT)
    atexit.register(gc.freeze)  # what is left at the end is not looked through once more
    try:
        from kbaudit.cli.group import cli
    except KeyboardInterrupt:  # so early that nothing else could catch it
        sys.exit(_INTERRUPTED)
    cli.main(prog_name="kbaudit")
