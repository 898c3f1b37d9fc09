"""``kbaudit new``."""

from pathlib import Path

import click

from kbaudit.cli.options import knowledge_base, moving
from kbaudit.cli.request import request_of

_EXAMPLES = """\b
Examples:
  kbaudit new Environment Cuda --summary "A graphics card." --diff
                                 only show it, as a patch
  kbaudit new Principle Caching kb --with Serve --with cache_lookup
                                 a step of the workflow Serve,
                                 implemented by cache_lookup
"""


@click.command(short_help="Make a page, with its row in the index.", epilog=_EXAMPLES)
@click.argument("kind", metavar="TYPE")
@click.argument("name")
@knowledge_base
@click.option(
    "--with",
    "near",
    multiple=True,
    metavar="PAGE",
    help="Link it with this page, by the relation of their types, from both ends. Can be given "
    "several times.",
)
@click.option("--summary", default="", metavar="TEXT", help="Its first sentence.")
@moving
def new(
    kind: str,
    name: str,
    kb: str | None,
    near: tuple[str, ...],
    summary: str,
    diff: bool,
    exclude: tuple[str, ...],
    config: Path | None,
    color: str,
) -> int:
    """Make the page NAME of type TYPE in the knowledge base KB.

    It has front matter and all sections that pages of its type must have, written as most pages
    here are, with a comment in each that says what belongs there, and a row in the index. The scope
    is put in front of NAME where there is only one.

    A Principle that nothing implements, or an Implementation of nothing, is found by `kbaudit
    check`: --with links it with other pages. What is left for you is listed.

    \b
    Exit status:
      0  made, whatever is left to do; with --diff: shown
      2  there is no such type, NAME cannot be used, or a file not be changed
    """
    from kbaudit.cli.moved_pages import carry_out
    from kbaudit.engine.making import make_page
    from kbaudit.output.moves import write_made

    request = request_of(kb, exclude=exclude, config=config)
    found = make_page(request, kind, name, summary=summary, near=near)
    return carry_out(found, write_made, request, color, diff=diff)
