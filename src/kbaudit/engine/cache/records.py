"""Many values in one entry of the cache, of which a run reads those that it asks for.

The head of the entry has their names and sizes, and what is said of them all. A few new values do
not have all of them written again: they go into a second entry, that adds to the first one.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import blake2b
from itertools import accumulate
from typing import Any

from kbaudit.engine.cache.codec import MisfitError, dumped, loaded
from kbaudit.engine.cache.store import Held, Store

_CHECK = 16
"""Bytes of the checksum before each value."""
_MORE = ".more"
_SMALL = 64
_SHARE = 8
"""All is written again when more than this part of it is new."""


class Records(Mapping[str, bytes]):
    """The values under `name` in `store`, by their names, and what is said `about` them all.

    One that is damaged is not there; where a head is, none of its values are.
    """

    def __init__(self, store: Store, name: str) -> None:
        self._store = store
        self._name = name
        first = _Part(store.open(name))
        more = _Part(store.open(name + _MORE))
        if more.of != first.digest:  # the first one was written again since
            more = _Part(None)
        self._parts = (more, first)
        self._more, self._first = more.places, first.places
        self.about: Any = more.about if more.digest else first.about

    def __getitem__(self, name: str) -> bytes:
        for part in self._parts:
            if name in part.places:
                return part.value(name)
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        return name in self._first or name in self._more

    def __iter__(self) -> Iterator[str]:
        return iter({**self._first, **self._more})

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def write(
        self, new: Mapping[str, bytes], about: Any, names: Callable[[], Iterable[str]]
    ) -> None:
        """Write the `new` values, and what is said of all, to be read by the next run.

        `names` gives those of all values that are still wanted.
        """
        added = {*new, *self._more}
        of = self._parts[1].digest
        if of and len(added) <= max(_SMALL, len(self._first) // _SHARE):
            self._put(self._name + _MORE, self._some(added, new), about, of)
        else:
            self._put(self._name, self._some(names(), new), about, "")

    def _some(self, names: Iterable[str], new: Mapping[str, bytes]) -> dict[str, bytes]:
        """The values of that name, those that are there and not damaged."""
        found = {}
        for name in names:
            value = new[name] if name in new else self.get(name)
            if value is not None:
                found[name] = value
        return found

    def _put(self, entry: str, values: Mapping[str, bytes], about: Any, of: str) -> None:
        """Write an entry, which adds to the one whose digest is `of`."""
        names = sorted(name for name in values if "\n" not in name)
        sizes = " ".join(str(len(values[name])) for name in names)
        checks = [_checksum(name, values[name]) for name in names]
        body = (
            part
            for name, check in zip(names, checks, strict=True)
            for part in (check, values[name])
        )
        # It tells an entry from another one of the same names and sizes, which nobody added to.
        all_checks = blake2b(b"".join(checks), digest_size=16).hexdigest()
        self._store.put(entry, dumped(["\n".join(names), sizes, about, of, all_checks]), body)


class _Part:
    """One entry: where its values are, what is said of them, and to which other one it adds."""

    def __init__(self, held: Held | None) -> None:
        self.places: dict[str, tuple[int, int]] = {}
        self.about: Any = None
        self.of = self.digest = ""
        self._held = held
        if held is None:
            return
        try:
            names, sizes, self.about, self.of, _all_checks = loaded(held.head)
            numbers = [int(size) for size in sizes.split()]
            starts = accumulate((size + _CHECK for size in numbers), initial=0)
            listed = names.split("\n") if names else []
            self.places = dict(zip(listed, zip(starts, numbers, strict=False), strict=True))
            self.digest = blake2b(held.head, digest_size=16).hexdigest()
        except (MisfitError, ValueError, TypeError, AttributeError):
            self.places = {}

    def value(self, name: str) -> bytes:
        """Raises KeyError where it is not there, or damaged."""
        start, size = self.places[name]
        data = self._held.read(start, _CHECK + size) if self._held is not None else b""
        if data[:_CHECK] != _checksum(name, data[_CHECK:]):
            raise KeyError(name)
        return data[_CHECK:]


def _checksum(name: str, data: bytes) -> bytes:
    key = blake2b(name.encode("utf-8", "surrogatepass"), digest_size=16).digest()
    return blake2b(data, digest_size=_CHECK, key=key).digest()
