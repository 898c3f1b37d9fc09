"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.edit import Safety
from kbaudit.model.finding import Finding, Level, Related
from kbaudit.read.citation import Citation
from kbaudit.rulekit import Context, Need, code, count, rule
from kbaudit.rulekit.cited import Status
from kbaudit.rulekit.proof import State
from kbaudit.rules._proved import candidates, renumbered, where


@rule(level=Level.ERROR, tags=("citation",), needs=(Need.REVISION,), fix=Safety.SAFE)
def lines_out_of_range(citation: Citation, ctx: Context) -> Iterator[Finding]:
    """A citation names lines that its file does not have at the revision.

    Why:
        The file became shorter, or the numbers were wrong from the start; either way the code that
        the page speaks of is not there.

    Example:
        ``config.py:880-920`` where the file ends in line 641.

    Remedy:
        A range that ends one line past the end is let pass: editors number the empty line there.
        Look up where the code stands now, and correct the numbers.

    Fix safety:
        As that of ``stale-lines``: offered where the code was found again, safe where two kinds of
        evidence agree on the place.
    """
    cited = ctx.target.cited(ctx.file, citation)
    if cited.status is not Status.FOUND or citation.approximate:
        return
    total = ctx.target.line_count(cited.path)
    if total is None:
        return
    for lines in citation.ranges:
        backwards = lines.first > lines.last
        # Editors show a line behind the last line end, and "all of it" is written with its number.
        slack = 0 if lines.first > total else 1
        beyond = lines.first > total if lines.open_end else lines.last > total + slack
        if not (backwards or beyond or lines.first == 0):
            continue
        text = f"{lines.first}-{lines.last}" if lines.last != lines.first else f"{lines.first}"
        has = f"{code(cited.path)} has {count(total, 'line')} at {ctx.target.label}"
        lack = "is no line" if lines.first == lines.last else "are no lines"
        message = f"there {lack} {text}: {has}"
        if backwards and not beyond:
            message = f"lines {text} run backwards; {has}"
        proof = ctx.target.proofs.of(ctx.file, citation, lines)
        found = proof.place is not None and proof.state in (State.MOVED, State.EDITED)
        advice = candidates(proof, cited.path)
        if proof.place is not None:
            advice = f"the code stands at {where(proof.place, cited.path)}"
        yield ctx.found(
            lines.span,
            message,
            help=advice,
            fix=renumbered(citation, lines, proof, ctx) if found else None,
            related=(Related("the file", cited.path, revision=ctx.target.revision.commit),),
            key=f"{citation.path} {ctx.target.proofs.signature(ctx.file, citation)}",
        )
