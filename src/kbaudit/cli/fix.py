"""``kbaudit fix``."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kbaudit.cli.options import auditing, knowledge_base, showing
from kbaudit.cli.request import request_of
from kbaudit.engine.fixer.families import FAMILIES

if TYPE_CHECKING:
    from kbaudit.engine.fixer.choice import Decide
    from kbaudit.engine.fixer.report import FixReport
    from kbaudit.output.options import Options


def _families(command: Callable[..., Any]) -> Callable[..., Any]:
    for family in reversed(FAMILIES):
        option = click.option(f"--{family.name}", is_flag=True, help=family.help)
        command = option(command)
    return command


_EXAMPLES = """\b
Examples:
  kbaudit fix kb --diff                      a patch; nothing is changed
  kbaudit fix kb --update-lines              only lines and paths that moved
  kbaudit fix kb --select dead-link -i       ask about each repair
  kbaudit fix kb --repo ../code --rev v2 --unsafe
"""


@click.command(short_help="Repair what is found, where only one repair is right.", epilog=_EXAMPLES)
@knowledge_base
@_families
@click.option("--front-matter", is_flag=True, help="Write YAML front matter.")
@click.option("--drop-infobox", is_flag=True, help="With --front-matter: remove infoboxes.")
@click.option("--unsafe", is_flag=True, help="Also make repairs that are only probable.")
@click.option("--diff", is_flag=True, help="Change nothing; print a patch for `git apply` in KB.")
@click.option(
    "--report",
    "report_file",
    default="",
    metavar="FILE",
    help="Write the report of an audit afterwards, with what was fixed, as `kbaudit report` does.",
)
@click.option("--interactive", "-i", is_flag=True, help="Show each repair and ask.")
@auditing
@showing
def fix(
    kb: str | None,
    repo: tuple[str, ...],
    rev: tuple[str, ...],
    base: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    exclude: tuple[str, ...],
    config: Path | None,
    baseline: Path | None,
    heeding_baseline: bool,
    fail_on: str | None,
    front_matter: bool,
    drop_infobox: bool,
    unsafe: bool,
    diff: bool,
    report_file: str,
    interactive: bool,
    strict: bool,
    exit_zero: bool,
    color: str,
    quiet: bool,
    no_progress: bool,
    fetch: bool,
    online: bool,
    jobs: int,
    **flags: bool,
) -> int:
    """Repair what is found in the knowledge base KB, where only one repair is right.

    Without an --update option the repairs of all selected rules are made. Each is checked in
    memory before a file is written: the finding must be gone and no other may have come. Nothing
    but what is repaired changes on a page, and a second run changes nothing. What is in the
    baseline is repaired as well; what remains of it does not count.

    With --front-matter pages that have only an infobox, or nothing, get YAML front matter, made
    from the infobox and the text. What is not known is left out and listed; the text stays.

    The patch of --diff names files from the root of KB: apply it there, with `git apply` or
    `patch -p1`.

    \b
    Exit status:
      0  nothing is left to repair; with --diff: there is nothing to change
      1  findings at or above --fail-on remain; with --diff: there is a change
      2  wrong usage or configuration; a file could not be changed
      3  a fault of kbaudit itself
    """
    families = [name.replace("_", "-") for name, wanted in flags.items() if wanted]
    if drop_infobox and not front_matter:
        raise click.UsageError("--drop-infobox goes with --front-matter")
    if front_matter and (families or select or ignore or unsafe):
        raise click.UsageError(
            "--front-matter is a repair of its own: make the others in a run without it"
        )
    from kbaudit.cli.boundary import say
    from kbaudit.cli.progress import ProgressLine
    from kbaudit.cli.report import written
    from kbaudit.cli.streams import options_for
    from kbaudit.engine.fixer.choice import always
    from kbaudit.engine.fixer.fixer import WRITING
    from kbaudit.engine.fixer.fixer import fix as repair
    from kbaudit.engine.migration import Migration
    from kbaudit.engine.placing import need_place, place_of

    if report_file and diff:
        raise click.UsageError("--report tells what was fixed, and --diff fixes nothing")
    progress = ProgressLine(wanted=not no_progress)
    writing = False

    def watch(what: str, done: int, total: int) -> None:
        nonlocal writing
        writing = writing or what == WRITING
        progress(what, done, total)

    request = request_of(
        kb,
        watch,
        fetch=fetch,
        jobs=jobs,
        online=online,
        repo=repo,
        rev=rev,
        base=base,
        select=select,
        ignore=ignore,
        exclude=exclude,
        config=config,
        baseline=baseline,
        heeding_baseline=heeding_baseline,
    )
    if report_file not in ("", "-"):
        need_place(request.root, place_of(request.root, report_file))
    options = options_for(color, to_file=False, quiet=quiet)
    try:
        report = repair(
            request,
            families=families,
            unsafe=unsafe,
            write=not diff,
            decide=_asker(request.name, color, progress.close) if interactive else always,
            migration=Migration(drop_infobox) if front_matter else None,
        )
    except KeyboardInterrupt:
        progress.close()
        if not writing:
            say("interrupted: no file was changed")
        return 130
    finally:
        progress.close()
    if diff:
        _show_patch(report, options, color)
    else:
        _show(report, options)
    if report_file:
        written(request, report_file, "", report.fixed)
    return _status(report, fail_on, diff=diff, strict=strict, exit_zero=exit_zero)


def _asker(root: str, color: str, before: Callable[[], None]) -> "Decide":
    from kbaudit.cli.asking import Asker
    from kbaudit.cli.streams import error_options

    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise click.UsageError("--interactive asks questions: it needs a terminal")
    return Asker(root, sys.stdin, sys.stderr, error_options(color), before)


def _show(report: "FixReport", options: "Options") -> None:
    from kbaudit.cli.streams import standard_output
    from kbaudit.output.fixed import write_fixed

    with standard_output() as stream:
        write_fixed(report, stream, options)


def _show_patch(report: "FixReport", options: "Options", color: str) -> None:
    """The patch on standard output, what is to be said of it on standard error."""
    from kbaudit.cli.streams import error_options, standard_output
    from kbaudit.output.fixed import write_fixed
    from kbaudit.output.patch import patch, readable

    with standard_output() as stream:
        for change in report.changes:
            for line in patch(change.real, change.before, change.after):
                text = line.decode()
                stream.write(readable(text, color=options.color) if options.terminal else text)
    write_fixed(report, sys.stderr, error_options(color, quiet=options.quiet), applied=False)


def _status(
    report: "FixReport", fail_on: str | None, *, diff: bool, strict: bool, exit_zero: bool
) -> int:
    from kbaudit.cli.reports import told_strict
    from kbaudit.model.finding import Level

    if report.interrupted:
        return 130
    if report.faults:
        return 3
    if report.left:
        return 2
    if diff:
        return int(bool(report.changes) and not exit_zero)
    failed = report.failed(Level[fail_on.upper()] if fail_on else None)
    lacking = strict and not exit_zero and told_strict(report.skipped)
    return int((failed or lacking) and not exit_zero)
