"""See the docstring of the rule."""

import re
from collections.abc import Iterator

from kbaudit.model.edit import Fix, Safety
from kbaudit.model.finding import Finding, Level
from kbaudit.model.regex import regex
from kbaudit.model.span import Span
from kbaudit.read.page import Page
from kbaudit.rulekit import Context, code, rule
from kbaudit.target.requirements.meaning import meaning

_ITEM = regex(
    r"^[ \t]*[*+-][ \t]+(?:\*\*)?`(?P<package>[A-Za-z][\w.-]{0,60})(?:\[[\w, -]{1,60}\])?`"
    r"(?:\*\*)?[ \t]*"
    r"(?P<specifier>(?:=>|=<|>>|<<|=!|!(?!=)|=~|~>|===?>|> =|< =|= =)[ \t]*\d[\w.*]*)",
    re.MULTILINE,
)
_MEANT = {
    "=>": ">=",
    "=<": "<=",
    "=!": "!=",
    "=~": "~=",
    "~>": "~=",
    "> =": ">=",
    "< =": "<=",
    "= =": "==",
}


@rule(level=Level.ERROR, tags=("pin",), fix=Safety.UNSAFE)
def invalid_pin(page: Page, ctx: Context) -> Iterator[Finding]:
    """A version pin is not a specifier that any installer understands.

    Why:
        Copied into a command or a requirements file it fails, or means something else.

    Example:
        ``* `torch` => 2.2``, where ``>= 2.2`` is meant.

    Remedy:
        Write a specifier as PEP 440 has it: ``>=``, ``<=``, ``==``, ``!=``, ``~=``, ``>`` or ``<``
        and a version.

    Fix safety:
        Unsafe: what the author meant is likely, but not certain.
    """
    for match in _ITEM.finditer(page.scan.prose):
        written = match["specifier"]
        sign = next((wrong for wrong in _MEANT if written.startswith(wrong)), "")
        proper = f"{_MEANT[sign]}{written[len(sign) :]}" if sign else ""
        span = Span(*match.span("specifier"))
        fix = None
        if proper and meaning(proper) is not None:
            fix = Fix(f"write {proper}", (ctx.edit(span, proper),), Safety.UNSAFE)
        yield ctx.found(
            span,
            f"{code(written)} is no version specifier",
            help=f"it seems to mean {code(proper)}" if fix else "",
            fix=fix,
            key=f"{match['package']} {written}",
        )
