"""Which commit took a line out of a file: one call of git, all versions read in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kbaudit.target.revision import Commit

COMMIT_FORMAT = "--format=%H%x02%ct%x02%s"
"""One commit alone."""
LOG_FORMAT = "--format=%x01%H%x02%ct%x02%s"
"""Commits in a form in which they and their raw entries can be told apart."""


@dataclass(frozen=True, slots=True)
class Version:
    """A commit that changed a file: the blob that it found and the one that it left.

    `before` is None where it made the file, `blob` where it removed it.
    """

    commit: Commit
    before: str | None
    blob: str | None


def read_versions(fields: Iterable[str]) -> list[Version]:
    """Versions of one file from ``git log -z --raw --no-abbrev`` with `LOG_FORMAT`, in order."""
    versions: list[Version] = []
    commit: Commit | None = None
    for field in fields:
        text = field.lstrip("\n")
        if text.startswith("\x01"):
            head, _, raw = text[1:].partition("\n")
            commit, text = read_commit(head), raw.lstrip("\n")
        if text.startswith(":") and commit is not None:
            _, _, before, after, *_ = text.split()
            versions.append(Version(commit, _known(before), _known(after)))
    return versions


def read_removals(fields: Iterable[str]) -> Iterator[tuple[str, Commit]]:
    """Paths and the commits that removed them, newest first.

    `fields` are those of ``git log -z --diff-filter=D --name-only`` with `LOG_FORMAT`.
    """
    commit: Commit | None = None
    first = False
    for field in fields:
        if field.startswith("\x01"):
            commit, first = read_commit(field[1:]), True
        elif commit is not None and field:
            # git puts a newline between a commit and its first path, even with -z
            yield (field[1:] if first else field), commit
            first = False


def read_commit(line: str) -> Commit:
    """A commit in the form of `COMMIT_FORMAT`."""
    identity, time, subject = line.split("\x02", 2)
    return Commit(identity, int(time), subject)


def _known(blob: str) -> str | None:
    return None if set(blob) == {"0"} else blob


def removed_in(
    versions: Sequence[Version], contents: Mapping[str, bytes], line: str
) -> Commit | None:
    """The last commit that found `line` in the file and left it without; None where none did.

    `versions` come newest first, `contents` has both blobs of each. A line that the newest version
    has was not removed. The first commit of a history that was cut off found no file at all, so
    that nothing is laid at its door.
    """
    wanted = line.encode("utf-8", "surrogateescape")
    for version in versions:
        if wanted in contents.get(version.blob or "", b""):
            return None
        if wanted in contents.get(version.before or "", b""):
            return version.commit
    return None
