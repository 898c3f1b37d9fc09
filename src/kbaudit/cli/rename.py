"""``kbaudit rename``."""

from pathlib import Path

import click

from kbaudit.cli import complete
from kbaudit.cli.options import knowledge_base, moving
from kbaudit.cli.request import request_of

_EXAMPLES = """\b
Examples:
  kbaudit rename o_r_Cuda o_r_CUDA_12             in the knowledge base here
  kbaudit rename Cuda o_r_CUDA_12 kb --diff       only show it, as a patch
  kbaudit rename Principle:Cache o_r_Caching kb   where two have the name
"""


@click.command(short_help="Rename a page, with all that names it.", epilog=_EXAMPLES)
@click.argument("old", shell_complete=complete.pages)
@click.argument("new")
@knowledge_base
@moving
def rename(
    old: str,
    new: str,
    kb: str | None,
    diff: bool,
    exclude: tuple[str, ...],
    config: Path | None,
    color: str,
) -> int:
    """Rename the page OLD of the knowledge base KB to NEW.

    Links in all their forms, index rows, connections, coverage cells of the map, the heading and
    the front matter of the page, names in reports, kbaudit.yaml and kbaudit.lock go along, each in
    the way in which it is written. What only happens to hold the same words stays, and places where
    the full name stays are told. All of it is changed, or nothing.

    \b
    Exit status:
      0  renamed; with --diff: shown
      2  there is no such page, NEW is no name for it, or a file cannot be changed
    """
    from kbaudit.cli.moved_pages import carry_out
    from kbaudit.engine.renaming import rename as renamed
    from kbaudit.output.moves import write_renamed

    request = request_of(kb, exclude=exclude, config=config)
    found = renamed(request, old, new)
    return carry_out(found, write_renamed, request, color, diff=diff)
