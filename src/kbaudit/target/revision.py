"""What the rest of kbaudit may ask of a target and of one of its revisions.

Everything above this package works with these protocols, so that a rule neither knows nor cares
whether the revision comes from git or from a test. Standard library only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, Self


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit of the target: its full id, committer time (unix seconds) and subject line."""

    id: str
    time: int
    subject: str

    @property
    def short(self) -> str:
        """The first ten digits of the id, for messages."""
        return self.id[:10]


@dataclass(frozen=True, slots=True)
class Change:
    """A commit that one of two revisions has and the other has not.

    `paths` gives for each file that it changes the blobs before and after, empty where there was
    no such file. `taken_back` tells that only the first of the two has it.
    """

    commit: Commit
    paths: Mapping[str, tuple[str, str]]
    taken_back: bool = False


@dataclass(frozen=True, slots=True)
class RenameGuess:
    """Where a file went between two revisions, and how alike (0..1) the two versions are."""

    path: str
    similarity: float


class Revision(Protocol):
    """One revision of the target, listed once and read on demand.

    Paths are POSIX, relative to the root of the repository. `files` holds regular files only:
    symbolic links are in `links`, submodules in `submodules`. Every method that takes a path also
    takes a path through a link and reads what a checkout would show there.
    """

    @property
    def commit(self) -> str:
        """Full id of the commit."""

    @property
    def asked(self) -> str:
        """The revision as the user named it."""

    @property
    def time(self) -> int:
        """Committer time of the commit, unix seconds."""

    @property
    def files(self) -> Mapping[str, str]:
        """Path of each regular file -> id of its blob."""

    @property
    def links(self) -> Mapping[str, str]:
        """Path of each file reached through a symbolic link -> path of the regular file it is."""

    @property
    def submodules(self) -> frozenset[str]:
        """Paths where another repository is mounted: what lies below cannot be read here."""

    def blob(self, path: str) -> str | None:
        """Id of the blob at `path`, None when there is no such file."""

    def read(self, path: str) -> bytes | None:
        """Content of the file, None when there is no such file."""

    def expect(self, paths: Iterable[str]) -> None:
        """Read those of `paths` that exist in one go, as soon as any file is asked for."""

    def foresee(self, paths: Iterable[str]) -> None:
        """Begin to read those of `paths` that exist in the background, if they are many."""

    def foresee_code(self) -> None:
        """The same for its Python files, as many as would be kept until they are needed."""

    def read_many(self, paths: Collection[str]) -> Mapping[str, bytes]:
        """Content of those of `paths` that exist, read in one go."""

    def holding(self, words: Collection[str], contents: Mapping[str, bytes]) -> Iterator[str]:
        """The paths of those of `contents` that hold any of `words`, maybe within longer ones.

        `contents` are of files of this revision. The paths come in their order, and as they are
        found: who has seen enough need not look through all.
        """

    def text(self, path: str) -> str | None:
        """Content decoded as UTF-8, undecodable bytes replaced; None when there is no such file."""

    def line_count(self, path: str) -> int | None:
        """Number of lines as git counts them: only `\\n` ends a line, an unended last line counts.

        None where lines mean nothing: no such file, binary content, or a Git LFS pointer in its
        place.
        """


class Target(Protocol):
    """The repository that the pages are about. Nothing here ever writes to it or fetches."""

    @property
    def location(self) -> str:
        """Where the repository is, for messages."""

    @property
    def fingerprint(self) -> str:
        """A digest that is another one when anything may be answered differently.

        Empty where answers may change at any time.
        """

    def revision(self, rev: str = "HEAD") -> Revision:
        """The revision that `rev` names; TargetError when there is none."""

    def known(self, rev: str) -> Revision | None:
        """The revision that `rev` names, None when it is not there."""

    def present(self, commits: Collection[str]) -> frozenset[str]:
        """Those of `commits`, given by their full ids, that the repository has."""

    def contents(self, blobs: Collection[str]) -> Mapping[str, bytes]:
        """Content of each of `blobs`, given by their ids, read in one go."""

    def forget(self) -> None:
        """Contents that were read need not stay in memory: other files will be asked for."""

    def changes(self, base: Revision, target: Revision) -> Sequence[Change]:
        """The commits by which two revisions differ, with the files that each changes.

        Newest first: those that only `target` has, and those that only `base` has, which going
        from one to the other takes back.
        """

    def renamed_to(self, base: Revision, target: Revision, path: str) -> RenameGuess | None:
        """Where `path` of `base` is in `target`, if its content lives on under another name."""

    def foresee_renames(self, base: Revision, target: Revision) -> None:
        """Begin to look for the files that were renamed between two revisions."""

    def deletions(self, paths: Collection[str], rev: Revision) -> Mapping[str, Commit]:
        """The commits reachable from `rev` that last removed each of `paths`, if history tells."""

    def deleted_in(self, path: str, rev: Revision) -> Commit | None:
        """`deletions` for one path."""

    def last_commit_before(self, time: int, rev: Revision) -> Commit | None:
        """The newest commit on the first-parent line of `rev` that is not younger than `time`."""

    def removal(self, path: str, line: str, base: Revision, rev: Revision) -> Commit | None:
        """The commit after `base` and up to `rev` that took `line` out of `path`, if any."""

    def versions(
        self, path: str, base: Revision, rev: Revision
    ) -> Sequence[tuple[Commit, bytes | None]]:
        """The commits after `base` and up to `rev` that changed `path`, the newest first.

        With each comes the content that it left, None where it removed the file.
        """

    def release(self, commit: Commit, rev: Revision) -> str:
        """The oldest tag on the way to `rev` that has `commit`, empty where there is none."""

    def releases(self, rev: Revision) -> Sequence[str]:
        """The tags on the way to `rev` whose trees can be read at once, the newest first."""

    def close(self) -> None:
        """Ends what runs for this target. Closing twice is fine."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *exc: object) -> None: ...


def is_python(path: str) -> bool:
    """Whether the file is read as Python, by its name."""
    return path.endswith((".py", ".pyi"))


def split_lines(text: str) -> list[str]:
    """Lines without their ends, split on `\\n` only, as git and citations count them."""
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    return lines


def count_lines(data: bytes) -> int:
    """Number of lines of `data`: `len(split_lines(...))` without decoding."""
    return data.count(b"\n") + (not data.endswith(b"\n") and data != b"")
