"""``kbaudit diff``."""

from typing import Unpack

import click

from kbaudit.cli.forms import printed_as
from kbaudit.cli.options import comparing, knowledge_base, showing
from kbaudit.cli.request import Compared, request_of

_EXAMPLES = """\b
Examples:
  kbaudit diff v1 v2 kb --repo ../code       what will v2 do to the pages?
  kbaudit diff v1 HEAD --format json
"""


@click.command(
    short_help="Tell what another revision of the target does to the pages.",
    epilog=_EXAMPLES,
)
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@knowledge_base
@comparing
@printed_as("text", "json")
@showing
def diff(
    before: str,
    after: str,
    kb: str | None,
    form: str,
    color: str,
    quiet: bool,
    no_progress: bool,
    **asked: Unpack[Compared],
) -> int:
    """Tell what going from revision A to revision B of the target does to the pages of KB.

    Which citations, quotes and symbols are not what they were, by page, with the commits that did
    it. A and B may come in any order, and nothing is checked out. What pages say is taken as it
    stands at A, right or wrong; whether it is right is for `kbaudit check`. Where there are several
    targets, SCOPE=A and SCOPE=B say which is meant.

    \b
    Exit status:
      0  told, whether anything is affected or not
      2  wrong usage, configuration or revision
      3  a fault of kbaudit itself
    """
    from kbaudit.cli.progress import ProgressLine
    from kbaudit.cli.streams import options_for, standard_output
    from kbaudit.engine.audit import prepared
    from kbaudit.engine.locking_files import need_target
    from kbaudit.engine.movement import movement
    from kbaudit.output.moved import write_json, write_text

    progress = ProgressLine(wanted=not no_progress)
    request = request_of(kb, progress, **asked, rev=(after,))
    try:
        with prepared(request) as auditor:
            need_target(auditor)
            found = movement(auditor, before)
    finally:
        progress.close()
    options = options_for(color, to_file=False, quiet=quiet)
    with standard_output() as stream:
        (write_json if form == "json" else write_text)(found, stream, options)
    return 0
