"""See the docstring of the rule."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from kbaudit.model.edit import Fix, Safety
from kbaudit.model.finding import Finding, Level
from kbaudit.model.span import Span
from kbaudit.read.file import File, Kind
from kbaudit.rulekit import Context, code, rule

_COMMAND = re.compile(
    r"(?:^|[\s;&|$>`(!%])(?:(?:uv[ \t]+)?(?:pip3?|python3?[ \t]+-m[ \t]+pip)[ \t]+install"
    r"|(?:conda|mamba)[ \t]+install|uv[ \t]+add|poetry[ \t]+add)(?P<words>[^\n`]*)"
)
_WORD = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'|[^\s\"']+")
_REQUIREMENT = re.compile(r"[A-Za-z][\w.-]*(?:\[[\w,. -]*\])?[<>][\w.,<>=!~*]+")
_SHELLS = frozenset(
    {
        "",
        "bash",
        "sh",
        "shell",
        "console",
        "zsh",
        "fish",
        "terminal",
        "text",
        "shell-session",
        "shellsession",
    }
)


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
    starts = [block.span.start for block in file.code_blocks]
    for match in _COMMAND.finditer(file.text):
        at = bisect_right(starts, match.start("words")) - 1
        block = file.code_blocks[at] if at >= 0 else None
        inside = block is not None and block.span.end > match.start("words")
        if inside and block is not None and block.language not in _SHELLS:
            continue
        for word in _WORD.finditer(match["words"]):
            if word[0].startswith("#"):
                break
            if _REQUIREMENT.fullmatch(word[0].rstrip(",.;:)")):
                yield _finding(word[0].rstrip(",.;:)"), match.start("words") + word.start(), ctx)


def _finding(word: str, start: int, ctx: Context) -> Finding:
    span = Span(start, start + len(word))
    return ctx.found(
        span,
        f"a shell takes the {code(re.sub(r'[^<>]', '', word)[0])} of {code(word)} "
        "for a redirection",
        help=f'write "{word}"',
        fix=Fix("put it in quotes", (ctx.edit(span, f'"{word}"'),)),
    )
