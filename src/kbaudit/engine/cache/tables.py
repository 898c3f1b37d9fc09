"""Tables of answers about revisions, read from the cache and written back when they grew.

One page asks little of a table that has answers for all: they lie in drawers by their keys, and a
run opens those that it needs.
"""

from collections.abc import Iterator, Mapping, MutableMapping
from hashlib import blake2b
from itertools import chain
from typing import Any
from zlib import crc32

from kbaudit.engine.cache.codec import MisfitError, dumped, loaded, made, plain
from kbaudit.engine.cache.recorder import unrecorded
from kbaudit.engine.cache.records import Records
from kbaudit.engine.cache.store import Store

_FULL = 64
"""Values in each drawer, as many as there are when a table is written for the first time."""
_MOST = 4 * _FULL
"""Values in each drawer, on average, from which on there are to be more drawers."""


class KeptTables:
    """Tables in `store`. `version` says which program made them: what others made is not read.

    See `kbaudit.target.tables`. What is in them follows from commits alone, so that reading them
    makes no run depend on anything.
    """

    def __init__(self, store: Store, version: str) -> None:
        self._store = store
        self._version = version
        self._open: dict[str, _Table] = {}
        self._brought: dict[str, dict[str, Any]] = {}
        """What other processes have found, by entry."""

    def table(self, name: str, kind: Any) -> MutableMapping[str, Any]:
        """The table `name`; empty where there is none that can be trusted."""
        whole = f"{self._version} {name}".encode()
        entry = f"{blake2b(whole, digest_size=16).hexdigest()}.table"
        if entry not in self._open:
            self._open[entry] = _Table(kind, self._kept(entry))
        return self._open[entry]

    def forget(self, name: str) -> None:
        """See `kbaudit.target.tables`: nothing is forgotten before it is written."""

    def save(self) -> None:
        """Keep what is new, beside what another process may have kept since."""
        self.take(self.brought())
        for entry, new in self._brought.items():
            self._kept(entry).add(new)
        self._brought.clear()

    def set_out(self) -> None:
        """What is new so far is known to the process that this one helps."""
        self.brought()

    def brought(self) -> dict[str, dict[str, Any]]:
        """What is new since this was asked for, by entry, ready to be written."""
        return {entry: new for entry, table in self._open.items() if (new := table.taken())}

    def take(self, brought: dict[str, dict[str, Any]]) -> None:
        """Take up what another process has found, to be kept as well."""
        for entry, new in brought.items():
            self._brought.setdefault(entry, {}).update(new)

    def _kept(self, entry: str) -> "_Drawers":
        with unrecorded():
            return _Drawers(Records(self._store, entry))


class _Drawers:
    """What `records` have of a table: values by key, ready to be made, in drawers.

    What is said about the records is how many drawers and how many values there are.
    """

    def __init__(self, records: Records) -> None:
        self._records = records
        self._open: dict[int, dict[str, Any] | None] = {}
        about = records.about
        known = isinstance(about, list) and [type(one) for one in about] == [int, int]
        self._count: int = about[0] if known and min(about) > 0 else 0
        self.size: int = about[1] if self._count else 0

    def get(self, key: str) -> Any:
        """Raises KeyError where there is none."""
        drawer = self._drawer(_number(key, self._count)) if self._count else None
        if drawer is None:
            raise KeyError(key)
        return drawer[key]

    def all(self) -> dict[str, Any]:
        """All values; none where some cannot be read any more."""
        drawers = [self._drawer(number) for number in range(self._count)]
        if any(drawer is None for drawer in drawers):
            return {}
        return dict(chain.from_iterable(drawer.items() for drawer in drawers if drawer))

    def add(self, new: Mapping[str, Any]) -> None:
        """Write `new` values beside those that are there."""
        count, values, size = self._count, dict(new), self.size + len(new)
        crowded = size > _MOST * count
        if crowded:
            values = self.all() | values
            size = len(values)
            count = -(-size // _FULL)
        numbers = range(count) if crowded else {_number(key, count) for key in values}
        drawers = {one: {} if crowded else dict(self._drawer(one) or ()) for one in numbers}
        for key, value in values.items():
            drawers[_number(key, count)][key] = value
        written = {str(number): dumped(held) for number, held in drawers.items()}
        self._records.write(written, [count, size], lambda: map(str, range(count)))

    def _drawer(self, number: int) -> dict[str, Any] | None:
        """The values of a drawer, None where it cannot be read."""
        if number not in self._open:
            try:
                values = loaded(self._records[str(number)])
            except (KeyError, MisfitError):
                values = None
            self._open[number] = values if isinstance(values, dict) else None
        return self._open[number]


def _number(key: str, count: int) -> int:
    return crc32(key.encode("utf-8", "surrogatepass")) % count


class _Table(MutableMapping[str, Any]):
    """Values of class `kind`; those that were `kept` are made when they are first asked for."""

    def __init__(self, kind: Any, kept: _Drawers) -> None:
        self._kind = kind
        self._kept = kept
        self._made: dict[str, Any] = {}
        self._new: set[str] = set()

    def __getitem__(self, key: str) -> Any:
        if key not in self._made:
            try:
                self._made[key] = made(self._kind, self._kept.get(key))
            except MisfitError:
                raise KeyError(key) from None
        return self._made[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self._made[key] = value
        self._new.add(key)

    def __delitem__(self, key: str) -> None:
        raise TypeError("what follows from a commit is not taken back")

    def __iter__(self) -> Iterator[str]:
        return iter(self._kept.all() | self._made)

    def __len__(self) -> int:
        return len(self._kept.all() | self._made)

    def __bool__(self) -> bool:
        return bool(self._made or self._kept.size)

    def taken(self) -> dict[str, Any]:
        """What is new since this was asked for, ready to be written."""
        new, self._new = self._new, set()
        return {key: plain(self._kind, self._made[key]) for key in sorted(new)}
