"""Standard output and files as streams of UTF-8 with ``\\n`` line ends, whatever the locale."""

import io
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import click

from kbaudit.cli.boundary import hush
from kbaudit.output.options import Options
from kbaudit.output.palette import wants_color


@contextmanager
def standard_output() -> Iterator[TextIO]:
    """Standard output. A reader that goes away early ends the writing, quietly."""
    buffer = io.BytesIO()
    stream = io.TextIOWrapper(buffer, "utf-8", "backslashreplace", newline="\n")
    yield stream
    stream.flush()
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(buffer.getvalue())
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        hush()


@contextmanager
def file_output(path: str) -> Iterator[TextIO]:
    """The file `path`, written in one go when all is known."""
    place = Path(path)
    if place.is_dir():
        raise click.UsageError(f"{path} is a folder: give the name of a file to write")
    buffer = io.BytesIO()
    stream = io.TextIOWrapper(buffer, "utf-8", "backslashreplace", newline="\n")
    yield stream
    stream.flush()
    from kbaudit.engine.whole_file import put

    if place.is_symlink() or (place.exists() and not place.is_file()):
        place.write_bytes(buffer.getvalue())  # as /dev/stdout and pipes are, which take what comes
    else:
        put(place, buffer.getvalue())


def options_for(choice: str, *, to_file: bool, quiet: bool) -> Options:
    """How to show a report on standard output or in a file."""
    terminal = not to_file and sys.stdout.isatty()
    color = wants_color(choice, terminal=terminal, environ=os.environ)
    return Options(
        terminal=terminal,
        color=color and (not to_file or choice == "always"),
        width=max(40, shutil.get_terminal_size().columns),
        quiet=quiet,
    )


def error_options(choice: str, *, quiet: bool = False) -> Options:
    """How to show something on standard error."""
    terminal = sys.stderr.isatty()
    return Options(
        terminal=terminal,
        color=wants_color(choice, terminal=terminal, environ=os.environ),
        width=max(40, shutil.get_terminal_size().columns),
        quiet=quiet,
    )
