"""``kbaudit stats``."""

from typing import Unpack

import click

from kbaudit.cli.forms import printed_as
from kbaudit.cli.options import counting, knowledge_base, printing
from kbaudit.cli.request import Asked, request_of

_EXAMPLES = """\b
Examples:
  kbaudit stats kb                             what there is
  kbaudit stats kb --repo ../code --rev v2     ... and how much of it is true
  kbaudit stats kb --format json | jq .findings.by_level
"""


@click.command(short_help="Count pages, relations, citations, pins and findings.", epilog=_EXAMPLES)
@knowledge_base
@counting
@click.option(
    "--oldest",
    type=click.IntRange(min=0),
    default=5,
    metavar="N",
    help="How many of the oldest pages to name. [default: 5]",
)
@printed_as("text", "json")
@printing
def stats(
    kb: str | None,
    oldest: int,
    form: str,
    color: str,
    no_progress: bool,
    **asked: Unpack[Asked],
) -> None:
    """Count what is in the knowledge base KB: pages by type, relations by kind, citations and pins
    by state, files of the target that pages cite, the oldest pages, findings by level.

    Citations, pins and files are held against the target; without one they are not checked.
    """
    from kbaudit.cli.progress import ProgressLine
    from kbaudit.cli.streams import options_for, standard_output
    from kbaudit.engine.statistics import statistics
    from kbaudit.output.stats import write_json, write_text

    progress = ProgressLine(wanted=not no_progress)
    request = request_of(kb, progress, **asked)
    try:
        found = statistics(request, oldest=oldest)
    finally:
        progress.close()
    with standard_output() as stream:
        if form == "json":
            write_json(found, stream)
        else:
            write_text(found, stream, options_for(color, to_file=False, quiet=False))
