"""What repairs in memory mean for the files on the disk."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kbaudit.engine.fixer.places import Places
from kbaudit.engine.fixer.report import Change, Left, Repair
from kbaudit.read.file import File
from kbaudit.read.knowledge_base import KnowledgeBase


def changes_between(
    old: KnowledgeBase, new: KnowledgeBase, places: Places
) -> tuple[list[Change], list[Left]]:
    """The files that differ or are new, in the order of their paths, each file of the disk once.

    Where two paths are names of one file and would change it differently, the second is left.
    """
    changes: dict[str, Change] = {}
    left: list[Left] = []
    for after in new.files:
        path, before = after.path, old.by_path.get(after.path)
        if before is not None and before.text == after.text:
            continue
        real = places.name(path) or path
        was = before.text.encode() if before is not None else None
        change = Change(path, real, was, after.text.encode())
        first = changes.setdefault(real, change)
        if first.after != change.after:
            reason = f"is another name of {first.path}, which was repaired differently"
            left.append(Left(path, reason))
    return sorted(changes.values()), left


def with_files(kb: KnowledgeBase, files: Mapping[str, File], gone: str = "") -> KnowledgeBase:
    """`kb` with `files` in place of those of the same paths or added, and without `gone`."""
    kept = {**{file.path: file for file in kb.files if file.path != gone}, **files}
    ordered = tuple(kept[path] for path in sorted(kept))
    return replace(kb, files=ordered, paths=(kb.paths - {gone}) | files.keys())


def batches(changes: Sequence[Change], repairs: Iterable[Repair]) -> list[list[Change]]:
    """`changes` in groups: those of files that one repair changes together belong together."""
    leader = {change.path: change.path for change in changes}

    def lead(path: str) -> str:
        while leader[path] != path:
            path = leader[path]
        return path

    for repair in repairs:
        first, *others = sorted(repair.paths & leader.keys()) or [""]
        for other in others:
            one, two = sorted((lead(first), lead(other)))
            leader[two] = one
    groups: dict[str, list[Change]] = {}
    for change in changes:
        groups.setdefault(lead(change.path), []).append(change)
    return list(groups.values())
