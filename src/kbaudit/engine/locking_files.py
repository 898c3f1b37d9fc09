"""The lock on the disk: written whole or not at all, and compared with what it should be."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kbaudit.engine.auditor import Auditor
from kbaudit.engine.lockfile import Lock
from kbaudit.engine.locking import Made
from kbaudit.engine.named_page import named_page
from kbaudit.engine.targets import NO_TARGET
from kbaudit.engine.whole_file import write_whole
from kbaudit.model.errors import UsageError
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.rulekit.lock import LOCK_NAME, Entry
from kbaudit.rulekit.wording import code


@dataclass(frozen=True, slots=True)
class Difference:
    """What is not as it should be in a lock: the citation, empty for the file itself, and why."""

    page: str
    cited: str
    reason: str


def need_target(auditor: Auditor) -> None:
    """Raises UsageError where no target was opened: nothing can be said of any citation."""
    if not auditor.targets.opened:
        raise UsageError(next(iter(auditor.targets.missing.values()), NO_TARGET))


def accepted_pages(kb: KnowledgeBase, named: Sequence[str]) -> Collection[str]:
    """The paths of pages that the user named. Raises UsageError for one that there is not."""
    return frozenset(named_page(kb, name).path for name in named)


def write_lock(root: Path, made: Made) -> None:
    """Put the lock into the knowledge base `root`, in place of the one that is there."""
    path = root / LOCK_NAME
    if not path.resolve().is_relative_to(root.resolve()):
        raise UsageError(f"{path} is a link to a file outside the knowledge base")
    write_whole(root, path, made.text)


def differences(lock: Lock, made: Made) -> list[Difference]:
    """How a lock differs from the one that would be written, by page and citation."""
    if lock.text is None:
        return [Difference("", "", "there is no lock yet")]
    old = {entry.identity: entry for entry in lock.entries}
    new = {entry.identity: entry for entry in made.entries}
    found = [
        Difference(page, cited, reason)
        for page, cited, key in sorted(old.keys() | new.keys())
        if (reason := _reason(old.get((page, cited, key)), new.get((page, cited, key))))
    ]
    if not found and lock.text.replace("\r\n", "\n").removeprefix("\ufeff") != made.text:
        found.append(Difference("", "", "the file is not in the form that kbaudit writes"))
    return found


def _reason(old: Entry | None, new: Entry | None) -> str:
    if old == new:
        return ""
    if old is None and new is not None:
        return f"lines {_lines(new)} are not in the lock"
    if old is not None and new is None:
        return f"lines {_lines(old)} are in the lock, and no citation that is known to be true"
    if old is None or new is None:
        return ""
    return f"lines {_lines(old)} {' and '.join(_changes(old, new))}"


def _changes(old: Entry, new: Entry) -> Iterator[str]:
    if old.path != new.path:
        yield f"are now of {code(new.path)}"
    if old.lines != new.lines:
        yield f"are now {_lines(new)}"
    if old.shows != new.shows:
        yield "are shown by the page with other code"
    if old.proven != new.proven:
        yield "are now proven" if new.proven else "are not proven any more"
    if (old.blob, old.revision) != (new.blob, new.revision) and old.lines == new.lines:
        yield f"are true at {new.revision[:10]}, recorded is {old.revision[:10]}"


def _lines(entry: Entry) -> str:
    return str(entry.first) if entry.first == entry.last else f"{entry.first}-{entry.last}"
