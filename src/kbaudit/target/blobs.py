"""Contents of files, kept in memory while they are likely to be asked for again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from kbaudit.target.revision import count_lines
from kbaudit.target.words import is_text

if TYPE_CHECKING:
    from kbaudit.target.ahead import Ahead

LFS_POINTER = b"version https://git-lfs.github.com/spec/"
_BINARY_PROBE = 8000  # bytes git looks at to call a file binary
_TEXTS = 8
"""Of what is kept as bytes, so much is kept as text as well: it is soon made again."""
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
        self._is_text: dict[str, bool] = {}

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
            while self._text_size > self._limit // _TEXTS:
                self._text_size -= len(self._texts.pop(next(iter(self._texts))))
        return text

    def line_count(self, blob: str) -> int | None:
        """Number of lines; None for what is binary, or a Git LFS pointer."""
        if blob not in self._lines:
            data = self.get([blob])[blob]
            plain = not data.startswith(LFS_POINTER) and b"\0" not in data[:_BINARY_PROBE]
            self._lines[blob] = count_lines(data) if plain else None
        return self._lines[blob]

    def is_text(self, blob: str, content: bytes) -> bool:
        """Whether `content`, which is that of `blob`, is UTF-8; found out once."""
        if content.isascii():
            return True
        if blob not in self._is_text:
            self._is_text[blob] = is_text(content)
        return self._is_text[blob]

    def forget(self) -> None:
        """Give back the memory of what was read. What is being read ahead stays."""
        self._kept.clear()
        self._texts.clear()
        self._size = self._text_size = 0

    def _keep(self, blob: str, data: bytes) -> None:
        self._kept[blob] = data
        self._size += len(data)
        while self._size > self._limit:
            _, dropped = self._kept.popitem(last=False)
            self._size -= len(dropped)
