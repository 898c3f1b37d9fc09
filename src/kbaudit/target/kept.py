"""Clones of targets that kbaudit keeps itself, for users who have none at hand.

A kept clone is bare and partial: the whole history up to the revisions that were asked for, but
only the files of those, and what else an audit of them read. It is got when the user says so and at
no other time; an audit that meets something missing says what to run.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kbaudit.model.errors import TargetError
from kbaudit.target.command import GitCommand, Reach
from kbaudit.target.fetching import HELD, Fetcher, Teller, is_held
from kbaudit.target.git import GitTarget
from kbaudit.target.process import Output
from kbaudit.target.refs import resolve
from kbaudit.target.revision import Commit, Revision
from kbaudit.target.url import checked_url, clone_name, public

REMEDY = "`kbaudit target fetch` gets it"
PART = "targets"
"""The part of the cache folder in which clones are kept."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One kept clone as a list shows it: address, folder, revisions by their names, bytes."""

    url: str
    folder: Path
    revisions: tuple[str, ...]
    size: int


class KeptTarget(GitTarget):
    """A kept clone as a target. It is named by its address: where it lies is of no interest."""

    def __init__(self, command: GitCommand, url: str, fetcher: Fetcher | None = None) -> None:
        command.remedy = REMEDY
        command.name = public(url)
        super().__init__(command, public(url), shallow=False)
        self._fetcher = fetcher

    @property
    def fingerprint(self) -> str:
        """As for any target; none while anything may be fetched."""
        return super().fingerprint if self._fetcher is None else ""

    def revision(self, rev: str = "HEAD") -> Revision:
        """As for any target; one that pages name and that is not there is fetched, if allowed."""
        try:
            return super().revision(rev)
        except TargetError:
            if self._fetcher is None:
                raise TargetError(
                    f"what is kept of {self.location} has no revision {rev}: "
                    f"`kbaudit target fetch --rev {rev}` gets it, if there is one"
                ) from None
        self._fetcher.history([rev])
        found = super().revision(rev)
        self.hold(found)
        return found

    def hold(self, revision: Revision) -> None:
        """See that all files of `revision` are there. Raises TargetError where they are not."""
        if self._fetcher is not None:
            self._fetcher.hold(revision.commit, revision.asked)
        elif not is_held(self._command, revision.commit):
            raise TargetError(
                f"the files of {revision.asked} of {self.location} are not at hand: {REMEDY}"
            )

    def last_commit_before(self, time: int, rev: Revision) -> Commit | None:
        """As for any target. Such a commit is likely to be the base: its files come in one go."""
        found = super().last_commit_before(time, rev)
        if found is not None and self._fetcher is not None:
            self._fetcher.hold(found.id, found.id)
        return found

    def releases(self, rev: Revision) -> Sequence[str]:  # noqa: ARG002
        """None: the files of other revisions than those that were asked for are not here."""
        return ()

    def hold_versions(self, base: Revision, rev: Revision, paths: Sequence[str]) -> None:
        """Get each version that `paths` had between two revisions, if this may fetch."""
        if self._fetcher is not None and base.commit != rev.commit:
            self._fetcher.hold_versions(base.commit, rev.commit, paths)

    def _unreadable(self, what: str, found: Output) -> TargetError:  # noqa: ARG002
        return TargetError(f"{self.location}: {what} cannot be read from what is at hand: {REMEDY}")


