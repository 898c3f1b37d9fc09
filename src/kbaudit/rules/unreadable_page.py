"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.finding import Finding, Level
from kbaudit.model.span import Span
from kbaudit.read.file import File
from kbaudit.read.kind import Kind
from kbaudit.rulekit import Context, rule


@rule(level=Level.ERROR, tags=("page",))
def unreadable_page(file: File, ctx: Context) -> Iterator[Finding]:
    """A file of the knowledge base cannot be read as text.

    Why:
        It is not UTF-8, a Git LFS pointer, in the middle of a merge, empty, too large, or not a
        file at all. Nothing on it can be checked, and links to it lead to nothing a reader can use.

    Example:
        A page whose whole content is the three lines of a Git LFS pointer.

    Remedy:
        Do what the finding says: save as UTF-8, run ``git lfs pull``, finish the merge, write the
        page or delete it. Files that are no pages can be left out with ``exclude`` in kbaudit.yaml.
    """
    problem = file.unreadable
    if problem is None or file.kind is Kind.STRAY:
        return
    span = Span(0, 0)
    if problem.line and problem.line <= file.source.line_count:
        span = file.source.line_span(problem.line)
    yield ctx.found(span, f"the page {problem.reason}", help=problem.remedy, key=problem.reason)
