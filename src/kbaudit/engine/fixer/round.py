"""One round of repairs in memory: apply what goes together, judge, take back what does harm."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from kbaudit.engine.fixer.changes import with_files
from kbaudit.engine.fixer.check import Objection, Verdict, objections
from kbaudit.engine.fixer.edits import edits_by_path
from kbaudit.engine.fixer.report import Refused, Repair
from kbaudit.model.edit import apply_edits
from kbaudit.model.span import Source
from kbaudit.read.decode import decode
from kbaudit.read.file import File
from kbaudit.read.kind import limit_of
from kbaudit.read.knowledge_base import KnowledgeBase, file_of

_MOST_TRIALS = 32
"""So many states are judged in a round at most; what is suspected by then is refused."""


@dataclass(frozen=True, slots=True)
class State:
    """The files at one moment, and what is found in them."""

    kb: KnowledgeBase
    verdict: Verdict


@dataclass
class Round:
    """Repairs of `start`, tried together; `state` is what the accepted ones lead to."""

    start: State
    judge: Callable[[KnowledgeBase], Verdict]
    limit: int
    """The size up to which a file is read, in bytes."""
    accepted: list[Repair] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    state: State = field(init=False)

    def __post_init__(self) -> None:
        self.state = self.start

    def settle(self, repairs: Sequence[Repair]) -> None:
        """Accept all of `repairs` to which there is no objection.

        Usually that is one trial. Otherwise the suspects are tried after the others, and halved
        until those are found that do harm.
        """
        pending = [tuple(repairs)] if repairs else []
        trials = 0
        while pending:
            group = pending.pop()
            against = self._try(group)
            trials += 1
            if not against:
                continue
            if trials >= _MOST_TRIALS or _all_at_fault(group, against):
                self.refused += [_refused(repair, against) for repair in group]
                continue
            first, second = _split(group, against)
            pending += (second, first)

    def _try(self, group: Sequence[Repair]) -> list[Objection]:
        together = [*self.accepted, *group]
        kb, against = rewritten(self.start.kb, together, self.limit)
        if against:
            return against
        verdict = self.judge(kb)
        against = objections(self.start.verdict, verdict, together)
        if not against:
            self.accepted = together
            self.state = State(kb, verdict)
        return against


def rewritten(
    kb: KnowledgeBase, repairs: Iterable[Repair], limit: int
) -> tuple[KnowledgeBase, list[Objection]]:
    """`kb` after `repairs`, each changed file read again; objections when one cannot be read."""
    repairs = tuple(repairs)
    changed: dict[str, File] = {}
    against: list[Objection] = []
    for path, edits in edits_by_path(repairs).items():
        file = kb.by_path.get(path) or file_of(path, b"", kb.vocabulary)
        if file is None:
            culprits = tuple(repair for repair in repairs if path in repair.paths)
            against.append(
                Objection(f"`{path}` is no file of a knowledge base", culprits, ours=True)
            )
            continue
        # Through bytes, as the next run will read it.
        text, problem = decode(apply_edits(file.text, edits).encode(), limit_of(file.kind, limit))
        changed[path] = replace(file, source=Source(text), unreadable=problem)
        if problem is not None:
            culprits = tuple(repair for repair in repairs if path in repair.paths)
            against.append(Objection(f"`{path}` then {problem.reason}", culprits, ours=True))
    return with_files(kb, changed), against


def _split(
    group: Sequence[Repair], against: Sequence[Objection]
) -> tuple[tuple[Repair, ...], tuple[Repair, ...]]:
    """Two parts to be tried one after the other: those nobody suspects come first."""
    suspects = {repair for objection in against for repair in objection.culprits}
    innocent = tuple(repair for repair in group if repair not in suspects)
    if innocent and len(innocent) < len(group):
        return innocent, tuple(repair for repair in group if repair in suspects)
    half = len(group) // 2
    return tuple(group[:half]), tuple(group[half:])


def _all_at_fault(group: Sequence[Repair], against: Sequence[Objection]) -> bool:
    """Whether nothing is left to find out: each did not repair, or there is but one."""
    proven = {one.culprits[0] for one in against if one.ours and len(one.culprits) == 1}
    return len(group) == 1 or proven.issuperset(group)


def _refused(repair: Repair, against: Sequence[Objection]) -> Refused:
    """Why `repair` is refused: what is held against it, else what is held against its group."""
    named = next((one for one in against if repair in one.culprits), against[0])
    return Refused(repair, named.reason, named.ours)
