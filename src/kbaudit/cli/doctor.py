"""``kbaudit doctor``."""

from typing import Unpack

import click

from kbaudit.cli.forms import printed_as
from kbaudit.cli.options import keeping, knowledge_base
from kbaudit.cli.request import Asked, request_of

_EXAMPLES = """\b
Examples:
  kbaudit doctor                         the knowledge base around here
  kbaudit doctor kb --repo ../code       is this clone what I think it is?
  kbaudit doctor --format json           for programs

\b
Exit status: 0 everything that was asked for works, 1 something does not.
"""


@click.command(short_help="Tell what kbaudit finds on this machine.", epilog=_EXAMPLES)
@knowledge_base
@keeping
@printed_as("text", "json")
def doctor(kb: str | None, form: str, **asked: Unpack[Asked]) -> int:
    """Tell what kbaudit finds on this machine and for the knowledge base KB.

    Versions, programs, the configuration, targets, the lock, the cache: what a report of a defect
    needs. Nothing secret is in it: addresses have no passwords, and the home folder is `~`.
    """
    from kbaudit.cli.streams import options_for, standard_output
    from kbaudit.engine.doctor import examine
    from kbaudit.output.doctor import write_json, write_text

    facts = examine(request_of(kb, **asked))
    with standard_output() as stream:
        if form == "json":
            write_json(facts, stream)
        else:
            write_text(facts, stream, options_for("auto", to_file=False, quiet=False))
    return int(any(fact.wrong for fact in facts))
