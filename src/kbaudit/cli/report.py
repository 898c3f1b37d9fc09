"""``kbaudit report``."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Unpack

import click

from kbaudit.cli.options import counting, knowledge_base
from kbaudit.cli.request import Asked, request_of

if TYPE_CHECKING:
    from kbaudit.engine.fixer.report import Repair
    from kbaudit.engine.request import Request

_EXAMPLES = """\b
Examples:
  kbaudit report kb --repo ../code --rev v2      to standard output
  kbaudit report kb -o _reports/audit.md         into the knowledge base
  kbaudit fix kb --report _reports/audit.md      with what was fixed
"""


@click.command(short_help="Write the report of an audit as Markdown.", epilog=_EXAMPLES)
@knowledge_base
@click.option(
    "--output",
    "-o",
    default="",
    metavar="FILE",
    help="Write to a file; one in _reports/ lies in the knowledge base.",
)
@click.option("--date", default="", metavar="DATE", help="State this day, YYYY-MM-DD, or `today`.")
@counting
@click.option("--no-progress", is_flag=True, help="Never show progress.")
def report(
    kb: str | None, output: str, date: str, no_progress: bool, **asked: Unpack[Asked]
) -> int:
    """Write the report of an audit of the knowledge base KB as Markdown.

    It has the form of reports that knowledge bases keep in _reports/: statistics, issues by
    rule, what was fixed, what remains and what was not checked, the verdict on each rule of the
    audit phase, and the status, VALID or NEEDS ATTENTION. The next audit holds it to the truth.

    The same pages and revision give the same report: without --date it states no day.

    \b
    Exit status:
      0  written, whatever the status
      2  wrong usage, configuration or revision, or a file that cannot be written
      3  a fault of kbaudit itself; it is named in the report
    """
    from kbaudit.cli.progress import ProgressLine

    day = day_of(date)
    progress = ProgressLine(wanted=not no_progress)
    request = request_of(kb, progress, **asked)
    try:
        return written(request, output, day)
    finally:
        progress.close()


def day_of(date: str) -> str:
    """The day that `date` means. Raises UsageError for what is none."""
    from datetime import date as day

    from kbaudit.engine.clock import today

    if date == "today":
        return today().isoformat()
    try:
        return day.fromisoformat(date).isoformat() if date else ""
    except ValueError:
        raise click.UsageError(f"--date: `{date}` is no day: write YYYY-MM-DD, or today") from None


def written(
    request: "Request", output: str, day: str, fixed: "Iterable[Repair] | None" = None
) -> int:
    """Write the report of an audit to `output` (empty: standard output); the exit status.

    The file itself is left out of the audit: what an earlier report claimed is replaced.
    """
    import io

    from kbaudit.cli.streams import standard_output
    from kbaudit.engine.audit_report import audit_report
    from kbaudit.engine.placing import inside, place, place_of
    from kbaudit.output.audit_report import write

    path = place_of(request.root, output) if output not in ("", "-") else None
    own = inside(request.root, path) if path is not None else ""
    if own:
        request = replace(request, exclude=(*request.exclude, f"/{own}"))
    found = audit_report(request, fixed)
    stream = io.StringIO()
    write(found, stream, date=day)
    if path is None:
        with standard_output() as out:
            out.write(stream.getvalue())
    else:
        place(request.root, path, stream.getvalue())
        status = "VALID" if found.valid else "NEEDS ATTENTION"
        click.echo(f"wrote {click.format_filename(path)}: {status}")
    return 3 if found.report.faults else 0
