"""``kbaudit rm``."""

from pathlib import Path

import click

from kbaudit.cli import complete
from kbaudit.cli.options import knowledge_base, moving
from kbaudit.cli.request import request_of

_EXAMPLES = """\b
Examples:
  kbaudit rm o_r_Cuda               in the knowledge base around here
  kbaudit rm Cuda kb --diff         only show it, as a patch
"""


@click.command(short_help="Remove a page, with all that lists it.", epilog=_EXAMPLES)
@click.argument("name", shell_complete=complete.pages)
@knowledge_base
@moving
def rm(
    name: str,
    kb: str | None,
    diff: bool,
    exclude: tuple[str, ...],
    config: Path | None,
    color: str,
) -> int:
    """Remove the page NAME of the knowledge base KB.

    Its index rows, connections, coverage cells of the map, items of lists that lead to it, and its
    entries in kbaudit.lock go along. Links within sentences stay, for a person to decide: they are
    listed, with all that `kbaudit check` will find and did not find before. All of it is changed,
    or nothing.

    \b
    Exit status:
      0  removed, whatever is left to decide; with --diff: shown
      2  there is no such page, or a file cannot be changed
    """
    from kbaudit.cli.moved_pages import carry_out
    from kbaudit.engine.removing import remove
    from kbaudit.output.moves import write_removed

    request = request_of(kb, exclude=exclude, config=config)
    found = remove(request, name)
    return carry_out(found, write_removed, request, color, diff=diff)
