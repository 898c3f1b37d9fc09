"""The command line. Importing this package imports nothing, and `main` nothing heavy."""

import sys
from typing import NoReturn

_INTERRUPTED = 130


def main() -> NoReturn:
    """The entry point of the program; never returns."""
    try:
        from kbaudit.cli.group import cli
    except KeyboardInterrupt:  # so early that nothing else could catch it
        sys.exit(_INTERRUPTED)
    cli.main(prog_name="kbaudit")
