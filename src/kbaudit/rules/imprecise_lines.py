"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.edit import Safety
from kbaudit.model.finding import Finding, Level
from kbaudit.read.citation import Citation, LineRange
from kbaudit.rulekit import Context, Need, code, rule
from kbaudit.rulekit.proof import Proof, State, better_range
from kbaudit.rules._proved import now_at, numbers, renumbered, where
from kbaudit.target.track import Place


@rule(level=Level.INFO, tags=("citation",), needs=(Need.REVISION,), fix=Safety.SAFE)
def imprecise_lines(citation: Citation, ctx: Context) -> Iterator[Finding]:
    """The lines of a citation are one off, or cut the code that is quoted or named with it.

    Why:
        A reader who opens the lines misses the first or the last of what the page shows.

    Example:
        ``check.py:25-37`` over a quote that stands at lines 25-38. Or ``trainer.py:212-311`` on the
        page of a method that stands at lines 200-299.

    Remedy:
        Cite the lines of the quote, or of the definition.

    Fix safety:
        Safe for a quote that stands there to the letter, and nowhere else: numbers are only
        widened, or moved by one where the range has the size of the quote. Unsafe for a
        definition.
    """
    for lines, proof in ctx.target.proved(ctx.file, citation):
        if proof.cuts:
            yield _cut(citation, lines, proof, ctx)
        quote = proof.quote
        if proof.state is not State.PROVEN or quote is None or not (quote.verbatim and proof.only):
            continue
        better = better_range(lines.first, lines.last, quote)
        if better == (lines.first, lines.last):
            continue
        path = ctx.target.cited(ctx.file, citation).path
        place = Place(path, *better, 1.0, "quote")
        sure = Proof(State.MOVED, place, Safety.SAFE)
        yield ctx.found(
            lines.span,
            f"the quote of {code(path)} stands at lines {numbers(quote.first, quote.last)}, "
            f"not {numbers(lines.first, lines.last)}",
            fix=renumbered(citation, lines, sure, ctx),
            key=f"{citation.path} {ctx.target.proofs.signature(ctx.file, citation)}",
        )


def _cut(citation: Citation, lines: LineRange, proof: Proof, ctx: Context) -> Finding:
    """Lines that are shifted against the definition that the page names."""
    place = proof.place
    if place is None:
        raise ValueError("what is cut has a place")
    path = ctx.target.cited(ctx.file, citation).path
    return ctx.found(
        lines.span,
        f"lines {numbers(lines.first, lines.last)} of {code(citation.path)} cut the definition "
        f"that the page names, which stands at {where(place, path)}",
        fix=renumbered(citation, lines, proof, ctx),
        related=(now_at(place, ctx),),
        key=f"{citation.path} {ctx.target.proofs.signature(ctx.file, citation)}",
    )
