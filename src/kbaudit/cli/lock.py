"""``kbaudit lock``."""

from typing import TYPE_CHECKING, Unpack

import click

from kbaudit.cli import complete
from kbaudit.cli.options import knowledge_base, locking, showing
from kbaudit.cli.request import Asked, request_of

if TYPE_CHECKING:
    from kbaudit.engine.auditor import Auditor
    from kbaudit.engine.locking import Made
    from kbaudit.engine.request import Request


_EXAMPLES = """\b
Examples:
  kbaudit lock kb --repo ../code --rev v2    write kbaudit.lock
  kbaudit lock kb --check                    in CI: is it current?
  kbaudit lock kb --accept acme_Engine       this page was read, it is right
"""


@click.command(
    short_help="Record where each citation pointed when it was last true.", epilog=_EXAMPLES
)
@knowledge_base
@click.option("--check", is_flag=True, help="Change nothing; say whether the lock is current.")
@click.option(
    "--all/--proven",
    "everything",
    default=None,
    help="Record citations that nothing proves too, marked as such; or not any more. "
    "[default: as the lock at hand, else --proven]",
)
@click.option(
    "--accept",
    multiple=True,
    metavar="PAGE",
    shell_complete=complete.pages,
    help="This page was read and fits the code as it is now, although the code was changed.",
)
@locking
@showing
def lock(
    kb: str | None,
    check: bool,
    everything: bool | None,
    accept: tuple[str, ...],
    color: str,
    quiet: bool,
    no_progress: bool,
    **asked: Unpack[Asked],
) -> int:
    """Write kbaudit.lock of the knowledge base KB, which is meant to be committed.

    For each citation it has the path, the lines, the blob and the commit at which the citation was
    last true: the revision, where the page proves it; else the base, where it was true. With the
    lock, `check` sees code that was edited under the same numbers, and reads only what changed.

    \b
    Exit status:
      0  written; with --check: the lock is current
      1  with --check: the lock is not current
      2  wrong usage, configuration or revision, or a lock that cannot be read
      3  a fault of kbaudit itself
    """
    from kbaudit.cli.progress import ProgressLine
    from kbaudit.engine.audit import prepared
    from kbaudit.engine.locking import make_lock
    from kbaudit.engine.locking_files import accepted_pages, need_target, write_lock

    progress = ProgressLine(wanted=not no_progress)
    request = request_of(kb, progress, **asked)
    try:
        with prepared(request) as auditor:
            need_target(auditor)
            pages = accepted_pages(auditor.kb, accept)
            made = make_lock(auditor, auditor.kb, everything=everything, accepted=pages)
            if not check:
                write_lock(request.root, made)
    finally:
        progress.close()
    return _show(request, auditor, made, check=check, color=color, quiet=quiet)


def _show(
    request: "Request", auditor: "Auditor", made: "Made", *, check: bool, color: str, quiet: bool
) -> int:
    from kbaudit.cli.streams import options_for, standard_output
    from kbaudit.engine.locking_files import differences
    from kbaudit.output.locked import write_checked, write_locked

    options = options_for(color, to_file=False, quiet=quiet)
    with standard_output() as stream:
        if not check:
            write_locked(request.name, made, stream, options)
            return 0
        found = differences(auditor.lock, made)
        write_checked(request.name, found, stream, options)
    return int(bool(found))
