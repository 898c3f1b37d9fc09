"""See the docstring of the rule."""

from collections.abc import Iterator
from dataclasses import replace

from kbaudit.model.finding import Finding, Level
from kbaudit.read.citation import Citation
from kbaudit.rulekit import Context, Need, code, rule
from kbaudit.rulekit.proof import State
from kbaudit.rules._proved import numbers


@rule(level=Level.WARNING, tags=("citation",), needs=(Need.REVISION, Need.BASE))
def deleted_source(citation: Citation, ctx: Context) -> Iterator[Finding]:
    """The code of a citation is gone from the target.

    Why:
        The page describes something that the code does not do any more.

    Example:
        ``trainer.py:1795`` cites a warning that a later release no longer gives.

    Remedy:
        Read what replaced it, and rewrite or remove what the page says of it.
    """
    for lines, proof in ctx.target.proved(ctx.file, citation):
        if proof.state is not State.GONE:
            continue
        path = ctx.target.cited(ctx.file, citation).path
        meant, quote = lines, proof.quote_at_base
        if quote is not None and not proof.confirmed:
            meant = replace(lines, first=quote.first, last=quote.last)
        removed = ctx.target.removal(ctx.file, citation, meant)
        by = f"; commit {removed.short} removed it" if removed else ""
        yield ctx.found(
            lines.span,
            f"the code cited as {numbers(lines.first, lines.last)} of {code(path)} "
            f"is gone at {ctx.target.label}{by}",
            help=f"it is in {code(path)} at the base" if not removed else removed.subject[:80],
            key=f"{citation.path} {ctx.target.proofs.signature(ctx.file, citation)}",
        )
