"""A target that is a git repository: what `kbaudit.target.opening` gives."""

from __future__ import annotations

from collections.abc import Collection, Mapping, MutableMapping, Sequence
from pathlib import Path
from typing import Self

from kbaudit.model.errors import TargetError
from kbaudit.target.blobs import BlobStore
from kbaudit.target.changes import CHANGES_FORMAT, read_changes
from kbaudit.target.checkout import Checkout
from kbaudit.target.command import GitCommand
from kbaudit.target.entries import read_entries
from kbaudit.target.fingerprint import fingerprint, horizon
from kbaudit.target.history import (
    COMMIT_FORMAT,
    LOG_FORMAT,
    Version,
    read_commit,
    read_removals,
    read_versions,
    removed_in,
)
from kbaudit.target.process import Output, decode
from kbaudit.target.refs import resolve
from kbaudit.target.renames import Renames, read_renames
from kbaudit.target.revision import Change, Commit, RenameGuess, Revision
from kbaudit.target.snapshot import Snapshot, follow_links
from kbaudit.target.tables import Tables

_PATHS_PER_CALL = 500  # keeps the command line under every system's limit


class GitTarget:
    """One repository. See `kbaudit.target.revision.Target` for what its methods promise."""

    def __init__(
        self, command: GitCommand, location: str, *, shallow: bool, bare: bool = True
    ) -> None:
        self._command = command
        self._location = location
        checkout = Checkout(None if bare else location, self._checked_out)
        self._blobs = BlobStore(command.blobs, ahead=command.ahead, near=checkout.get)
        self._revisions: dict[str, Snapshot] = {}
        self._renames = Renames(command)
        self._renamed: dict[tuple[str, str], dict[str, RenameGuess]] = {}
        self._versions: dict[tuple[str, str, str], list[Version]] = {}
        self._before: MutableMapping[str, Commit | None] = {}
        self._releases: MutableMapping[str, str] = {}
        self.shallow = shallow
        """Whether the history of the clone was cut off."""

    @property
    def location(self) -> str:
        """The path as it was given."""
        return self._location

    def keep(self, tables: Tables) -> None:
        """Keep in `tables` what git is asked of history again and again, as far as that reaches."""
        self._before = tables.table(f"before {self.horizon}", Commit | None)
        self._releases = tables.table(f"releases {self.horizon}", str)

    @property
    def horizon(self) -> str:
        """A digest of what can change an answer about commits: see `fingerprint.horizon`."""
        return horizon(Path(self._command.git_dir or self._location))

    @property
    def fingerprint(self) -> str:
        """A digest of all from which its answers follow: see `fingerprint.fingerprint`."""
        return fingerprint(Path(self._command.git_dir or self._location))

    def revision(self, rev: str = "HEAD") -> Revision:
        """The revision that `rev` names, in any way that `git rev-parse` takes."""
        if rev not in self._revisions:
            commit, time = resolve(self._command, self._location, rev, shallow=self.shallow)
            self._revisions[rev] = self._list(rev, commit, time)
        return self._revisions[rev]

    def _list(self, rev: str, commit: str, time: int) -> Snapshot:
        for one in self._revisions.values():
            if one.commit == commit:
                return one.called(rev)
        listed = self._command.run("ls-tree", "-r", "-z", "--full-tree", commit)
        if listed.status != 0:
            raise TargetError(
                f"revision {rev} of {self._location} cannot be listed: {listed.complaint}"
            )
        files, links, submodules = read_entries(listed.fields)
        written = self._blobs.get(links.values()) if links else {}
        texts = {link: decode(written[blob]) for link, blob in links.items()}
        return Snapshot(
            commit=commit,
            asked=rev,
            time=time,
            files=files,
            links=follow_links(files, texts),
            submodules=submodules,
            blobs=self._blobs,
        )

    def _checked_out(self) -> Mapping[str, str]:
        """Blobs of the commit that is checked out, by path; none before the first commit."""
        head = GitTarget.known(self, "HEAD")
        return head.files if head is not None else {}

    def known(self, rev: str) -> Revision | None:
        """The revision that `rev` names, if it is there; nothing is fetched for it."""
        try:
            return GitTarget.revision(self, rev)
        except TargetError:
            return None

    def present(self, commits: Collection[str]) -> frozenset[str]:
        """Those of `commits` that the clone has; one call of git for many."""
        wanted = sorted(set(commits))
        found: set[str] = set()
        for start in range(0, len(wanted), _PATHS_PER_CALL):
            shown = self._command.run(
                "log", "--no-walk=unsorted", "--ignore-missing", "--no-show-signature",
                "--format=%H", *wanted[start : start + _PATHS_PER_CALL], "--",
            )  # fmt: skip
            found |= set(shown.text.split())
        return frozenset(found)

    def contents(self, blobs: Collection[str]) -> Mapping[str, bytes]:
        """Content of blobs by their ids, through the process that reads them all."""
        return self._blobs.get(blobs)

    def forget(self) -> None:
        """See `Target`."""
        self._blobs.forget()

    def changes(self, base: Revision, target: Revision) -> Sequence[Change]:
        """The commits by which two revisions differ, all from one call of git."""
        found = self._command.run(
            "log", "-z", "--raw", "--no-abbrev", "--no-renames", "--left-right",
            "--no-show-signature", CHANGES_FORMAT, f"{base.commit}...{target.commit}", "--",
        )  # fmt: skip
        if found.status != 0:
            raise self._unreadable("history", found)
        return read_changes(found.fields)

    def renamed_to(self, base: Revision, target: Revision, path: str) -> RenameGuess | None:
        """Where git sees `path` of `base` renamed to in `target`; one call for each pair."""
        pair = (base.commit, target.commit)
        if pair not in self._renamed:
            found = self._renames.found(*pair)
            if found.status != 0:
                raise self._unreadable("renames", found)
            self._renamed[pair] = read_renames(found.fields)
        return self._renamed[pair].get(path)

    def foresee_renames(self, base: Revision, target: Revision) -> None:
        """Let git look for the renames between two revisions in the background."""
        if (base.commit, target.commit) not in self._renamed:
            self._renames.begin(base.commit, target.commit)

    def deletions(self, paths: Collection[str], rev: Revision) -> Mapping[str, Commit]:
        """The commits that last removed each of `paths`, with one call of git for many paths."""
        removed: dict[str, Commit] = {}
        wanted = sorted(set(paths))
        for start in range(0, len(wanted), _PATHS_PER_CALL):
            found = self._command.run(
                "log", "-z", "--no-show-signature", "--no-renames", "--diff-filter=D",
                "--name-only", LOG_FORMAT, rev.commit,
                "--", *wanted[start : start + _PATHS_PER_CALL],
            )  # fmt: skip
            if found.status != 0:
                raise self._unreadable("history", found)
            for path, commit in read_removals(found.fields):
                removed.setdefault(path, commit)  # newest first
        return removed

    def deleted_in(self, path: str, rev: Revision) -> Commit | None:
        """The commit that last removed `path` before `rev`, if history tells."""
        return self.deletions([path], rev).get(path)

    def last_commit_before(self, time: int, rev: Revision) -> Commit | None:
        """The newest commit on the first-parent line of `rev` that is not younger than `time`."""
        key = f"{time} {rev.commit}"
        if key not in self._before:
            self._before[key] = self._last_before(time, rev)
        return self._before[key]

    def _last_before(self, time: int, rev: Revision) -> Commit | None:
        found = self._command.run(
            "log", "-1", "--no-show-signature", "--first-parent", f"--min-age={time}",
            COMMIT_FORMAT, rev.commit,
        )  # fmt: skip
        if found.status != 0:
            raise self._unreadable("history", found)
        return read_commit(found.text) if found.out.strip() else None

    def removal(self, path: str, line: str, base: Revision, rev: Revision) -> Commit | None:
        """The commit after `base` and up to `rev` that took `line` out of `path`, if any."""
        versions = self._of_file(path, base, rev)
        blobs = {blob for v in versions for blob in (v.before, v.blob) if blob is not None}
        contents = self._blobs.get(sorted(blobs))
        return removed_in(versions, contents, line)

    def _of_file(self, path: str, base: Revision, rev: Revision) -> list[Version]:
        """The commits between two revisions that changed a file; one call of git for each file."""
        key = (path, base.commit, rev.commit)
        if key not in self._versions:
            found = self._command.run(
                "log", "-z", "--raw", "--no-abbrev", "--no-renames", "--no-show-signature",
                LOG_FORMAT, f"{base.commit}..{rev.commit}", "--", path,
            )  # fmt: skip
            if found.status != 0:
                raise self._unreadable("history", found)
            self._versions[key] = read_versions(found.fields)
        return self._versions[key]

    def versions(
        self, path: str, base: Revision, rev: Revision
    ) -> Sequence[tuple[Commit, bytes | None]]:
        """The commits between two revisions that changed a file, and what each left in it."""
        found = self._of_file(path, base, rev)
        contents = self._blobs.get(sorted({v.blob for v in found if v.blob is not None}))
        return [(v.commit, contents.get(v.blob or "")) for v in found]

    def release(self, commit: Commit, rev: Revision) -> str:
        """The oldest tag on the way to `rev` that has `commit`, empty where there is none."""
        key = f"{commit.id} {rev.commit}"
        if key not in self._releases:
            found = self._command.run(
                "for-each-ref", f"--contains={commit.id}", f"--merged={rev.commit}",
                "--sort=creatordate", "--count=1", "--format=%(refname:lstrip=2)", "refs/tags",
            )  # fmt: skip
            if found.status != 0:
                return ""
            self._releases[key] = found.text
        return self._releases[key]

    def releases(self, rev: Revision) -> Sequence[str]:
        """The tags on the way to `rev`, the newest first."""
        found = self._command.run(
            "for-each-ref", f"--merged={rev.commit}", "--sort=-creatordate",
            "--format=%(refname)", "refs/tags",
        )  # fmt: skip
        return found.text.split() if found.status == 0 else ()

    def _unreadable(self, what: str, found: Output) -> TargetError:
        return TargetError(f"{self._location}: {what} cannot be read: {found.complaint}")

    def close(self) -> None:
        """Ends the process that reads blobs."""
        self._command.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()
