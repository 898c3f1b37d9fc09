"""See the docstring of the rule."""

import re
from collections.abc import Iterator

from kbaudit.model.edit import Fix, Safety
from kbaudit.model.finding import Finding, Level
from kbaudit.model.regex import regex
from kbaudit.model.span import Span
from kbaudit.read.file import File
from kbaudit.read.install import read_commands
from kbaudit.read.kind import Kind
from kbaudit.rulekit import Context, code, rule

_REQUIREMENT = regex(r"[A-Za-z][\w.-]*+(?:\[[\w,. -]*\])?[=!~,.\w]*+[<>][\w.,<>=!~*]*")


@rule(level=Level.WARNING, tags=("pin",), fix=Safety.SAFE)
def unquoted_requirement(file: File, ctx: Context) -> Iterator[Finding]:
    """An install command holds a ``<`` or ``>`` that a shell takes for a redirection.

    Why:
        ``pip install bitsandbytes>=0.43.0`` installs any version and writes a file that is called
        ``=0.43.0``.

    Example:
        ``pip install torch>=2.2`` in a shell block.

    Remedy:
        Put the requirement in quotes: ``pip install "torch>=2.2"``.

    Fix safety:
        Safe: quotes are put around the word and nothing else changes.
    """
    if file.kind not in (Kind.PAGE, Kind.STRAY) or file.unreadable is not None:
        return
    for command in read_commands(file.scan):
        for word in command.words:
            plain = word.text.rstrip(",.:")
            if not word.quoted and _REQUIREMENT.fullmatch(plain):
                yield _finding(plain, word.span.start, ctx)


def _finding(word: str, start: int, ctx: Context) -> Finding:
    span = Span(start, start + len(word))
    return ctx.found(
        span,
        f"a shell takes the {code(re.sub(r'[^<>]', '', word)[0])} of {code(word)} "
        "for a redirection",
        help=f'write "{word}"',
        fix=Fix("put it in quotes", (ctx.edit(span, f'"{word}"'),)),
    )
