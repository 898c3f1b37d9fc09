"""Many values in one entry of the cache, each decoded when it is asked for.

A list of names and sizes comes first, what is said of them all together behind it, then the values
one after the other. All of it is JSON.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kbaudit.engine.cache_codec import MisfitError, dumped, loaded


class Records(Mapping[str, bytes]):
    """What `packed` made: values by name, and what is said `about` them all.

    Anything else is an entry without values.
    """

    def __init__(self, data: bytes | None) -> None:
        self._data = memoryview(data or b"")
        self._places: dict[str, tuple[int, int]] = {}
        self.about: Any = None
        try:
            self._read(data or b"")
        except (MisfitError, ValueError, TypeError):
            self._places = {}
            self.about = None

    def _read(self, data: bytes) -> None:
        head = data.find(b"\n")
        if head < 0:
            return
        names, sizes, about = loaded(data[:head])
        end = head + 1
        places = {}
        for name, size in zip(names, sizes, strict=True):
            places[name] = (end, end + size)
            end += size
        if end + about == len(data):
            self.about = loaded(data[end:])
            self._places = places

    def __getitem__(self, name: str) -> bytes:
        start, end = self._places[name]
        return bytes(self._data[start:end])

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def packed(values: Iterable[tuple[str, bytes]], about: Any) -> bytes:
    """An entry of `values`, which are JSON by name, and of what is said `about` them all."""
    names, parts = [], []
    for name, value in values:
        names.append(name)
        parts.append(value)
    last = dumped(about)
    head = dumped([names, [len(part) for part in parts], len(last)])
    return b"".join([head, b"\n", *parts, last])
