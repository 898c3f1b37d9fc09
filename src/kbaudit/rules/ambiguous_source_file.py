"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.finding import Finding, Level, Related
from kbaudit.read.citation import Citation
from kbaudit.rulekit import Context, Need, code, count, listing, rule
from kbaudit.rulekit.cited import Status
from kbaudit.rules._cited import place


@rule(level=Level.WARNING, tags=("citation",), needs=(Need.REVISION,))
def ambiguous_source_file(citation: Citation, ctx: Context) -> Iterator[Finding]:
    """The path of a citation fits several files of the target, and nothing tells which is meant.

    Why:
        A reader cannot look it up without guessing, and neither can kbaudit: such a citation is not
        checked.

    Example:
        ``base.py:10-20`` in a repository with eleven files of that name.

    Remedy:
        Write more of the path. Quotes under the citation and other files that the page cites in
        full help as well.
    """
    cited = ctx.target.cited(ctx.file, citation)
    if cited.status is not Status.AMBIGUOUS:
        return
    best = [code(path) for path in cited.candidates]
    yield ctx.found(
        place(citation),
        f"{code(citation.path)} fits {count(len(best), 'file')} of the target: "
        f"{listing(best, limit=3)}",
        related=tuple(
            Related("may be meant", path, revision=ctx.target.revision.commit)
            for path in cited.candidates[:5]
        ),
    )
