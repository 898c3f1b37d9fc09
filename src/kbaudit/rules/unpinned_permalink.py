"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.edit import Fix, Safety
from kbaudit.model.finding import Finding, Level
from kbaudit.model.span import Span
from kbaudit.read.citation import Citation
from kbaudit.rulekit import Context, Need, code, rule
from kbaudit.rulekit.cited import MOVING_REFS
from kbaudit.rulekit.proof import State


@rule(level=Level.WARNING, tags=("citation",), needs=(Need.REVISION,), fix=Safety.SAFE)
def unpinned_permalink(citation: Citation, ctx: Context) -> Iterator[Finding]:
    """A GitHub link names lines of a file on a branch.

    Why:
        The branch moves on, and the link shows other lines than the ones that were meant. A link
        to a commit shows the same for ever.

    Example:
        ``https://github.com/owner/repo/blob/main/src/x.py#L10-L20``

    Remedy:
        Link to the commit: press ``y`` on the page, or let kbaudit write it.

    Fix safety:
        Safe where the page proves that the lines are right at the revision; the branch is replaced
        by its commit. Else unsafe.
    """
    text = ctx.file.text
    at = citation.path_span.start - 1 - len(citation.ref)
    in_url = [x for x in citation.ranges if text[x.span.start - 1 : x.span.start + 1] == "#L"]
    if citation.form != "link" or citation.ref not in MOVING_REFS or at < 0 or not in_url:
        return
    span = Span(at, at + len(citation.ref))
    if span.of(text) != citation.ref:
        return
    proofs = [proof for lines, proof in ctx.target.proved(ctx.file, citation) if lines in in_url]
    if not proofs:
        return
    proven = all(proof.state is State.PROVEN for proof in proofs)
    commit = ctx.target.revision.commit
    yield ctx.found(
        span,
        f"a link to lines of a file is on the branch {code(citation.ref)}, which moves",
        help=f"link to the commit {commit[:10]}",
        fix=Fix(
            f"link to the commit {commit[:10]}",
            (ctx.edit(span, commit),),
            Safety.SAFE if proven else Safety.UNSAFE,
        ),
        key=citation.path,
    )
