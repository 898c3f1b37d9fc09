"""The lock while citations are repaired: what was true before is remembered, on the disk as well.

A repaired number is right because the lines went there from where they were true. A check of the
repaired page, and the next run, can only see that from a lock: without one they would take the new
numbers for those of the base, and move them once more. A lock made before the repair serves both
the page as it was and the page as it is, so it is written first; whenever a run is killed, it fits.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kbaudit.engine.auditor import Auditor
from kbaudit.engine.fixer.places import Places
from kbaudit.engine.fixer.report import Change, Left, Repair
from kbaudit.engine.fixer.write import Written, write_batches
from kbaudit.engine.lockfile import Lock
from kbaudit.engine.locking import make_lock
from kbaudit.model.edit import Safety
from kbaudit.model.finding import Finding
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.rulekit.lock import LOCK_NAME

_TAG = "citation"


@dataclass(frozen=True, slots=True)
class LockChange:
    """The lock on the disk (None: there is none), for the pages as they were, and as they are."""

    before: bytes | None
    meanwhile: bytes
    after: bytes

    @property
    def whole(self) -> Change:
        """All of the change."""
        return Change(LOCK_NAME, LOCK_NAME, self.before, self.after)


def concerns(finding: Finding) -> bool:
    """Whether the repair of `finding` concerns the lock."""
    return finding.fix is not None and _TAG in finding.tags


def remember(auditor: Auditor) -> Auditor:
    """An auditor with a lock of all citations as they are now; the same one without a target.

    It keeps to the base that was found: on repaired pages another one might fit better, and rules
    that compare with the base would change their verdict on what nobody has touched.
    """
    if not auditor.targets.opened:
        return auditor
    bases = {scope: one.base for scope, one in auditor.sources(auditor.kb).items()}
    opened = {
        scope: replace(one, base=base.revision.commit if (base := bases[scope]) else one.base)
        for scope, one in auditor.targets.opened.items()
    }
    made = make_lock(auditor, auditor.kb, everything=True)
    return replace(
        auditor,
        targets=replace(auditor.targets, opened=opened),
        lock=Lock(made.entries, all=True, text=auditor.lock.text),
    )


def lock_change(
    auditor: Auditor, remembering: Auditor, kb: KnowledgeBase, repairs: Iterable[Repair]
) -> LockChange | None:
    """What `repairs`, which lead to `kb`, mean for the lock; None when they concern no citation.

    Where there is no lock, and where a repair is only probable, citations that nothing proves are
    recorded as well, as such: nothing else would tell the next run that they were followed.
    """
    about = [repair for repair in repairs if concerns(repair.finding)]
    if not about or remembering is auditor:
        return None
    probable = any(repair.fix.safety is not Safety.SAFE for repair in about)
    path = auditor.request.root / LOCK_NAME
    before = path.read_bytes() if path.exists() else None
    everything = auditor.lock.all or before is None or probable
    old, new = (
        make_lock(remembering, state, everything=everything).text.encode()
        for state in (auditor.kb, kb)
    )
    return LockChange(before, old, new)


def write_with_lock(
    places: Places, lock: LockChange | None, batches: Sequence[Sequence[Change]]
) -> Written:
    """Write `batches` as `write_batches` does, and the lock so that it fits at every moment.

    When the lock cannot be written nothing is. When a file is left, the lock stays the one that
    fits both.
    """
    if lock is None:
        return write_batches(places, batches)
    paths = sorted(change.path for batch in batches for change in batch)
    first = _write(places, lock.before, lock.meanwhile)
    if first.left or first.untouched:
        if first.untouched:
            return Written(untouched=paths)
        why = f"needs {LOCK_NAME}, which {first.left[0].reason}"
        return Written(left=[Left(path, why) for path in paths])
    written = write_batches(places, batches)
    now = lock.meanwhile
    if not (written.left or written.untouched):
        last = _write(places, lock.meanwhile, lock.after)
        written.left += last.left
        now = now if last.left or last.untouched else lock.after
    if now != lock.before:
        written.done.append(Change(LOCK_NAME, LOCK_NAME, lock.before, now))
    return written


def _write(places: Places, before: bytes | None, after: bytes) -> Written:
    if before == after:
        return Written()
    if reason := places.obstacle(LOCK_NAME):
        return Written(left=[Left(LOCK_NAME, reason)])
    return write_batches(places, [[Change(LOCK_NAME, LOCK_NAME, before, after)]])
