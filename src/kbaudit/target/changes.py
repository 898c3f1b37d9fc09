"""The commits between two revisions, with all that they change: one call of git."""

from __future__ import annotations

from collections.abc import Iterable

from kbaudit.target.revision import Change, Commit

CHANGES_FORMAT = "--format=%x01%m%H%x02%ct%x02%P%x02%s"
"""Commits in a form in which they and their raw entries can be told apart, with their side."""


def read_changes(fields: Iterable[str]) -> list[Change]:
    """Commits from ``git log -z --raw --no-abbrev --left-right`` with `CHANGES_FORMAT`."""
    changes: list[Change] = []
    entries: dict[str, tuple[str, str]] = {}
    blobs: tuple[str, str] | None = None
    for field in fields:
        text = field.lstrip("\n") if blobs is None else field
        if blobs is not None:
            entries[text] = blobs
            blobs = None
            continue
        if text.startswith("\x01"):
            head, _, text = text[1:].partition("\n")
            identity, time, parents, subject = head.split("\x02", 3)
            entries = {}
            commit = Commit(identity[1:], int(time), subject)
            # Without a parent, as at the edge of a shallow clone, a commit seems to make all files.
            known = entries if parents else {}
            changes.append(Change(commit, known, identity.startswith("<")))
            text = text.lstrip("\n")
        if text.startswith(":"):
            before, after = text.split()[2:4]
            blobs = (_blob(before), _blob(after))
    return changes


def _blob(blob: str) -> str:
    return "" if set(blob) == {"0"} else blob
