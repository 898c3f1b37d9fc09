"""See the docstring of the rule."""

import re
from collections.abc import Iterator

from kbaudit.model.finding import Finding, Level
from kbaudit.model.regex import regex
from kbaudit.read.citation import Citation
from kbaudit.rulekit import Context, Need, code, rule
from kbaudit.rulekit.proof import State
from kbaudit.rules._proved import numbers

_EXAMPLE = regex(
    r"\b(?:examples?|usage|used? (?:it|like)|calls? it|called|outputs?|prints?|results?|install"
    r"|equivalent|pseudo-?code|simplified|roughly|in short)\b",
    re.IGNORECASE,
)


@rule(level=Level.WARNING, tags=("citation",), needs=(Need.REVISION, Need.BASE))
def unproven_quote(citation: Citation, ctx: Context) -> Iterator[Finding]:
    """The code quoted for a citation is in its file neither at the base nor at the revision.

    Why:
        A quote is the proof of what the page says. This one was written from memory, or is of
        another file.

    Example:
        Under ``config.py:10-14``, five lines that no version of ``config.py`` at hand has.

    Remedy:
        Quote what the file says, or name the file that the code is of. Quotes with lines left out,
        re-wrapped strings or changed comments count as true, and code that its introduction calls
        an example is no quote.
    """
    for lines, proof in ctx.target.proved(ctx.file, citation):
        if proof.state is not State.NEVER or citation.quote is None:
            continue
        intro = citation.quote.intro
        if intro is not None and _EXAMPLE.search(intro.of(ctx.file.text)):
            continue
        path = ctx.target.cited(ctx.file, citation).path
        yield ctx.found(
            citation.quote.content if len(citation.quote.content) else citation.span,
            f"{code(path)} does not have the code quoted for lines "
            f"{numbers(lines.first, lines.last)}, neither at the base nor at {ctx.target.label}",
            key=citation.path,
        )
