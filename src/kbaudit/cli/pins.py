"""``kbaudit pins``."""

from typing import Unpack

import click

from kbaudit.cli.forms import printed_as
from kbaudit.cli.options import comparing, knowledge_base, printing
from kbaudit.cli.request import Compared, request_of

_EXAMPLES = """\b
Examples:
  kbaudit pins kb --repo ../code                 against HEAD
  kbaudit pins kb --repo ../code --rev v1 --rev v2
                                                 when did each pin drift?
  kbaudit pins kb | grep torch                   one line for each pin
  kbaudit pins kb --format csv > pins.csv        for a spreadsheet

\b
Verdicts:
  equal        the target asks for the same versions
  looser       the page allows versions that the target does not
  tighter      the target allows versions that the page does not
  disjoint     no version satisfies both
  other        each allows versions that the other does not
  unstated     the target asks for no version that can be compared
  unknown      the target does not ask for the package
  open         the page names no version
  not checked  there is no target
"""


@click.command(short_help="Print the table of all version pins.", epilog=_EXAMPLES)
@knowledge_base
@comparing
@click.option(
    "--rev",
    multiple=True,
    metavar="REV",
    help="A tag, branch or commit. Given several times: a column for each. [default: HEAD]",
)
@click.option(
    "--all", "passing", is_flag=True, help="Also the versions that pages only mention in passing."
)
@printed_as("text", "json", "csv")
@printing
def pins(
    kb: str | None,
    rev: tuple[str, ...],
    passing: bool,
    form: str,
    color: str,
    no_progress: bool,
    **asked: Unpack[Compared],
) -> None:
    """Print the version pins of the knowledge base KB: page, package, what the page states, what
    the target states, the verdict, and the place in the target.

    With several --rev there is a column for each: `equal`, or what the target asks for there.
    """
    from kbaudit.cli.progress import ProgressLine
    from kbaudit.cli.streams import options_for, standard_output
    from kbaudit.engine.pins_table import pins_table
    from kbaudit.output.pins import write_csv, write_json, write_text

    progress = ProgressLine(wanted=not no_progress)
    request = request_of(kb, progress, **asked)
    try:
        table = pins_table(request, list(dict.fromkeys(rev)), passing=passing)
    finally:
        progress.close()
    with standard_output() as stream:
        if form == "json":
            write_json(table, stream)
        elif form == "csv":
            write_csv(table, stream)
        else:
            write_text(table, stream, options_for(color, to_file=False, quiet=False))
