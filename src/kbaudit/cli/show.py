"""``kbaudit show``."""

import os
from pathlib import Path
from typing import Unpack

import click

from kbaudit.cli import complete
from kbaudit.cli.forms import printed_as
from kbaudit.cli.options import knowledge_base, reading
from kbaudit.cli.request import Compared, request_of

_EXAMPLES = """\b
Examples:
  kbaudit show Trainer_train kb                by name, or with its scope
  kbaudit show kb/environments/o_r_CUDA.md     by path
  kbaudit show Principle:Training kb           where two pages share a name
  kbaudit show Trainer_train kb --format json  for programs

\b
YAML front matter is shown as it is understood. What an infobox leaves out is
read from the place of the page and its text, as for a page that has neither.
"""


@click.command(short_help="Print what kbaudit reads in the front matter of a page.",
               epilog=_EXAMPLES)  # fmt: skip
@click.argument("page", shell_complete=complete.pages)
@knowledge_base
@printed_as("yaml", "json")
@reading
def show(page: str, kb: str | None, form: str, **asked: Unpack[Compared]) -> None:
    """Print the front matter of PAGE as kbaudit sees it, from either dialect, as one instance of
    the schema of its page type.

    Look at it when you wonder why a finding is there, or is not.
    """
    from kbaudit.cli.boundary import say
    from kbaudit.cli.streams import standard_output
    from kbaudit.engine.shown import root_of, shown_page
    from kbaudit.output.instance import write_instance

    root = root_of(Path(page)) if kb is None else None
    if root is not None:
        page = Path(page).absolute().relative_to(root).as_posix()
        kb = os.path.relpath(root)
    shown = shown_page(request_of(kb, **asked), page)
    for note in shown.notes:
        say(note)
    with standard_output() as stream:
        write_instance(shown, form, stream)
