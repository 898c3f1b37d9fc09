"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.edit import Safety
from kbaudit.model.finding import Finding, Level
from kbaudit.read.citation import Citation, LineRange
from kbaudit.rulekit import Context, Need, code, rule
from kbaudit.rulekit.proof import Proof, State
from kbaudit.rules._changes import short_difference
from kbaudit.rules._proved import now_at, numbers, renumbered, where


@rule(level=Level.WARNING, tags=("citation",), needs=(Need.REVISION, Need.BASE), fix=Safety.SAFE)
def edited_source(citation: Citation, ctx: Context) -> Iterator[Finding]:
    """The code of a citation was changed since the page was written.

    Why:
        What the page says of the code may not hold any more. Numbers can be carried over; whether
        the words still fit is for a person to read.

    Example:
        ``modeling.py:37-45`` cites a check of one version; at the revision it asks for two.

    Remedy:
        Read the code as it is now, correct the page where it no longer fits, and renumber.

    Fix safety:
        Repairs the numbers only. Safe where the range is certain all the same: the quote or the
        definition that the page names stands there, and the lines followed from the base agree.
        Else unsafe.
    """
    for lines, proof in ctx.target.proved(ctx.file, citation):
        if proof.state is State.EDITED and proof.place is not None:
            yield _finding(citation, lines, proof, ctx)


def _finding(citation: Citation, lines: LineRange, proof: Proof, ctx: Context) -> Finding:
    place = proof.place
    if place is None:
        raise ValueError("edited code has a place")
    path = ctx.target.cited(ctx.file, citation).path
    moved = (place.path, place.start, place.end) != (path, lines.first, lines.last)
    alike = f" ({min(99, int(proof.similarity * 100))}% alike)" if proof.similarity else ""
    now = f"; it stands at {where(place, path)}" if moved else ""
    return ctx.found(
        lines.span,
        f"the code cited as {numbers(lines.first, lines.last)} of {code(citation.path)} "
        f"was changed{alike}{now} at {ctx.target.label}",
        help=short_difference(citation, lines, proof, place, ctx) or proof.how,
        fix=renumbered(citation, lines, proof, ctx) if moved else None,
        related=(now_at(place, ctx),),
        key=f"{citation.path} {ctx.target.proofs.signature(ctx.file, citation)}",
    )
