"""A knowledge base as git has it: in its index, or at a commit. Nothing is checked out."""

import posixpath
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from kbaudit.read.tree import PAGE_SUFFIXES, Tree
from kbaudit.target.home import Home, Tracked
from kbaudit.target.process import decode

_POINTER = b"version https://git-lfs.github.com/spec/v1"
_MOST_HOPS = 8


@dataclass(frozen=True)
class Recorded:
    """The files of the knowledge base `root` that `entries` name, by their path from there.

    Those of `disk` are read from the disk all the same, if they are there. `commit` is the last one
    of their history.
    """

    root: Path
    home: Home
    entries: Mapping[str, Tracked]
    disk: frozenset[str] = field(default=frozenset())
    commit: str = "HEAD"

    def __str__(self) -> str:
        """What tells it from others: where it is, and a digest of what git has there."""
        held = "\n".join(f"{path}\0{one.blob} {one.mode}" for path, one in self.entries.items())
        digest = sha256(held.encode("utf-8", "surrogateescape")).hexdigest()
        place = f"{self.root} in {self.home.top} at {self.home.prefix}"
        return f"{place} {digest} {sorted(self.disk)} {self.commit}"

    def read(self, name: str) -> bytes | None:
        """The content of a file, None where there is none."""
        found, problems = self.contents([name] if name in self.entries else [])
        return None if name in problems else found.get(name)

    def as_in(self, other: "Recorded") -> frozenset[str]:
        """The paths of those files that are the same ones in `other`, by what git has there."""
        disk, theirs = self.disk | other.disk, other.entries
        return frozenset(
            path
            for path, one in self.entries.items()
            if one == theirs.get(path) and path not in disk and not one.link
        )

    def tree(
        self,
        *,
        exclude: Callable[[str], bool] | None = None,
        progress: Callable[[int], None] | None = None,
        same: frozenset[str] = frozenset(),
    ) -> Tree:
        """The knowledge base as `read_tree` would read it after a checkout.

        Those of `same` are not read, but named.
        """
        left: set[str] = set()
        folders: set[str] = set()
        paths: set[str] = set()
        seen: dict[str, bool] = {}
        for path in self.entries:
            if self._kept(path, exclude, seen, left, folders):
                one = self.entries[path]
                if one.submodule:  # its files are of another repository: they may be there
                    folders.add(path)
                    left.add(f"{path}/")
                elif one.link and self._folder(path):
                    folders.add(path)
                elif path not in self.disk or self._native(path).is_file():
                    paths.add(path)
        pages = [path for path in sorted(paths) if path.lower().endswith(PAGE_SUFFIXES)]
        taken = same.intersection(pages)
        pages = [path for path in pages if path not in taken]
        data, problems = self.contents(pages)
        if progress is not None:
            progress(len(data))
        ordered = {path: data[path] for path in sorted(data)}
        return Tree(
            str(self.root),
            frozenset(paths),
            frozenset(folders),
            ordered,
            problems,
            frozenset(left),
            taken,
        )

    def _kept(
        self,
        path: str,
        exclude: Callable[[str], bool] | None,
        seen: dict[str, bool],
        left: set[str],
        folders: set[str],
    ) -> bool:
        """Whether a file is neither hidden nor excluded; its folders are noted."""
        for folder in _folders(path):
            if folder not in seen:
                hidden = posixpath.basename(folder).startswith(".")
                out = not hidden and exclude is not None and exclude(f"{folder}/")
                seen[folder] = not (hidden or out)
                (left.add(f"{folder}/") if out else None)
                (folders.add(folder) if seen[folder] else None)
            if not seen[folder]:
                return False
        if posixpath.basename(path).startswith("."):
            return False
        if exclude is not None and exclude(path):
            left.add(path)
            return False
        return True

    def contents(self, paths: list[str]) -> tuple[dict[str, bytes], dict[str, str]]:
        """The content of files, and why others have none."""
        real = {path: self._followed(path) for path in paths}
        blobs = {path: self.entries[name].blob for path, name in real.items() if name}
        read = self.home.contents(blobs.values())
        data: dict[str, bytes] = {}
        problems: dict[str, str] = {}
        for path in paths:
            native = self._native(path)
            if path in self.disk or not real[path]:
                try:
                    data[path] = native.read_bytes()
                except OSError as error:
                    reason = (error.strerror or "input/output error").lower()
                    problems[path] = f"cannot be read ({reason})"
            else:
                data[path] = _smudged(read[blobs[path]], native)
        return data, problems

    def _followed(self, path: str) -> str:
        """The entry that a path leads to; empty where that is outside, or not there."""
        for _ in range(_MOST_HOPS):
            one = self.entries.get(path)
            if one is None or not one.link:
                return path if one else ""
            path = self._aim(path)
        return ""

    def _folder(self, path: str) -> bool:
        aim = self._aim(path)
        return aim == "." or any(other.startswith(f"{aim}/") for other in self.entries)

    def _aim(self, link: str) -> str:
        return posixpath.normpath(posixpath.join(posixpath.dirname(link), self._links[link]))

    @cached_property
    def _links(self) -> dict[str, str]:
        """What is written in each symbolic link, read in one go."""
        blobs = {path: one.blob for path, one in self.entries.items() if one.link}
        written = self.home.contents(blobs.values())
        return {path: decode(written[blob]) for path, blob in blobs.items()}

    def _native(self, path: str) -> Path:
        return self.root / path


def _folders(path: str) -> Iterator[str]:
    at = path.find("/")
    while at >= 0:
        yield path[:at]
        at = path.find("/", at + 1)


def _smudged(data: bytes, native: Path) -> bytes:
    """The text for which a pointer of Git LFS stands, where it is on the disk."""
    if not data.startswith(_POINTER):
        return data
    try:
        text = native.read_bytes()
    except OSError:
        return data
    return text if sha256(text).hexdigest().encode() in data else data
