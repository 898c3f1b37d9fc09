"""Places that the rules about citations share."""

from kbaudit.model.span import Span
from kbaudit.read.citation import Citation
from kbaudit.rulekit import Context, code, listing


def place(citation: Citation) -> Span:
    """What to underline: path and lines where they stand together, else the path."""
    return citation.span if citation.form in ("inline", "worded", "prose") else citation.path_span


def similar(path: str, ctx: Context) -> str:
    """A question that offers files of the target with a name like that of `path`."""
    found = ctx.target.paths.similar(path, 3)
    return f"did you mean {listing([code(p) for p in found], 'or')}?" if found else ""
