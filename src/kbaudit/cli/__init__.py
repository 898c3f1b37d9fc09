"""The command line. Importing this package imports nothing, and `main` nothing heavy."""

import atexit
import gc
import sys
from typing import NoReturn

_INTERRUPTED = 130


def main() -> NoReturn:
    """The entry point of the program; never returns."""
    atexit.register(gc.freeze)  # what is left at the end is not looked through once more
    try:
        from kbaudit.engine.garbage import SELDOM

        gc.set_threshold(*SELDOM)  # imports make much that stays
        from kbaudit.cli.group import cli
    except KeyboardInterrupt:  # so early that nothing else could catch it
        sys.exit(_INTERRUPTED)
    cli.main(prog_name="kbaudit")
