"""Places that the rules about citations share."""

from posixpath import basename

from kbaudit.model.span import Span
from kbaudit.read.citation import Citation
from kbaudit.rulekit import Context, closest, code, listing

_ALIKE = 0.85


def place(citation: Citation) -> Span:
    """What to underline: path and lines where they stand together, else the path."""
    return citation.span if citation.form in ("inline", "worded", "prose") else citation.path_span


def similar(path: str, ctx: Context) -> str:
    """A question that offers files of the target with a name like that of `path`."""
    name = basename(path)
    found = [p for p in ctx.target.paths.similar(path, 3) if closest(name, [basename(p)], _ALIKE)]
    return f"did you mean {listing([code(p) for p in found], 'or')}?" if found else ""
