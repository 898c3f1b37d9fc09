"""``kbaudit baseline``."""

from typing import Unpack

import click

from kbaudit.cli.options import knowledge_base, selecting, showing
from kbaudit.cli.request import Asked, request_of


@click.command(short_help="Record today's findings, so that only new ones are reported.")
@knowledge_base
@click.option("--prune", is_flag=True, help="Only drop what is not found any more.")
@selecting
@showing
def baseline(
    kb: str | None,
    prune: bool,
    color: str,
    quiet: bool,
    no_progress: bool,
    **asked: Unpack[Asked],
) -> int:
    """Record what is found in the knowledge base KB today, in kbaudit.baseline.

    `kbaudit check` then reports what is not in it, says how much it hides, and tells which entries
    no longer occur. The file is meant to be committed. Entries have no line numbers, and are known
    again on pages that were renamed. Give the same target and options as for `check`: entries of
    rules that could not run are kept as they are.

    \b
    Examples:
      kbaudit baseline kb --repo ../code --rev v2
      kbaudit baseline kb --select link       renew the entries of some rules
      kbaudit baseline kb --prune             drop what was repaired

    \b
    Exit status:
      0  written
      2  wrong usage, configuration or revision, or a baseline that cannot be read
      3  a fault of kbaudit itself; entries of the rule that failed were kept
    """
    from kbaudit.cli.progress import ProgressLine
    from kbaudit.cli.streams import options_for, standard_output
    from kbaudit.engine.baseline_record import record
    from kbaudit.output.recorded import write_recorded

    progress = ProgressLine(wanted=not no_progress)
    try:
        recording = record(request_of(kb, progress, **asked), prune=prune)
    finally:
        progress.close()
    with standard_output() as stream:
        write_recorded(recording, stream, options_for(color, to_file=False, quiet=quiet))
    return 3 if recording.report.faults else 0
