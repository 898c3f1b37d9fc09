"""How many citations of pages could be held against the target."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kbaudit.model.report import Coverage
from kbaudit.read.file import File
from kbaudit.rulekit.cited import Status
from kbaudit.rulekit.proof import State

if TYPE_CHECKING:
    from kbaudit.rulekit.sources import Sources

RANGES = "cited ranges"


def citations_checked(file: File, sources: Sources, *, ranges: bool) -> Iterator[Coverage]:
    """How many citations of `file` were decided, and why the others were not.

    With `ranges` the cited ranges are counted as well.
    """
    undecided: Counter[str] = Counter()
    for citation in file.citations:
        status = sources.cited(file, citation).status
        if status not in (Status.FOUND, Status.MISSING):
            undecided[status.value] += 1
    yield Coverage("citations", len(file.citations), tuple(sorted(undecided.items())))
    if ranges:
        proofs = sources.proofs.by_file.get(file.path, {}).values()
        unsettled = (p.state for p in proofs if p.state in (State.UNPROVEN, State.UNSURE))
        reasons = Counter(state.value for state in unsettled)
        yield Coverage(RANGES, len(proofs), tuple(sorted(reasons.items())))
