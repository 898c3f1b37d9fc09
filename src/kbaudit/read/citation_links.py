"""Links to files, with the labels that name the same files."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from kbaudit.model.regex import regex
from kbaudit.model.span import Span
from kbaudit.read.citation import Citation

_TWIN_GAP = regex(r"[ `'*]{1,4}|[`'*\]]{1,4}\(|[`'* ]{0,3}[\])]\(")
_DEFINITION = regex(r" {0,3}\[([^\[\]\n]{1,200})\]:[ \t]+<?$")
_REFERENCE = regex(r"[^\[\]\n]{0,80}\]\[([^\[\]\n]{1,200})\]")


def joined(text: str, found: list[Citation]) -> list[Citation]:
    """Join the two places of a link that names the file in its address and in its label."""
    kept: list[Citation] = []
    for citation in found:
        before = kept[-1] if kept else None
        if before is not None and (before.form == "link") != (citation.form == "link"):
            link, label = (before, citation) if before.form == "link" else (citation, before)
            gap = Span(before.span.end, max(before.span.end, citation.span.start))
            same = link.path.endswith(label.path) or label.path.endswith(link.path)
            if same and _TWIN_GAP.fullmatch(gap.of(text)):
                kept[-1] = replace(
                    link,
                    twin=label.path_span,
                    ranges=link.ranges or label.ranges,
                    span=Span(before.span.start, citation.span.end),
                )
                continue
        kept.append(citation)
    return kept


def referring(
    text: str, paths: list[Citation], links: list[Citation], line: Callable[[int], int]
) -> Iterator[Citation]:
    """Paths of which the labels of links by reference are of the revision of the link.

    `line` tells where the line at an offset starts.
    """
    stated = {}
    for link in links:
        start = line(link.span.start)
        if name := _DEFINITION.match(text, start, link.span.start):
            stated[name[1].casefold()] = link
    for path in paths:
        label = _REFERENCE.match(text, path.span.end) if stated else None
        meant = stated.get(label[1].casefold()) if label else None
        if meant is not None and meant.path.endswith(path.path):
            yield replace(path, form="link", repository=meant.repository, ref=meant.ref)
        else:
            yield path
