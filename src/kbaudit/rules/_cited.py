"""Places that the rules about citations share."""

from kbaudit.model.span import Span
from kbaudit.read.citation import Citation


def place(citation: Citation) -> Span:
    """What to underline: path and lines where they stand together, else the path."""
    return citation.span if citation.form in ("inline", "worded", "prose") else citation.path_span
