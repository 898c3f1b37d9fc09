"""Pages that move or go: what that means for the other files of the knowledge base."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from kbaudit.engine.fixer.places import Places, alone
from kbaudit.engine.fixer.report import Change
from kbaudit.engine.fixer.write import write_batches
from kbaudit.engine.load import read_config
from kbaudit.engine.locate import CONFIG_NAME
from kbaudit.engine.lockfile import Lock, lock_text, read_lock
from kbaudit.engine.yaml_values import yaml_of
from kbaudit.model.errors import UsageError
from kbaudit.read.file import File
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.rulekit.lock import LOCK_NAME, Entry, claims_of


@dataclass(frozen=True)
class Move:
    """Changes that belong together; new files come first, those that go last."""

    root: Path
    folders: tuple[str, ...]
    changes: tuple[Change, ...]

    @property
    def edited(self) -> tuple[str, ...]:
        """The files that stay and change."""
        both = (c for c in self.changes if c.before is not None and c.after is not None)
        return tuple(sorted(change.path for change in both))

    def make(self) -> None:
        """Change the disk: all of it, or nothing. Raises UsageError with what stood in the way."""
        places = Places(self.root)
        for change in self.changes:
            if change.before is None:  # the first page of its type
                (self.root / change.path).parent.mkdir(exist_ok=True)
        for change in self.changes:
            if obstacle := places.obstacle(change.path):
                raise UsageError(f"nothing was changed: {change.path} {obstacle}")
        with alone(self.root, self.folders):
            written = write_batches(places, [self.changes])
        if written.left:
            first = written.left[0]
            raise UsageError(f"nothing was changed: {first.path} {first.reason}")
        if written.interrupted:
            raise KeyboardInterrupt


def changes_of(root: Path, before: KnowledgeBase, after: KnowledgeBase, old: str, new: str) -> Move:
    """What leads from `before` to `after`, in which the page `old` is `new`, or gone (empty).

    Configuration and lock go along. Raises UsageError where the page is a link, or two names of one
    file would be changed differently.
    """
    if (root / old).is_symlink():
        raise UsageError(f"{old} is a link to another file: a link is not renamed or removed")
    changes = [one for one in edits_between(root, before, after) if one.path != new]
    page = before.by_path[old]
    was = page.text.encode() if page.unreadable is None else (root / old).read_bytes()
    changes += _beside(root, before, after, old, new)
    if new:
        now = was if page.unreadable is not None else after.by_path[new].text.encode()
        changes.insert(0, Change(new, new, None, now, like=old))
    return Move(root, tuple(sorted(before.folders)), (*changes, Change(old, old, was, None)))


def edits_between(root: Path, before: KnowledgeBase, after: KnowledgeBase) -> list[Change]:
    """The files of `after` that are new or other than in `before`, new ones first.

    Raises UsageError where two names of one file would be changed differently.
    """
    places = Places(root)
    edited: dict[str, Change] = {}
    for file in after.files:
        known = before.by_path.get(file.path)
        if known is not None and known.text == file.text:
            continue
        real = places.name(file.path) or file.path
        old = None if known is None else known.text.encode()
        change = Change(file.path, real, old, file.text.encode())
        if edited.setdefault(real, change).after != change.after:
            raise UsageError(
                f"nothing was changed: {file.path} is another name of {edited[real].path}, and the "
                "two would be changed differently"
            )
    return sorted(edited.values(), key=lambda one: (one.before is not None, one.real))


def _beside(
    root: Path, before: KnowledgeBase, after: KnowledgeBase, old: str, new: str
) -> Iterator[Change]:
    """The configuration and the lock, where they speak of the page."""
    if new and (root / CONFIG_NAME).is_file():
        text = (root / CONFIG_NAME).read_bytes()
        anew = _configured(root / CONFIG_NAME, text.decode("utf-8"), old, new).encode()
        if anew != text:
            yield Change(CONFIG_NAME, CONFIG_NAME, text, anew)
    lock = read_lock(root)
    if lock.text is None:
        return
    entries = tuple(_entries(lock, before, after, old, new))
    if entries != lock.entries:
        path = root / LOCK_NAME
        anew = lock_text(entries, everything=lock.all).encode()
        yield Change(LOCK_NAME, LOCK_NAME, path.read_bytes(), anew)


def _configured(path: Path, text: str, old: str, new: str) -> str:
    """The configuration with the path of the page in the lists of files that name it."""
    located = yaml_of(read_config(path), path)
    lines = text.splitlines(keepends=True)
    mark = text.startswith("\ufeff")
    for loc, (line, column) in sorted(located.values.items(), key=lambda item: item[1])[::-1]:
        lists = loc[:1] == ("exclude",) or (loc[:1] == ("overrides",) and "paths" in loc)
        if not lists or not isinstance(loc[-1], int) or line > len(lines):
            continue
        start = column - 1 + (mark and line == 1)
        head, rest = lines[line - 1][:start], lines[line - 1][start:]
        value = _value(located.value, loc)
        if isinstance(value, str) and value.removeprefix("/") == old and old in rest:
            lines[line - 1] = head + rest.replace(old, new, 1)
    return "".join(lines)


def _value(value: object, loc: tuple[str | int, ...]) -> object:
    for key in loc:
        value = value[key]  # type: ignore[index]  # places are those of values that are there
    return value


def _entries(
    lock: Lock, before: KnowledgeBase, after: KnowledgeBase, old: str, new: str
) -> Iterator[Entry]:
    """The entries of the lock. Their keys are made of words, and a name may be one of them."""
    keys: dict[str, dict[tuple[str, str], str]] = {}
    for entry in lock.entries:
        if entry.page == old and not new:
            continue
        path = new if entry.page == old else entry.page
        if entry.page not in keys:
            keys[entry.page] = _keys(before.by_path.get(entry.page), after.by_path.get(path))
        key = keys[entry.page].get((entry.cited, entry.key), entry.key)
        yield replace(entry, page=path, key=key)


def _keys(before: File | None, after: File | None) -> dict[tuple[str, str], str]:
    """The new key of each claim of a file whose text has changed."""
    if before is None or after is None or before.text == after.text:
        return {}
    ours, theirs = claims_of(before), claims_of(after)
    if [one.citation.path for one in ours] != [one.citation.path for one in theirs]:
        return {}
    return {
        (one.citation.path, one.key): other.key for one, other in zip(ours, theirs, strict=True)
    }
