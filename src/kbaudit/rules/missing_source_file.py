"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.edit import Fix, Safety
from kbaudit.model.finding import Finding, Level, Related
from kbaudit.read.citation import Citation
from kbaudit.rulekit import Context, Need, code, rule
from kbaudit.rulekit.cited import Status
from kbaudit.rules._cited import place, similar
from kbaudit.rules._proved import path_edits, renumbered


@rule(level=Level.ERROR, tags=("citation",), needs=(Need.REVISION,), fix=Safety.SAFE)
def missing_source_file(citation: Citation, ctx: Context) -> Iterator[Finding]:
    """A page cites a file that the target does not have at the revision.

    Why:
        The code that the page speaks of was moved, renamed or deleted, or was never there: nothing
        that the page says about it can be trusted until somebody has looked.

    Example:
        ``src/pkg/trainer.py:54-66`` after the file became ``src/pkg/training/loop.py``.

    Remedy:
        Cite the file where the code is now; the finding says what it was renamed to, or which
        commit removed it, where history tells.

    Fix safety:
        Offered for a citation with lines whose code was found again in another file; safe where
        two kinds of evidence agree on the place, as with ``stale-lines``. For a path without lines
        the name that git takes it to have now, which is unsafe.
    """
    target = ctx.target
    # Lines in prose are of a file that is named elsewhere on the page, and reported there.
    if citation.form == "prose" or target.cited(ctx.file, citation).status is not Status.MISSING:
        return
    gone = target.vanished.get(citation.path)
    message = f"{code(citation.path)} is not in the target at {target.label}"
    related: tuple[Related, ...] = ()
    if gone is not None and gone.path:
        message += f"; it was renamed to {code(gone.path)}"
        related = (Related("renamed to", gone.path, revision=target.revision.commit),)
    elif gone is not None:
        message += f"; commit {gone.commit.short} removed it"
    yield ctx.found(
        place(citation),
        message,
        help=similar(citation.path, ctx) if gone is None else "",
        related=related,
        fix=_fix(citation, gone.path if gone is not None else "", ctx),
    )


def _fix(citation: Citation, renamed: str, ctx: Context) -> Fix | None:
    """Name the file, and the lines, where the code is now, for a citation of one range at most."""
    if not citation.ranges and renamed:
        edits = tuple(sorted(path_edits(citation, renamed, ctx)))
        return Fix(f"write {code(renamed)}", edits, Safety.UNSAFE)
    if len(citation.ranges) != 1:
        return None
    proof = ctx.target.proofs.of(ctx.file, citation, citation.ranges[0])
    return renumbered(citation, citation.ranges[0], proof, ctx)
