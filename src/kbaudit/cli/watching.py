"""``kbaudit check --watch``: shows the report again whenever something was saved."""

import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import click

from kbaudit.cli.boundary import say

if TYPE_CHECKING:
    from kbaudit.engine.request import Outcome, Request

_DEBOUNCE = 50
"""Milliseconds in which further changes are taken together: editors save in several steps."""
_STEP = 10
_CLEAR = "\x1b[2J\x1b[3J\x1b[H"


def watch(request: "Request", show: Callable[["Outcome"], None]) -> int:
    """Hand each outcome to `show` until Ctrl-C, which is the usual end, and no failure."""
    from kbaudit.engine.watching import outcomes
    from kbaudit.model.errors import KbauditError

    if request.online:
        raise click.UsageError("--watch asks no servers: leave --online out")
    if request.since is not None or request.staged:
        raise click.UsageError("--watch is about all pages: leave --since and --staged out")
    terminal = sys.stdout.isatty()
    try:
        for found in outcomes(request, _changes(request)):
            if terminal:
                sys.stdout.write(_CLEAR)
                sys.stdout.flush()
            if isinstance(found, KbauditError):
                say(str(found))
            else:
                show(found)
            say(f"watching {request.name}, Ctrl-C ends it")
    except KeyboardInterrupt:
        return 0
    return 0


def _changes(request: "Request") -> Iterator[object]:
    """Something each time that a file was saved, made, renamed or deleted."""
    from watchfiles import DefaultFilter
    from watchfiles import watch as watch_files

    places = [request.root, *([request.config.parent] if request.config else [])]
    yield from watch_files(*places, watch_filter=DefaultFilter(), debounce=_DEBOUNCE, step=_STEP)
