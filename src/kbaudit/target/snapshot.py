"""The one implementation of `Revision`, over any source of blobs."""

from __future__ import annotations

import posixpath
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from copy import copy
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from kbaudit.target.revision import count_lines, is_python

if TYPE_CHECKING:
    from kbaudit.target.ahead import Ahead
    from kbaudit.target.grep import Grep

LFS_POINTER = b"version https://git-lfs.github.com/spec/"
_BINARY_PROBE = 8000  # bytes git looks at to call a file binary
_MAX_HOPS = 8
_AT_A_TIME = 500  # files looked through at once
_PLACES = 200  # names of folders that fit into any command line
_FORESEEN = 3000  # files of code read ahead: more would not be kept until they are needed
_MANY = 50  # so many blobs are worth a process of their own, or waiting for one


class BlobStore:
    """Blobs by id, fetched in bulk and kept up to a total size, the least used dropped first.

    All revisions of one target share a store: most of their files are the same blobs. `near` gives
    those that are at hand, so that they need not be fetched.
    """

    def __init__(
        self,
        fetch: Callable[[Collection[str]], Mapping[str, bytes]],
        limit: int = 128 << 20,
        *,
        ahead: Callable[[Sequence[str]], Ahead | None] = lambda _: None,
        near: Callable[[Collection[str]], Mapping[str, bytes]] = lambda _: {},
    ) -> None:
        self._fetch = fetch
        self._near = near
        self._begin = ahead
        self._ahead: list[Ahead] = []
        self._limit = limit
        self._size = 0
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._expected: dict[str, None] = {}
        self._texts: dict[str, str] = {}
        self._text_size = 0
        self._lines: dict[str, int | None] = {}

    def expect(self, ids: Iterable[str]) -> None:
        """Read `ids` as well when something is read next: one by one would take far longer."""
        self._expected.update(dict.fromkeys(blob for blob in ids if blob not in self._kept))

    def foresee(self, ids: Iterable[str]) -> None:
        """Begin to read `ids` in the background, if they are many: most will be asked for soon."""
        under_way = {blob for one in self._ahead for blob in one.ids}
        wanted = [b for b in dict.fromkeys(ids) if b not in self._kept and b not in under_way]
        if len(wanted) <= _MANY:
            return
        near = self._near(wanted)
        for blob, data in near.items():
            self._keep(blob, data)
        rest = [blob for blob in wanted if blob not in near]
        if len(rest) > _MANY and (begun := self._begin(rest)) is not None:
            self._ahead.append(begun)

    def get(self, ids: Collection[str]) -> dict[str, bytes]:
        """Content of each of `ids`."""
        wanted = dict.fromkeys(ids)
        found: dict[str, bytes] = {}
        for blob in wanted:
            if blob in self._kept:
                self._kept.move_to_end(blob)
                found[blob] = self._kept[blob]
        missing = [blob for blob in wanted if blob not in found]
        if missing:
            expected, self._expected = self._expected, {}
            read = self._foreseen(missing)
            rest = [b for b in dict.fromkeys([*expected, *missing]) if b not in read]
            read |= self._near(rest) if rest else {}
            rest = [blob for blob in rest if blob not in read]
            read |= self._fetch(rest) if rest else {}
            for blob, data in read.items():
                self._keep(blob, data)
            found |= {blob: read[blob] for blob in missing}
        return found

    def _foreseen(self, wanted: Collection[str]) -> dict[str, bytes]:
        """What the background has read; it is waited for where that is much of `wanted`."""
        read: dict[str, bytes] = {}
        for one in list(self._ahead):
            if one.done or len(one.ids.intersection(wanted)) > _MANY:
                self._ahead.remove(one)
                read |= one.taken()
        return read

    def text(self, blob: str) -> str:
        """Content as UTF-8, undecodable bytes replaced."""
        text = self._texts.get(blob)
        if text is None:
            text = self._texts[blob] = self.get([blob])[blob].decode("utf-8", "replace")
            self._text_size += len(text)
            while self._text_size > self._limit:
                self._text_size -= len(self._texts.pop(next(iter(self._texts))))
        return text

    def line_count(self, blob: str) -> int | None:
        """Number of lines; None for what is binary, or a Git LFS pointer."""
        if blob not in self._lines:
            data = self.get([blob])[blob]
            plain = not data.startswith(LFS_POINTER) and b"\0" not in data[:_BINARY_PROBE]
            self._lines[blob] = count_lines(data) if plain else None
        return self._lines[blob]

    def _keep(self, blob: str, data: bytes) -> None:
        self._kept[blob] = data
        self._size += len(data)
        while self._size > self._limit:
            _, dropped = self._kept.popitem(last=False)
            self._size -= len(dropped)


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
        grep: Callable[[str, Sequence[str], Sequence[str]], Grep | None] = lambda *_: None,
    ) -> None:
        self._grep = grep
        self._commit = commit
        self._asked = asked
        self._time = time
        self._files = MappingProxyType(dict(files))
        self._links = MappingProxyType(dict(links))
        self._submodules = frozenset(submodules)
        self._blobs = blobs
        self._looks: dict[tuple[tuple[str, ...], tuple[str, ...]], Callable[[], list[str]]] = {}

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

    def holding(self, words: Sequence[str], paths: Sequence[str]) -> Callable[[], list[str]]:
        """Begin to look for words. What it gives, gives those of `paths` that hold any of them."""
        key = (tuple(words), tuple(paths))
        if key not in self._looks:
            self._looks[key] = self._look_for(words, paths)
        return self._looks[key]

    def _look_for(self, words: Sequence[str], paths: Sequence[str]) -> Callable[[], list[str]]:
        if not paths:
            return list
        places = sorted({path.partition("/")[0] for path in paths})
        # Tests and documentation are mostly not asked about, and the greater part of it all.
        begun = self._grep(self._commit, words, places if len(places) <= _PLACES else ())

        @cache
        def found() -> list[str]:
            held = begun.paths() if begun is not None else None
            if held is None:
                held = self._look(words, paths)
            return [path for path in paths if path in held]

        return found

    def _look(self, words: Sequence[str], paths: Sequence[str]) -> frozenset[str]:
        plain = [word.encode() for word in words]
        return frozenset(
            path
            for start in range(0, len(paths), _AT_A_TIME)
            for path, data in self.read_many(paths[start : start + _AT_A_TIME]).items()
            if any(word in data for word in plain)
        )

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
