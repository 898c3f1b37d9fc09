"""A target without git: revisions as dictionaries, for tests and examples."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Collection, Mapping, Sequence
from typing import Self

from kbaudit.model.errors import TargetError
from kbaudit.target.blobs import BlobStore
from kbaudit.target.history import Version, removed_in
from kbaudit.target.revision import Change, Commit, RenameGuess, Revision
from kbaudit.target.snapshot import Snapshot, follow_links

START = 1_700_000_000
DAY = 86_400
_ALIKE = 0.4


class MemoryTarget:
    """`MemoryTarget({"v1": {"a.py": "x = 1\\n"}, "v2": {...}})`: a straight history in this order.

    Names are tags, the last revision is also HEAD. Commit times are a day apart, from `START` on.
    `links` maps a revision to its symbolic links (path -> what is written in the link).
    """

    def __init__(
        self,
        revisions: Mapping[str, Mapping[str, str | bytes]],
        *,
        links: Mapping[str, Mapping[str, str]] | None = None,
        submodules: Collection[str] = (),
        location: str = "memory",
    ) -> None:
        self._data: dict[str, bytes] = {}
        self._history: list[Snapshot] = []
        self._location = location
        self._store = BlobStore(lambda ids: {blob: self._data[blob] for blob in ids})
        parent = ""
        for number, (name, tree) in enumerate(revisions.items()):
            files = {path: self._add(content) for path, content in sorted(tree.items())}
            listing = "\n".join(f"{blob} {path}" for path, blob in files.items())
            parent = hashlib.sha1(f"{parent}\n{name}\n{listing}".encode()).hexdigest()  # noqa: S324
            snapshot = Snapshot(
                commit=parent,
                asked=name,
                time=START + number * DAY,
                files=files,
                links=follow_links(files, (links or {}).get(name, {})),
                submodules=submodules,
                blobs=self._store,
            )
            self._history.append(snapshot)

    def _add(self, content: str | bytes) -> str:
        data = content.encode() if isinstance(content, str) else content
        blob = hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()  # noqa: S324
        self._data[blob] = data
        return blob

    @property
    def location(self) -> str:
        """The name it was given."""
        return self._location

    @property
    def fingerprint(self) -> str:
        """The ids of all commits."""
        return " ".join(snapshot.commit for snapshot in self._history)

    def revision(self, rev: str = "HEAD") -> Revision:
        """A revision by its name, `HEAD`, or at least seven digits of its commit id."""
        if rev == "HEAD" and self._history:
            return self._history[-1]
        for snapshot in self._history:
            if rev == snapshot.asked or (len(rev) >= 7 and snapshot.commit.startswith(rev)):
                return snapshot
        raise TargetError(
            f"{self._location} has no revision {rev}: give a tag, a branch or a commit id"
        )

    def known(self, rev: str) -> Revision | None:
        """The revision that `rev` names, if it is there."""
        try:
            return self.revision(rev)
        except TargetError:
            return None

    def present(self, commits: Collection[str]) -> frozenset[str]:
        """Those of `commits` that there are."""
        return frozenset(commits) & {one.commit for one in self._history}

    def contents(self, blobs: Collection[str]) -> Mapping[str, bytes]:
        """Content of blobs by their ids."""
        return {blob: self._data[blob] for blob in blobs}

    def forget(self) -> None:
        """See `Target`."""
        self._store.forget()

    def changes(self, base: Revision, target: Revision) -> Sequence[Change]:
        """The revisions by which two differ, newest first."""
        found = []
        pairs = list(zip([None, *self._history], self._history, strict=False))
        for before, after in reversed(pairs):
            old = before.files if before is not None else {}
            if not min(base.time, target.time) < after.time <= max(base.time, target.time):
                continue
            paths = {
                path: (old.get(path, ""), after.files.get(path, ""))
                for path in sorted({*old, *after.files})
                if old.get(path) != after.files.get(path)
            }
            found.append(Change(_commit(after), paths, taken_back=target.time < base.time))
        return found

    def renamed_to(self, base: Revision, target: Revision, path: str) -> RenameGuess | None:
        """The new file of `target` that is most like `path` of `base`, if two fifths alike."""
        text = base.text(path)
        if text is None or target.blob(path) is not None:
            return None
        guesses = []
        for new in sorted(set(target.files) - set(base.files)):
            other = target.text(new) or ""
            ratio = difflib.SequenceMatcher(None, text.split("\n"), other.split("\n")).ratio()
            guesses.append(RenameGuess(new, ratio))
        best = max(guesses, key=lambda guess: guess.similarity, default=None)
        return best if best is not None and best.similarity >= _ALIKE else None

    def foresee_renames(self, base: Revision, target: Revision) -> None:
        """Nothing takes long here."""

    def deletions(self, paths: Collection[str], rev: Revision) -> Mapping[str, Commit]:
        """The revisions, up to `rev`, that last dropped each of `paths`."""
        removed: dict[str, Commit] = {}
        for before, after in zip(self._history, self._history[1:], strict=False):
            if after.time > rev.time:
                break
            for path in paths:
                if path in before.files and path not in after.files:
                    removed[path] = _commit(after)
        return removed

    def deleted_in(self, path: str, rev: Revision) -> Commit | None:
        """`deletions` for one path."""
        return self.deletions([path], rev).get(path)

    def last_commit_before(self, time: int, rev: Revision) -> Commit | None:
        """The newest revision up to `rev` that is not younger than `time`."""
        fitting = [one for one in self._history if one.time <= min(time, rev.time)]
        return _commit(fitting[-1]) if fitting else None

    def removal(self, path: str, line: str, base: Revision, rev: Revision) -> Commit | None:
        """The revision after `base` and up to `rev` that took `line` out of `path`, if any."""
        versions = [
            Version(_commit(after), before.files.get(path), after.files.get(path))
            for before, after in zip(self._history[-2::-1], self._history[::-1], strict=False)
            if base.time < after.time <= rev.time
        ]
        return removed_in(versions, self._data, line)

    def versions(
        self, path: str, base: Revision, rev: Revision
    ) -> Sequence[tuple[Commit, bytes | None]]:
        """The revisions after `base` and up to `rev` that changed a file, the newest first."""
        return [
            (_commit(after), after.read(path))
            for before, after in zip(self._history[-2::-1], self._history[::-1], strict=False)
            if base.time < after.time <= rev.time and before.blob(path) != after.blob(path)
        ]

    def release(self, commit: Commit, rev: Revision) -> str:  # noqa: ARG002
        """The name of the revision, which is a tag."""
        return commit.subject

    def releases(self, rev: Revision) -> Sequence[str]:
        """The names of the revisions up to `rev`, the newest first."""
        return [one.asked for one in reversed(self._history) if one.time <= rev.time]

    def close(self) -> None:
        """Nothing to end."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


def _commit(snapshot: Snapshot) -> Commit:
    return Commit(snapshot.commit, snapshot.time, snapshot.asked)
