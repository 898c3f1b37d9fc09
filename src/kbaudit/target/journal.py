"""The history of the knowledge base itself: which commits changed each of its files.

This module and `home` open the repository of the knowledge base, to read it as a target is read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Protocol

from kbaudit.model.errors import TargetError
from kbaudit.target.blobs import BlobStore
from kbaudit.target.command import GitCommand
from kbaudit.target.revision import Commit

_FORMAT = "--format=%x01%H%x02%aI%x02%s"


@dataclass(frozen=True, slots=True)
class Touch:
    """A commit that changed a file: the blob that it found, and the one that it left.

    `when` is the time at which the author made the change, in the zone of the author. `width` is
    how many files of the knowledge base the commit changed or moved.
    """

    commit: Commit
    when: datetime
    before: str
    after: str
    width: int

    @property
    def day(self) -> date:
        """The day of the change: where that of the author is not that of UTC, the earlier one."""
        return min(self.when.date(), self.when.astimezone(UTC).date())


class Journal(Protocol):
    """What is known of the history of a knowledge base."""

    @property
    def missing(self) -> str:
        """Why there is no history, as a clause; empty where there is one."""

    def touches(self, path: str) -> Sequence[Touch]:
        """The commits that changed what stands in the file `path` now, the newest first.

        The commit that added the file is none of them, since it does not tell how old the text is;
        names that it had before are followed, if nothing else was changed with the name. Empty for
        a file that is not committed.
        """

    def contents(self, blobs: Collection[str]) -> Mapping[str, bytes]:
        """Content of blobs by their ids, read in one go."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What one commit did to one file: `status` is a letter of git, `old` a name before."""

    status: str
    before: str
    after: str
    path: str
    old: str = ""


class GitJournal:
    """The journal of the knowledge base `root` up to a commit, from one ``git log`` for all files.

    Only exact renames are followed, for which git needs no content: that is fast, and a partial
    clone has all of it.
    """

    def __init__(self, root: Path, commit: str = "HEAD") -> None:
        self._command = GitCommand(str(root))
        self._commit = commit
        self._blobs = BlobStore(self._command.blobs)

    @property
    def missing(self) -> str:
        """See `Journal`."""
        return self._read[1]

    def touches(self, path: str) -> Sequence[Touch]:
        """See `Journal`."""
        return self._read[0].get(path, ())

    def contents(self, blobs: Collection[str]) -> Mapping[str, bytes]:
        """See `Journal`."""
        return self._blobs.get(blobs)

    @cached_property
    def _read(self) -> tuple[Mapping[str, Sequence[Touch]], str]:
        try:
            found = self._command.run(
                "log", "-z", "--raw", "--no-abbrev", "-M100%", "--relative", "--no-show-signature",
                _FORMAT, self._commit, "--", ".",
            )  # fmt: skip
        except TargetError:
            return {}, "git is not installed"
        if found.status == 0 and found.out:
            return follow(read_commits(found.fields)), ""
        empty = ("does not have any commits", "bad revision 'HEAD'")
        if found.status == 0 or any(words in found.err for words in empty):
            return {}, "no file of the knowledge base is committed"
        if "not a git repository" in found.err:
            return {}, "the knowledge base is not in a git repository"
        return {}, f"the history of the knowledge base cannot be read: {found.complaint}"

    def close(self) -> None:
        """Ends the process that reads blobs."""
        self._command.close()


def read_commits(fields: Iterable[str]) -> list[tuple[Commit, datetime, list[Entry]]]:
    """Commits with their entries from ``git log -z --raw --no-abbrev -M``, the newest first."""
    commits: list[tuple[Commit, datetime, list[Entry]]] = []
    queue = iter(fields)
    for field in queue:
        text = field.lstrip("\n")
        if text.startswith("\x01"):
            identity, when, subject = text[1:].split("\x02", 2)
            moment = datetime.fromisoformat(when)
            commits.append((Commit(identity, int(moment.timestamp()), subject), moment, []))
        elif text.startswith(":") and commits:
            _, _, before, after, status = text.split()
            old = next(queue) if status[0] in "RC" else ""
            commits[-1][2].append(Entry(status[0], before, after, next(queue), old))
    return commits


def follow(
    commits: Iterable[tuple[Commit, datetime, Sequence[Entry]]],
) -> dict[str, tuple[Touch, ...]]:
    """The touches of each file by the name that it has now; `commits` come newest first."""
    touches: dict[str, list[Touch]] = {}
    names: dict[str, str] = {}
    """What a name of the past is called now; empty where that file is no more, or began later."""
    for commit, when, entries in commits:
        width = sum(entry.status != "A" for entry in entries)
        renamed: dict[str, str] = {}
        for entry in entries:
            now = names.get(entry.path, entry.path)
            if now and entry.status != "A" and entry.status != "D":
                found = touches.setdefault(now, [])
                if entry.before != entry.after:
                    found.append(Touch(commit, when, entry.before, entry.after, width))
            if entry.status == "R":
                renamed[entry.old] = now
            if entry.status in "ACDR":
                names[entry.path] = ""
        names |= renamed
    return {path: tuple(found) for path, found in touches.items()}
