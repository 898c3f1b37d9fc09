"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.edit import Safety
from kbaudit.model.finding import Finding, Level
from kbaudit.read.citation import Citation
from kbaudit.rulekit import Context, Need, code, rule
from kbaudit.rulekit.proof import State
from kbaudit.rules._proved import now_at, numbers, renumbered, where


@rule(level=Level.WARNING, tags=("citation",), needs=(Need.REVISION,), fix=Safety.SAFE)
def stale_lines(citation: Citation, ctx: Context) -> Iterator[Finding]:
    """The lines of a citation no longer hold the code that they are cited for.

    Why:
        The code stands where it was, a few lines further down; whoever looks up the numbers reads
        something else and takes it for what the page speaks of.

    Example:
        ``trainer.py:2152-2154`` with a quote that stands at lines 1570-1572 of the revision.

    Remedy:
        Write the numbers that the finding names; ``kbaudit fix --update-lines`` does it.

    Fix safety:
        Safe where the quote stands in the new place to the letter and nowhere else, or where two
        kinds of evidence that know nothing of each other agree: the quote, the lines followed from
        a base at which the page was right, and the definition that the page names. Unsafe where
        only the lines were followed, from a base at which nothing on the page confirms them.
    """
    for lines, proof in ctx.target.proved(ctx.file, citation):
        place = proof.place
        if proof.state is not State.MOVED or place is None:
            continue
        path = ctx.target.cited(ctx.file, citation).path
        fix = renumbered(citation, lines, proof, ctx)
        unsure = "" if proof.safety is Safety.SAFE else "; nothing on the page confirms it"
        yield ctx.found(
            lines.span,
            f"the code cited as {numbers(lines.first, lines.last)} of {code(citation.path)} "
            f"stands at {where(place, path)} at {ctx.target.label}",
            help=f"{proof.how}{unsure}",
            fix=fix,
            related=(now_at(place, ctx),),
            key=f"{citation.path} {ctx.target.proofs.signature(ctx.file, citation)}",
        )
