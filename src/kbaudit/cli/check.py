"""``kbaudit check``."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import click

from kbaudit.cli.options import Asked, auditing, caching, request_of, showing, store_of

if TYPE_CHECKING:
    from kbaudit.engine.request import Outcome, Request
    from kbaudit.engine.stopwatch import Stopwatch

_FORMATS = ("text", "json")  # compared with kbaudit.output in the tests: importing it costs time


def _destinations(
    ctx: click.Context,  # noqa: ARG001
    param: click.Parameter,
    values: tuple[str, ...],
) -> tuple[tuple[str, str], ...]:
    """Formats with the files to write, as in ``json=report.json``; no file is standard output."""
    found = []
    for value in values:
        word, equals, path = value.partition("=")
        if word not in _FORMATS:
            choices = " or ".join(_FORMATS)
            raise click.BadParameter(f"there is no format `{word}`: choose {choices}", param=param)
        if equals and not path:
            raise click.BadParameter(f"`{value}` names no file", param=param)
        found.append((word, "" if path == "-" else path))
    return tuple(found)


@click.command(short_help="Audit a knowledge base and print what is found.")
@click.argument("kb", required=False, metavar="[KB]")
@auditing
@click.option(
    "--format",
    "formats",
    callback=_destinations,
    multiple=True,
    default=("text",),
    metavar="FORMAT[=FILE]",
    help="text or json, on standard output or in a file. Can be given several times.",
)
@showing
@caching
@click.option("--timings", is_flag=True, help="Tell on standard error where the time went.")
def check(
    kb: str | None,
    fail_on: str | None,
    strict: bool,
    exit_zero: bool,
    formats: tuple[tuple[str, str], ...],
    color: str,
    quiet: bool,
    no_progress: bool,
    timings: bool,
    cache_dir: Path | None,
    no_cache: bool,
    **asked: Unpack[Asked],
) -> int:
    """Audit the knowledge base KB and print what is found.

    Without KB it is the nearest folder around this one that is a knowledge base. Without a target
    (--repo, or target.path in kbaudit.yaml) the rules about code are skipped, and listed as such.

    \b
    Exit status:
      0  clean
      1  findings at or above --fail-on; with --strict also: a rule was skipped
      2  wrong usage, configuration or revision
      3  a fault of kbaudit itself; everything else was judged all the same
    """
    from kbaudit.cli.progress import ProgressLine
    from kbaudit.engine.cache import remembered

    _one_to_standard_output(formats)
    progress = ProgressLine(wanted=not no_progress)
    request = request_of(kb, progress, **asked)
    store = store_of(cache_dir, no_cache=no_cache)
    try:
        outcome = remembered(_audited, request, store)
    finally:
        progress.close()
    with request.watch.phase("writing the report"):
        _write(outcome, formats, color=color, quiet=quiet)
    if timings:
        _tell(request.watch)
    return _status(outcome, fail_on, strict=strict, exit_zero=exit_zero)


def _audited(request: "Request") -> "Outcome":
    """The audit itself, as it may be shown. What it needs is imported only if it is made."""
    from kbaudit.engine.audit import audit
    from kbaudit.engine.redact import redacted

    return redacted(audit(request))


def _one_to_standard_output(formats: tuple[tuple[str, str], ...]) -> None:
    places = [path for _, path in formats]
    for path in places:
        if places.count(path) > 1:
            where = path or "standard output"
            raise click.UsageError(f"--format: two reports would go to {where}: use FORMAT=FILE")


def _tell(watch: "Stopwatch") -> None:
    import time

    from kbaudit.output.timings import write_timings

    write_timings(watch, time.process_time(), sys.stderr)


def _write(
    outcome: "Outcome", formats: tuple[tuple[str, str], ...], *, color: str, quiet: bool
) -> None:
    from kbaudit.cli.streams import file_output, options_for, standard_output
    from kbaudit.output.formats import writer

    # Files first: a reader of standard output may go away.
    for name, path in sorted(formats, key=lambda item: not item[1]):
        options = options_for(color, to_file=bool(path), quiet=quiet)
        with file_output(path) if path else standard_output() as stream:
            writer(name)(outcome.report, outcome.texts, stream, options)


def _status(outcome: "Outcome", fail_on: str | None, *, strict: bool, exit_zero: bool) -> int:
    from kbaudit.model.finding import Level

    if outcome.report.faults:
        return 3
    bound = Level[fail_on.upper()] if fail_on else outcome.fail_on
    failed = any(finding.level >= bound for finding in outcome.report.findings)
    failed = failed or (strict and bool(outcome.report.skipped))
    return int(failed and not exit_zero)
