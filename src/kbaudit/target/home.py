"""The repository in which a knowledge base itself lies: what git has of its files.

The variables that git sets for a hook are heeded here, where they are about this repository:
`git commit -a` and a commit of some paths have an index of their own. Git is run directly, since a
hook that has nothing to do should take no time, and the import of GitPython is most of it.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from kbaudit.model.errors import TargetError, UsageError
from kbaudit.target.environment import offline
from kbaudit.target.home_git import HomeGit
from kbaudit.target.process import Output
from kbaudit.target.refs import resolve

_LINK = "120000"
_SUBMODULE = "160000"
_NOTHING = {  # the blob of an empty file, which stands for one that `git add -N` only announced
    "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
    "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813",
}
_EMPTY_TREE = {40: "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
               64: "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321"}  # fmt: skip
_HEAD = ("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
_DIFFER = ("diff-index", "--cached", "-z", "--name-only", "--no-renames")
_STAGED = ("ls-files", "-s", "-z")
_TREE = ("ls-tree", "-r", "-z", "--full-tree")
_OF_THE_INDEX = ("GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES")


@dataclass(frozen=True, slots=True)
class Tracked:
    """A file as git has it: the id of its blob, and what kind of entry it is."""

    blob: str
    mode: str

    @property
    def link(self) -> bool:
        """Whether the blob is the path to which a symbolic link leads."""
        return self.mode == _LINK

    @property
    def submodule(self) -> bool:
        """Whether another repository is mounted here."""
        return self.mode == _SUBMODULE


def open_home(folder: Path) -> Home:
    """The repository around `folder`, which need not exist any more.

    Raises UsageError when there is none, or git refuses to read it.
    """
    place = folder.absolute()
    while not place.is_dir():
        place = place.parent
    place = place.resolve()
    missing = folder.absolute().relative_to(_existing(folder.absolute()))
    plain = HomeGit(place, _environment())
    asked = ("rev-parse", "--show-toplevel", "--absolute-git-dir")
    found = plain.run(*asked)
    given = os.environ.get("GIT_DIR")
    extra: dict[str, str] = {}
    if found.status != 0 and given:
        work_tree = os.environ.get("GIT_WORK_TREE") or "."
        extra = {"GIT_DIR": _absolute(given), "GIT_WORK_TREE": _absolute(work_tree)}
        found = HomeGit(place, _environment(extra)).run(*asked)
    if found.status != 0:
        raise _no_repository(folder, found)
    top, git_dir = found.text.rsplit("\n", 1)
    if given is None or os.path.realpath(given) == os.path.realpath(git_dir):
        extra |= {name: os.environ[name] for name in _OF_THE_INDEX if name in os.environ}
        if "GIT_INDEX_FILE" in extra:
            extra["GIT_INDEX_FILE"] = _absolute(extra["GIT_INDEX_FILE"])
    inside = place.relative_to(Path(top).resolve()) / missing
    prefix = "" if inside == Path() else f"{inside.as_posix()}/"
    return Home(HomeGit(Path(top), _environment(extra)), Path(top), prefix)


class Home:
    """One repository, seen from the folder at `prefix`: paths are relative to that."""

    def __init__(self, git: HomeGit, top: Path, prefix: str, head: str | None = None) -> None:
        self._git = git
        self.top = top
        self.prefix = prefix
        self._head = head

    def at(self, prefix: str) -> Home:
        """The same repository seen from another folder, given from the top with a slash."""
        return Home(self._git, self.top, prefix, self._head)

    def begin_comparing(self) -> None:
        """Let git find out already by what the index differs from the commit checked out."""
        self._git.begin(*_HEAD)
        self._git.begin(*_DIFFER, "HEAD", *self._below())

    def begin_listing(self) -> None:
        """Let git list already what the index holds, and what the commit checked out does."""
        if self._head is None:
            self._git.begin(*_HEAD)
        self._git.begin(*_STAGED, *self._below())
        self._git.begin(*_TREE, "HEAD", *self._below())

    def begin_reading(self, blobs: Collection[str]) -> None:
        """Let git read blobs already, which `contents` is to be asked for."""
        self._git.read_ahead(blobs)

    def close(self) -> None:
        """End what was begun, and what nobody has asked for."""
        self._git.close()

    def head(self) -> str:
        """The commit that is checked out; empty where there is none yet. Git is asked once."""
        if self._head is None:
            found = self._git.run(*_HEAD)
            self._head = found.text if found.status == 0 else ""
        return self._head

    def remote(self) -> str:
        """Where the repository came from: the URL of ``origin``, or of the only remote."""
        names = self._git.run("remote").text.split("\n")
        name = "origin" if "origin" in names else names[0] if len(names) == 1 else ""
        found = self._git.run("remote", "get-url", name) if name else None
        return found.text if found is not None and found.status == 0 else ""

    def base(self, rev: str) -> str:
        """The commit from which `rev` and what is checked out went apart; `rev` where none is.

        Raises TargetError when there is no such revision.
        """
        commit, _ = resolve(self._git, str(self.top), rev, shallow=False)
        found = self._git.run("merge-base", commit, "HEAD")
        return found.text if found.status == 0 and found.text else commit

    def at_commit(self, commit: str) -> dict[str, Tracked]:
        """The files of a commit below the folder; none without a commit."""
        if not commit:
            return {}
        listed = self._run(*_TREE, self._named(commit), *self._below())
        found = {}
        for entry in listed.fields:
            about, path = entry.split("\t", 1)
            mode, _, blob = about.split()
            found[path.removeprefix(self.prefix)] = Tracked(blob, mode)
        return found

    def staged(self) -> dict[str, Tracked]:
        """The files of the index below the folder; of an unfinished merge our side."""
        listed = self._run(*_STAGED, *self._below())
        found: dict[str, Tracked] = {}
        for entry in listed.fields:
            about, path = entry.split("\t", 1)
            mode, blob, stage = about.split()
            name = path.removeprefix(self.prefix)
            if stage in "02" or name not in found:
                found[name] = Tracked(blob, mode)
        announced = {path for path, one in found.items() if one.blob in _NOTHING}
        if announced:
            commit = self.head()
            announced -= self.at_commit(commit).keys() | set(self.changed(commit))
        return {path: one for path, one in found.items() if path not in announced}

    def changed(self, commit: str) -> list[str]:
        """The paths below the folder by which the index differs from a commit, gone ones too."""
        tree = self._named(commit) if commit else self._empty()
        found = self._run(*_DIFFER, tree, *self._below())
        return [path.removeprefix(self.prefix) for path in found.fields]

    def unstaged(self) -> list[str]:
        """The paths below the folder by which the files on the disk differ from the index."""
        found = self._run("diff-files", "-z", "--name-only", *self._below())
        return [path.removeprefix(self.prefix) for path in found.fields]

    def untracked(self) -> bool:
        """Whether there are files below the folder that git does not have, ignored ones too."""
        return bool(self._run("ls-files", "-z", "--others", *self._below()).out)

    def between(self, first: str, second: str) -> list[str]:
        """The paths below the folder by which two commits differ."""
        asked = ("diff-tree", "-r", "-z", "--name-only", "--no-renames", first, second)
        return [path.removeprefix(self.prefix) for path in self._run(*asked, *self._below()).fields]

    def contents(self, blobs: Collection[str]) -> Mapping[str, bytes]:
        """Content of blobs by their ids, read in one go."""
        found = self._git.taken(blobs)
        wanted = [blob for blob in dict.fromkeys(blobs) if blob not in found]
        if not wanted:
            return found
        out = self._git.run("cat-file", "--batch", put="".join(f"{one}\n" for one in wanted)).out
        at = 0
        for blob in wanted:
            end = out.find(b"\n", at)
            header = out[at:end].split() if end >= 0 else []
            if len(header) != 3:
                raise TargetError(f"object {blob} of {self.top} cannot be read: see `git fsck`")
            size = int(header[2])
            found[blob] = out[end + 1 : end + 1 + size]
            at = end + size + 2
        return found

    def _named(self, commit: str) -> str:
        """A commit as git was asked about it already, if it was."""
        return "HEAD" if commit and commit == self._head else commit

    def _below(self) -> tuple[str, ...]:
        return ("--", self.prefix.rstrip("/")) if self.prefix else ()

    def _empty(self) -> str:
        found = self._git.run("rev-parse", "--show-object-format")
        return _EMPTY_TREE[64 if found.text == "sha256" else 40]

    def _run(self, *arguments: str) -> Output:
        found = self._git.run(*arguments)
        if found.status != 0:
            raise TargetError(f"{self.top} cannot be read: {found.complaint}")
        return found


def _environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    return {**offline(), **(extra or {})}


def _absolute(path: str) -> str:
    return str(Path(path).absolute())


def _existing(path: Path) -> Path:
    while not path.is_dir():
        path = path.parent
    return path


def _no_repository(folder: Path, found: Output) -> UsageError:
    if "dubious ownership" in found.err:
        return UsageError(
            f"{folder} belongs to another user, and git refuses to read it: "
            "`git config --global --add safe.directory` with its repository allows it"
        )
    return UsageError(
        f"{folder} is in no git repository: what changed, or is staged, is known to git only"
    )
