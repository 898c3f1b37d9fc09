"""Edits of several files together: which go together, and where text lies after them."""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile

from kbaudit.engine.fixer.report import Repair
from kbaudit.model.edit import Edit
from kbaudit.model.span import Span


def edits_by_path(repairs: Iterable[Repair]) -> dict[str, list[Edit]]:
    """All edits of `repairs` by file; identical edits count once."""
    found: dict[str, set[Edit]] = defaultdict(set)
    for repair in repairs:
        for edit in repair.fix.edits:
            found[edit.path].add(edit)
    return {path: sorted(edits) for path, edits in sorted(found.items())}


def collide(one: Edit, other: Edit) -> bool:
    """Whether two edits cannot both be applied, or not in an order that anybody chose.

    Replaced texts may touch. An insertion may touch nothing: which comes first would be a guess.
    """
    if one == other or one.path != other.path:
        return False
    if len(one.span) and len(other.span):
        return one.span.start < other.span.end and other.span.start < one.span.end
    return one.span.start <= other.span.end and other.span.start <= one.span.end


class Taken:
    """The edits chosen so far, and whether a repair still fits beside them."""

    def __init__(self) -> None:
        self._edits: dict[str, list[Edit]] = defaultdict(list)

    def fits(self, repair: Repair) -> bool:
        """Whether no edit of `repair` collides with one that was chosen before."""
        return not any(
            collide(edit, other) for edit in repair.fix.edits for other in self._around(edit)
        )

    def add(self, repair: Repair) -> None:
        """Choose `repair`, which fits."""
        for edit in repair.fix.edits:
            insort(self._edits[edit.path], edit)

    def _around(self, edit: Edit) -> Iterator[Edit]:
        """The chosen edits that `edit` at least touches; starts and ends both only grow."""
        chosen = self._edits[edit.path]
        at = bisect_left(chosen, edit)
        after = (chosen[i] for i in range(at, len(chosen)))
        yield from takewhile(lambda other: other.span.start <= edit.span.end, after)
        before = (chosen[i] for i in range(at - 1, -1, -1))
        yield from takewhile(lambda other: other.span.end >= edit.span.start, before)


def defect(repair: Repair, texts: Mapping[str, str]) -> str:
    """What makes a fix one that nobody can apply, empty when it can be applied."""
    new = repair.fix.creates
    if new and (new in texts or any(len(edit.span) for edit in repair.edits_of(new))):
        return f"it creates `{new}`, which is there"
    for path in sorted(repair.paths - {new}):
        if path not in texts:
            return f"it edits `{path}`, which is no readable file of the knowledge base"
        end = 0
        for edit in dict.fromkeys(repair.edits_of(path)):
            if edit.span.start < end:
                return f"its edits of `{path}` overlap"
            end = edit.span.end
        if end > len(texts[path]):
            return f"it edits `{path}` behind its end"
    try:
        "".join(edit.replacement for edit in repair.fix.edits).encode()
    except UnicodeEncodeError:
        return "what it writes is no text"
    return ""


def carried(span: Span, edits: Sequence[Edit]) -> Span:
    """Where `span` lies after `edits` of its file; replaced text carries as a whole."""
    start = _moved(span.start, edits, end=False)
    return Span(start, max(start, _moved(span.end, edits, end=True)))


def written(edits: Sequence[Edit]) -> list[Span]:
    """Where the replacements of `edits` lie in the new text."""
    spans = []
    shift = 0
    for edit in edits:
        start = edit.span.start + shift
        spans.append(Span(start, start + len(edit.replacement)))
        shift += len(edit.replacement) - len(edit.span)
    return spans


def touch(one: Span, other: Span) -> bool:
    """Whether two spans share a character or an end."""
    return one.start <= other.end and other.start <= one.end


def _moved(offset: int, edits: Sequence[Edit], *, end: bool) -> int:
    shift = 0
    for edit in edits:
        if edit.span.end <= offset and not (end and edit.span.start == offset):
            shift += len(edit.replacement) - len(edit.span)
        elif edit.span.start < offset:
            inside = len(edit.replacement) if end else 0
            return edit.span.start + shift + inside
        else:
            break
    return offset + shift
