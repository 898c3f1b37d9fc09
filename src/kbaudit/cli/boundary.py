"""Where exceptions become messages and exit statuses: the one place."""

import contextlib
import os
import sys
import traceback
from collections.abc import Callable
from typing import NoReturn

import click

from kbaudit.model.errors import KbauditError

_INTERRUPTED = 130
_FAULT = 3
_USAGE = 2


def run(work: Callable[[], object]) -> NoReturn:
    """Do `work` and exit: with the status that it returns, or that of what it raised."""
    sys.exit(_status(work))


def _status(work: Callable[[], object]) -> int:
    try:
        result = work()
        sys.stdout.flush()
    except BrokenPipeError:
        hush()
        return 0
    except click.exceptions.Abort:
        return _INTERRUPTED
    except KeyboardInterrupt:
        return _INTERRUPTED
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except KbauditError as error:
        say(str(error))
        return error.exit_status
    except OSError as error:
        _let_go()
        reason = (error.strerror or str(error) or type(error).__name__).lower()
        say(f"{error.filename}: {reason}" if error.filename else reason)
        return _USAGE
    except Exception as error:
        if os.environ.get("KBAUDIT_DEBUG"):
            raise
        _say_fault(error)
        return _FAULT
    return result if isinstance(result, int) else 0


def say(message: str) -> None:
    """One message on standard error. A line end in it is ours; a control character never is."""
    from kbaudit.output.clean import printable

    lines = [printable(line) for line in message.split("\n")]
    with contextlib.suppress(OSError):
        click.echo("\n".join(["kbaudit: " + lines[0], *lines[1:]]), err=True)


def hush() -> None:
    """Nobody reads our output any more: what is still buffered goes nowhere."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def _let_go() -> None:
    """If it was standard output that failed, do not try again at the end of the process."""
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        hush()


def _say_fault(error: Exception) -> None:
    frames = traceback.extract_tb(error.__traceback__)
    at = f" in {os.path.basename(frames[-1].filename)}:{frames[-1].lineno}" if frames else ""  # noqa: PTH119
    says = " ".join(str(error).split())[:300]
    say(
        f"a fault of kbaudit, not of your knowledge base: {type(error).__name__}{at}: {says}\n"
        "Please report it with the command that you ran and the output of the same command "
        "under KBAUDIT_DEBUG=1."
    )
