"""``kbaudit check``."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import click

from kbaudit.cli.options import auditing, caching, changing, knowledge_base, showing
from kbaudit.cli.reports import Destinations, reporting, status_of, write_reports
from kbaudit.cli.request import Asked, request_of, store_of

if TYPE_CHECKING:
    from kbaudit.engine.request import Outcome, Request
    from kbaudit.engine.stopwatch import Stopwatch


_EXAMPLES = """\b
Examples:
  kbaudit check                              the knowledge base around here
  kbaudit check kb --repo ../code --rev v2   hold its pages against code
  kbaudit check kb --select citation,link    only some rules or tags
  kbaudit check kb --ignore graph --fail-on error
  kbaudit check kb --watch                   again whenever a file is saved
  kbaudit check kb --online                  look up the URLs as well
  kbaudit check kb --fetch                   download target.url first
  kbaudit check kb --format text --format json=report.json
"""


@click.command(short_help="Audit a knowledge base and print what is found.", epilog=_EXAMPLES)
@knowledge_base
@auditing
@changing
@reporting
@click.option("--watch", is_flag=True, help="Check again whenever a file is saved.")
@showing
@caching
@click.option("--timings", is_flag=True, help="Tell on standard error where the time went.")
def check(
    kb: str | None,
    fail_on: str | None,
    strict: bool,
    exit_zero: bool,
    formats: Destinations,
    watch: bool,
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
    With --rev A..B only what moving the target from A to B broke is reported.

    \b
    Exit status:
      0  clean
      1  findings at or above --fail-on; with --strict also: a rule was skipped
      2  wrong usage, configuration or revision
      3  a fault of kbaudit itself; everything else was judged all the same
    """
    from kbaudit.cli.progress import ProgressLine
    from kbaudit.engine.cache.reports import remembered
    from kbaudit.engine.since import untouched

    progress = ProgressLine(wanted=not no_progress)
    request = request_of(kb, progress, **asked)
    if watch:
        from kbaudit.cli.watching import watch as keep_watching
        from kbaudit.engine.redact import redacted

        def show(outcome: "Outcome") -> None:
            progress.close()
            write_reports(redacted(outcome), formats, fail_on, color=color, quiet=quiet)

        return keep_watching(request, show)
    store = store_of(cache_dir, no_cache=no_cache)
    try:
        outcome = untouched(request)  # before the import of all that judging takes
        if outcome is None:
            outcome = remembered(audited, request, store)
    finally:
        progress.close()
    with request.watch.phase("writing the report"):
        write_reports(outcome, formats, fail_on, color=color, quiet=quiet)
    if timings:
        _tell(request.watch)
    return status_of(outcome, fail_on, strict=strict, exit_zero=exit_zero)


def audited(request: "Request") -> "Outcome":
    """The audit itself, as it may be shown. What it needs is imported only if it is made."""
    from kbaudit.engine.audit import audit
    from kbaudit.engine.redact import redacted

    return redacted(audit(request))


def _tell(watch: "Stopwatch") -> None:
    import time

    from kbaudit.output.timings import write_timings

    write_timings(watch, time.process_time(), sys.stderr)
