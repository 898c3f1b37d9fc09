"""A knowledge base as git has it: in its index, or at a commit. Nothing is checked out."""

import posixpath
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b, sha256
from pathlib import Path
from typing import NamedTuple

from kbaudit.read.tree import PAGE_SUFFIXES, Tree
from kbaudit.read.unread import Unread
from kbaudit.target.home import Home, Tracked
from kbaudit.target.process import decode

_POINTER = b"version https://git-lfs.github.com/spec/v1"
_MOST_HOPS = 8


def nothing_known(_digests: Mapping[str, str]) -> dict[str, str]:
    """Where no digest of a file tells anything."""
    return {}


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
        return self.contents([name] if name in self.entries else []).data.get(name)

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
        known: Callable[[Mapping[str, str]], Mapping[str, str]] = nothing_known,
        digests: MutableMapping[str, str] | None = None,
    ) -> Tree:
        """The knowledge base as `read_tree` would read it after a checkout.

        Those of `same` are not read, but named. Nor are those read of which `known`, which is given
        digests by path, says that something is known. `digests` of blobs fill up.
        """
        digests = {} if digests is None else digests
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
        blobs = {path: self.entries[path].blob for path in pages if self._is_blob(path)}
        unread = known({p: digest for p, b in blobs.items() if (digest := digests.get(b))})
        found = self.contents([path for path in pages if path not in unread])
        for path in found.blobs:
            digest = blake2b(found.data[path], digest_size=16).hexdigest()
            digests.setdefault(self.entries[path].blob, digest)
        if progress is not None:
            progress(len(found.data))
        texts = _Texts(self, list(unread))
        return Tree(
            str(self.root),
            frozenset(paths),
            frozenset(folders),
            {path: found.data[path] for path in sorted(found.data)},
            found.problems,
            frozenset(left),
            taken,
            {path: _Unread(self.root, path, digest, texts) for path, digest in unread.items()},
        )

    def _is_blob(self, path: str) -> bool:
        """Whether a file holds what its own blob does."""
        return path not in self.disk and not self.entries[path].link

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

    def contents(self, paths: list[str]) -> "Contents":
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
        own = (path for path in data if self._is_blob(path))
        same = frozenset(path for path in own if not read[blobs[path]].startswith(_POINTER))
        return Contents(data, problems, same)

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


class Contents(NamedTuple):
    """The content of files by path, why others have none, and which hold what their blob does."""

    data: dict[str, bytes]
    problems: dict[str, str]
    blobs: frozenset[str]


class _Texts:
    """What files hold, read in one go when one of them is asked for."""

    def __init__(self, recorded: Recorded, paths: list[str]) -> None:
        self._recorded = recorded
        self._paths = paths

    @cached_property
    def data(self) -> dict[str, bytes]:
        return self._recorded.contents(self._paths).data


class _Unread(Unread):
    """A file of which git has the text."""

    def __init__(self, root: Path, path: str, digest: str, texts: _Texts) -> None:
        super().__init__(root, path, digest)
        vars(self)["_texts"] = texts

    def _bytes(self, place: Path, path: str) -> bytes:  # noqa: ARG002
        texts: _Texts = vars(self)["_texts"]
        return texts.data[path]


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