class KeptClone:
    """The place of the clone of `url` below `top`, whether it is there or not."""

    def __init__(self, url: str, top: Path) -> None:
        self.url = checked_url(url)
        self.folder = top / clone_name(url)

    def exists(self) -> bool:
        """Whether some revision was fetched to its end."""
        try:
            return any((self.folder / HELD).iterdir())
        except OSError:
            return False

    def open(self) -> KeptTarget:
        """The clone as it is; nothing is fetched."""
        return KeptTarget(GitCommand(str(self.folder), str(self.folder)), self.url)

    @contextlib.contextmanager
    def fetching(
        self, revs: Sequence[str], teller: Teller, *, anew: bool = False
    ) -> Iterator[KeptTarget]:
        """The clone with all of `revs`, brought up to date; what is asked of it later is fetched.

        Tags and commits that are there are taken as they are, unless `anew`. Another process that
        wants to fetch waits. Raises TargetError when git cannot fetch.
        """
        with _locked(self.folder, self.url, teller.tell):
            self._prepare()
            variables = _login(self.url)
            fetcher: Fetcher | None = None

            def supply(objects: Sequence[str]) -> None:
                if fetcher is not None:
                    fetcher.supply(objects)

            reach = Reach(supply, variables)
            own = GitCommand(str(self.folder), str(self.folder), reach)
            fetcher = Fetcher(own, self.url, teller)
            command = GitCommand(str(self.folder), str(self.folder), reach)
            target = KeptTarget(command, self.url, fetcher)
            try:
                missing = [rev for rev in revs if anew or not fetcher.settled(rev)]
                if missing:
                    fetcher.history(missing)
                for rev in missing:
                    commit, _ = resolve(command, target.location, rev, shallow=False)
                    fetcher.hold(commit, rev)
                yield target
            finally:
                target.close()
                own.close()

    def _prepare(self) -> None:
        for left in (self.folder / "objects" / "pack").glob("tmp_*"):  # of one that was killed
            left.unlink(missing_ok=True)
        if not (self.folder / "HEAD").is_file():
            made = GitCommand(str(self.folder.parent)).run(
                "init", "--bare", "--quiet", "--template=", str(self.folder)
            )
            if made.status != 0:
                raise TargetError(f"{self.folder} cannot be made: {made.complaint}")
        command = GitCommand(str(self.folder), str(self.folder))
        command.run("config", "remote.origin.url", public(self.url))


def kept_clones(top: Path) -> Iterator[Kept]:
    """All clones below `top`, in the order of their folders."""
    for folder in sorted(top.glob("*.git")):
        command = GitCommand(str(folder), str(folder))
        url = command.run("config", "remote.origin.url").text
        held = {path.name for path in (folder / HELD).glob("*")}
        refs = command.run(
            "for-each-ref", "--format=%(objectname) %(*objectname) %(refname:lstrip=2)",
            "refs/tags", "refs/heads",
        )  # fmt: skip
        names: dict[str, str] = {}
        for line in refs.text.splitlines():
            commit, peeled, name = line.split(" ", 2)
            names.setdefault(peeled or commit, name)
        size = sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file())
        revisions = sorted(names.get(commit, commit[:10]) for commit in held)
        yield Kept(url, folder, tuple(revisions), size)


def remove_clone(folder: Path) -> None:
    """Delete the kept clone in `folder`, once nobody fetches into it."""
    with _locked(folder, folder.name, lambda what: None):  # noqa: ARG005
        shutil.rmtree(folder)


@contextlib.contextmanager
def _locked(folder: Path, url: str, tell: Callable[[str], None]) -> Iterator[None]:
    """One process at a time, which may enter twice. The lock ends with the process."""
    from filelock import FileLock, Timeout

    lock = FileLock(f"{folder}.lock", is_singleton=True)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        tell(f"{public(url)}: another kbaudit is fetching it, waiting for that")
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def _login(url: str) -> dict[str, str]:
    """Variables that give git an address with its credentials, which stand in no file."""
    if public(url) == url:
        return {}
    given = os.environ.get("GIT_CONFIG_COUNT", "")
    own = int(given) if given.isdecimal() else 0
    return {
        "GIT_CONFIG_COUNT": str(own + 1),
        f"GIT_CONFIG_KEY_{own}": f"url.{url}.insteadOf",
        f"GIT_CONFIG_VALUE_{own}": public(url),
    }
