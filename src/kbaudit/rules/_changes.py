"""What changed between the code at the base and at the revision, in one line."""

from kbaudit.read.citation import Citation, LineRange
from kbaudit.rulekit import Context, code
from kbaudit.rulekit.proof import Proof
from kbaudit.target.revision import split_lines
from kbaudit.target.track import Place

_TELLING = 8
"""Lines of at most this many characters tell nothing of a change."""


def short_difference(
    citation: Citation, lines: LineRange, proof: Proof, place: Place, ctx: Context
) -> str:
    """The first line that is gone and the first that is new; empty where neither is to be had."""
    origin = ctx.target.proofs.origin(ctx.file, citation, lines)
    if origin is None:
        return ""
    first, last = proof.meant or origin.lines((lines.first, lines.last))
    if proof.quote_at_base is not None and not proof.confirmed:
        first, last = proof.quote_at_base.first, proof.quote_at_base.last
    old = _strip(origin.revision.text(origin.path) if origin.path else None, first, last)
    new = _strip(ctx.target.revision.text(place.path), place.start, place.end)
    gone = next((line for line in old if line not in set(new)), "")
    added = next((line for line in new if line not in set(old)), "")
    if gone and added:
        return f"was {code(gone, 60)}, is {code(added, 60)}"
    if gone:
        return f"gone: {code(gone)}"
    return f"new: {code(added)}" if added else ""


def _strip(text: str | None, first: int, last: int) -> list[str]:
    lines = split_lines(text or "")[first - 1 : last]
    return [line.strip() for line in lines if len(line.strip()) > _TELLING]
