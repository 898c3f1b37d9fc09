"""``kbaudit target``: copies of repositories that kbaudit keeps itself."""

from dataclasses import replace
from typing import Unpack

import click

from kbaudit.cli.forms import printed_as
from kbaudit.cli.lazy import Group
from kbaudit.cli.options import keeping, knowledge_base
from kbaudit.cli.request import Asked, request_of

_EXAMPLES = """\b
Examples:
  kbaudit target fetch kb              what kbaudit.yaml of kb names
  kbaudit target fetch kb --rev v2     another revision of it
  kbaudit target fetch kb --repo https://github.com/acme/rocket --rev v2
  kbaudit target list                  what is kept, and where
  kbaudit target remove --all          delete all of it
"""
_FETCH_EXAMPLES = """\b
Examples:
  kbaudit target fetch                 for the knowledge base around here
  kbaudit target fetch kb --rev v2     another revision than usual
  kbaudit target fetch kb --repo https://github.com/acme/rocket
"""
_LIST_EXAMPLES = """\b
Examples:
  kbaudit target list
  kbaudit target list --format json
"""
_REMOVE_EXAMPLES = """\b
Examples:
  kbaudit target remove https://github.com/acme/rocket
  kbaudit target remove --all
"""


@click.group(
    cls=Group, short_help="Keep a copy of the repository that pages are about.", epilog=_EXAMPLES
)
def target() -> None:
    """Keep copies of the repositories that pages are about, for those who have no clone at hand.

    They lie in the user's cache folder, or in that of KBAUDIT_CACHE_DIR. A copy has the whole
    history, but only the files of the revisions that were asked for. Nothing is ever downloaded
    but by `target fetch` and the option --fetch.
    """


@target.command(
    short_help="Download what a knowledge base is held against.", epilog=_FETCH_EXAMPLES
)
@knowledge_base
@keeping
@click.option("--no-progress", is_flag=True, help="Never show progress.")
def fetch(kb: str | None, no_progress: bool, **asked: Unpack[Asked]) -> int:
    """Download what the knowledge base KB is held against, or bring it up to date.

    The address is `target.url` of kbaudit.yaml, or --repo URL. After that `kbaudit check` needs no
    network. What was complete before an interruption is not downloaded again. Names and passwords
    are left to git: what `git ls-remote URL` can read, can be downloaded.
    """
    from kbaudit.cli.boundary import say
    from kbaudit.cli.progress import ProgressLine
    from kbaudit.engine.fetching import fetch_targets
    from kbaudit.engine.request import Fetch

    progress = ProgressLine(wanted=not no_progress)
    request = replace(request_of(kb, progress, **asked), fetch=Fetch.ANEW)
    try:
        lines = fetch_targets(request)
    except KeyboardInterrupt:
        progress.close()
        say("interrupted: what is complete is kept, and the next fetch goes on from there")
        return 130
    finally:
        progress.close()
    for line in lines:
        click.echo(line)
    return 0


@target.command("list", short_help="List what is kept.", epilog=_LIST_EXAMPLES)
@printed_as("text", "json")
def list_(form: str) -> None:
    """List the copies that are kept: address, revisions with all files, size, folder."""
    from kbaudit.cli.streams import standard_output
    from kbaudit.folders import cache_folder
    from kbaudit.output.kept import write_json, write_text
    from kbaudit.target.kept import PART, kept_clones

    with standard_output() as stream:
        (write_json if form == "json" else write_text)(
            list(kept_clones(cache_folder(PART))), stream
        )


@target.command(short_help="Delete what is kept.", epilog=_REMOVE_EXAMPLES)
@click.argument("url", required=False, metavar="[URL]")
@click.option("--all", "everything", is_flag=True, help="All copies.")
def remove(url: str | None, everything: bool) -> None:
    """Delete the copy of URL, or all of them. Clones of your own are never touched."""
    from kbaudit.engine.fetching import remove_kept

    if (url is None) is not everything:
        raise click.UsageError("name the URL of one copy, or give --all")
    for line in remove_kept(url):
        click.echo(line)
