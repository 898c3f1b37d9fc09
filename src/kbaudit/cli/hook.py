"""``kbaudit hook``."""

from typing import TYPE_CHECKING, Any, Unpack

import click

from kbaudit.cli.options import auditing, showing
from kbaudit.cli.request import Asked, request_of, store_of

if TYPE_CHECKING:
    from kbaudit.engine.hooked import Hooked
    from kbaudit.engine.request import Request


_EXAMPLES = """\b
Examples:
  kbaudit hook                       what is staged in this repository
  kbaudit hook wiki --fail-on error  only the knowledge base in wiki
  kbaudit hook --fix wiki            repair it, fail if it changed
"""


@click.command(
    short_help="Check what is being committed, as a hook of git or pre-commit.",
    epilog=_EXAMPLES,
)
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@click.option("--fix", "repair", is_flag=True, help="Repair the files instead, and fail if any.")
@auditing
@showing
def hook(
    paths: tuple[str, ...],
    repair: bool,
    fail_on: str | None,
    strict: bool,
    exit_zero: bool,
    color: str,
    quiet: bool,
    no_progress: bool,
    **asked: Unpack[Asked],
) -> int:
    """Check what is being committed to the knowledge bases of the repository around here.

    Folders among PATHS are the knowledge bases; without any they are found around what is staged.
    Files among PATHS are those about which all findings are reported; elsewhere only what the
    commit causes is, as in a page that links to one which is deleted. What is staged is judged, not
    what lies on the disk. Where no file of a knowledge base is staged, nothing is done.

    \b
    As a hook of git itself, in .git/hooks/pre-commit:
      #!/bin/sh
      exec kbaudit hook

    \b
    Exit status:
      0  clean; with --fix: nothing was changed
      1  findings at or above --fail-on; with --fix: files were changed
      2  wrong usage, configuration or revision
      3  a fault of kbaudit itself
    """
    from kbaudit.engine.hooked import hooked

    status = 0
    for number, one in enumerate(hooked(paths)):
        if number:
            click.echo()
        request = _request(one, repair=repair, **asked)
        if repair:
            found = _repair(request, exit_zero=exit_zero, color=color, quiet=quiet)
        else:
            looks = {"color": color, "quiet": quiet}
            found = _check(request, fail_on, strict=strict, exit_zero=exit_zero, **looks)
        status = max(status, found)
    del no_progress  # nothing is shown of it: hooks write to a pipe
    return status


def _request(one: "Hooked", *, repair: bool, **asked: Unpack[Asked]) -> "Request":
    """What is to be judged of one knowledge base."""
    from dataclasses import replace

    from kbaudit.engine.request import silent

    request = request_of(str(one.root), silent, **asked)
    if repair:
        return replace(request, files=one.files or one.changed)
    if one.whole:
        return replace(request, recorded=one.recorded)
    if one.since is not None:
        return replace(request, since=one.since, files=one.files)
    return replace(request, recorded=one.recorded, staged=True, files=one.files)


def _check(
    request: "Request", fail_on: str | None, *, strict: bool, exit_zero: bool, **looks: Any
) -> int:
    from kbaudit.cli.check import audited
    from kbaudit.cli.reports import status_of, write_reports
    from kbaudit.engine.cache.reports import remembered

    outcome = remembered(audited, request, store_of(None, no_cache=False))
    write_reports(outcome, (("text", ""),), fail_on, **looks)
    return status_of(outcome, fail_on, strict=strict, exit_zero=exit_zero)


def _repair(request: "Request", *, color: str, quiet: bool, exit_zero: bool) -> int:
    from kbaudit.cli.streams import options_for, standard_output
    from kbaudit.engine.fixer.fixer import fix
    from kbaudit.output.fixed import write_fixed

    report = fix(request)
    with standard_output() as stream:
        write_fixed(report, stream, options_for(color, to_file=False, quiet=quiet))
    if report.faults:
        return 3
    if report.left:
        return 2
    return int(bool(report.changes) and not exit_zero)
