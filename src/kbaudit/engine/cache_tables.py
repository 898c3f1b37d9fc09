"""Tables of answers about revisions, read from the cache and written back when they grew."""

from collections.abc import Iterator, MutableMapping
from hashlib import blake2b
from typing import Any

from kbaudit.engine.cache_codec import MisfitError, dumped, loaded, made, plain
from kbaudit.engine.cache_recorder import unrecorded
from kbaudit.engine.cache_store import Store


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

    def save(self) -> None:
        """Keep what is new, beside what another process may have kept since."""
        self.take(self.brought())
        for entry, new in self._brought.items():
            self._store.put(entry, dumped(self._kept(entry) | new))
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

    def _kept(self, entry: str) -> dict[str, Any]:
        with unrecorded():
            data = self._store.get(entry)
        try:
            kept = loaded(data) if data is not None else {}
        except MisfitError:
            return {}
        return kept if isinstance(kept, dict) else {}


class _Table(MutableMapping[str, Any]):
    """Values of class `kind`; those that were `kept` are made when they are first asked for."""

    def __init__(self, kind: Any, kept: dict[str, Any]) -> None:
        self._kind = kind
        self._kept = kept
        self._made: dict[str, Any] = {}
        self._new: set[str] = set()

    def __getitem__(self, key: str) -> Any:
        if key not in self._made:
            try:
                self._made[key] = made(self._kind, self._kept[key])
            except MisfitError:
                raise KeyError(key) from None
        return self._made[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self._made[key] = value
        self._new.add(key)

    def __delitem__(self, key: str) -> None:
        raise TypeError("what follows from a commit is not taken back")

    def __iter__(self) -> Iterator[str]:
        return iter(self._kept | self._made)

    def __len__(self) -> int:
        return len(self._kept | self._made)

    def taken(self) -> dict[str, Any]:
        """What is new since this was asked for, ready to be written."""
        new, self._new = self._new, set()
        return {key: plain(self._kind, self._made[key]) for key in sorted(new)}
