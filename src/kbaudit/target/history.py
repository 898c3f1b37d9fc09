"""Which commit took a line out of a file: one call of git, all versions read in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kbaudit.target.revision import Commit

LOG_FORMAT = "--format=%x01%H%x02%ct%x02%s"
"""Commits in a form in which they and their raw entries can be told apart."""


@dataclass(frozen=True, slots=True)
class Version:
    """A commit that changed a file, and the blob that it left, None where it removed the file."""

    commit: Commit
    blob: str | None


def read_versions(fields: Iterable[str]) -> list[Version]:
    """Versions of one file from ``git log -z --raw --no-abbrev`` with `LOG_FORMAT`, in order."""
    versions: list[Version] = []
    commit: Commit | None = None
    for field in fields:
        text = field.lstrip("\n")
        if text.startswith("\x01"):
            head, _, raw = text[1:].partition("\n")
            identity, time, subject = head.split("\x02", 2)
            commit, text = Commit(identity, int(time), subject), raw.lstrip("\n")
        if text.startswith(":") and commit is not None:
            blob = text.split()[3]
            versions.append(Version(commit, None if set(blob) == {"0"} else blob))
    return versions


def removed_in(
    versions: Sequence[Version], contents: Mapping[str, bytes], line: str
) -> Commit | None:
    """The commit after which `line` stands in no version any more; `versions` come newest first."""
    wanted = line.encode("utf-8", "surrogateescape")
    removed: Commit | None = None
    for version in versions:
        if version.blob is not None and wanted in contents.get(version.blob, b""):
            break
        removed = version.commit
    return removed
