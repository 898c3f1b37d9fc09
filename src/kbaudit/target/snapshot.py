"""The one implementation of `Revision`, over any source of blobs."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Iterator, Mapping
from copy import copy
from types import MappingProxyType

from kbaudit.target.blobs import BlobStore
from kbaudit.target.revision import is_python
from kbaudit.target.words import Words

_MAX_HOPS = 8
_FORESEEN = 3000  # files of code read ahead: more would not be kept until they are needed


class Snapshot:
    """A revision whose tree is listed and whose blobs come from a store. See `Revision`."""

    def __init__(
        self,
        *,
        commit: str,
        asked: str,
        time: int,
        files: Mapping[str, str],
        links: Mapping[str, str],
        submodules: Iterable[str],
        blobs: BlobStore,
    ) -> None:
        self._commit = commit
        self._asked = asked
        self._time = time
        self._files = MappingProxyType(dict(files))
        self._links = MappingProxyType(dict(links))
        self._submodules = frozenset(submodules)
        self._blobs = blobs

    @property
    def commit(self) -> str:
        """Full id of the commit."""
        return self._commit

    def called(self, asked: str) -> Snapshot:
        """The same under another name that the user has for it."""
        other = copy(self)
        other._asked = asked
        return other

    @property
    def asked(self) -> str:
        """The revision as the user named it."""
        return self._asked

    @property
    def time(self) -> int:
        """Committer time, unix seconds."""
        return self._time

    @property
    def files(self) -> Mapping[str, str]:
        """Path of each regular file -> id of its blob."""
        return self._files

    @property
    def links(self) -> Mapping[str, str]:
        """Path through a symbolic link -> path of the regular file."""
        return self._links

    @property
    def submodules(self) -> frozenset[str]:
        """Paths where another repository is mounted."""
        return self._submodules

    def blob(self, path: str) -> str | None:
        """Id of the blob at `path`, None when there is no such file."""
        return self._files.get(self._links.get(path, path))

    def read(self, path: str) -> bytes | None:
        """Content of the file, None when there is no such file."""
        blob = self.blob(path)
        return None if blob is None else self._blobs.get([blob])[blob]

    def read_many(self, paths: Collection[str]) -> Mapping[str, bytes]:
        """Content of those of `paths` that exist, read in one go."""
        ids = {path: blob for path in paths if (blob := self.blob(path)) is not None}
        data = self._blobs.get(ids.values())
        return {path: data[blob] for path, blob in ids.items()}

    def expect(self, paths: Iterable[str]) -> None:
        """Read all of `paths` in one go when the first file is asked for."""
        self._blobs.expect(blob for path in paths if (blob := self.blob(path)) is not None)

    def foresee(self, paths: Iterable[str]) -> None:
        """Begin to read `paths` in the background, if they are many."""
        self._blobs.foresee(blob for path in paths if (blob := self.blob(path)) is not None)

    def foresee_code(self) -> None:
        """The same for the Python files, as many as are kept until they are needed."""
        self.foresee(sorted(filter(is_python, self._files))[:_FORESEEN])

    def holding(self, words: Collection[str], contents: Mapping[str, bytes]) -> Iterator[str]:
        """The paths of those of `contents`, as read from here, that hold any of `words`."""
        if not words:
            return
        looked_for = Words(words)
        for path, content in contents.items():
            if looked_for.are_in_text(content) or (
                not self._blobs.is_text(self.blob(path) or "", content)
                and looked_for.are_in(content)
            ):
                yield path

    def text(self, path: str) -> str | None:
        """Content as UTF-8, undecodable bytes replaced; None when there is no such file."""
        blob = self.blob(path)
        return None if blob is None else self._blobs.text(blob)

    def line_count(self, path: str) -> int | None:
        """Number of lines; None when missing, binary, or a Git LFS pointer."""
        blob = self.blob(path)
        return None if blob is None else self._blobs.line_count(blob)

    def __repr__(self) -> str:
        return f"<revision {self._asked} ({self._commit[:10]}), {len(self._files)} files>"


def follow_links(files: Mapping[str, str], links: Mapping[str, str]) -> dict[str, str]:
    """Paths that a checkout shows through symbolic links -> the regular files they are.

    `links` maps the path of each link to what is written in it. A link to a file gives one path, a
    link to a folder one for each file below it; links that leave the repository, dangle or go in
    circles give none. Folders are followed one link deep, so that a link to a parent folder does
    not unroll for ever.
    """
    reached: dict[str, str] = {}
    for link in sorted(links):
        place = _destination(link, links)
        if place is None:
            continue
        if place in files:
            reached[link] = place
            continue
        below = f"{place}/" if place != "." else ""
        for path in files:
            if path.startswith(below):
                reached[f"{link}/{path[len(below) :]}"] = path
    return reached


def _destination(link: str, links: Mapping[str, str]) -> str | None:
    place = link
    for _ in range(_MAX_HOPS):
        if place not in links:
            return place
        if links[place].startswith("/"):
            return None
        place = posixpath.normpath(posixpath.join(posixpath.dirname(place), links[place]))
        if place.startswith(".."):
            return None
    return None
