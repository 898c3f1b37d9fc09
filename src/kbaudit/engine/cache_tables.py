"""Tables of answers about revisions, read from the cache and written back when they grew."""

from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from kbaudit.engine.cache_codec import MisfitError, decoded, encoded
from kbaudit.engine.cache_inputs import unrecorded
from kbaudit.engine.cache_store import Store


@dataclass
class _Open:
    entry: str
    kind: Any
    values: dict[str, Any]
    read: int
    """How many values were there when it was read."""


class KeptTables:
    """Tables in `store`. `version` says which program made them: what others made is not read.

    See `kbaudit.target.tables`. What is in them follows from commits alone, so that reading them
    makes no run depend on anything.
    """

    def __init__(self, store: Store, version: str) -> None:
        self._store = store
        self._version = version
        self._open: dict[str, _Open] = {}

    def table(self, name: str, kind: Any) -> dict[str, Any]:
        """The table `name`; empty where there is none that can be trusted."""
        if name not in self._open:
            whole = f"{self._version} {name}".encode()
            entry = f"{blake2b(whole, digest_size=16).hexdigest()}.table"
            values = self._values(entry, kind)
            self._open[name] = _Open(entry, kind, values, len(values))
        return self._open[name].values

    def save(self) -> None:
        """Keep what is new, beside what another process may have kept since."""
        for one in self._open.values():
            if len(one.values) > one.read:
                values = self._values(one.entry, one.kind) | one.values
                self._store.put(one.entry, encoded(dict[str, one.kind], values))  # type: ignore[name-defined]
                one.read = len(one.values)

    def _values(self, entry: str, kind: Any) -> dict[str, Any]:
        with unrecorded():
            data = self._store.get(entry)
        try:
            return decoded(dict[str, kind], data) if data is not None else {}
        except MisfitError:
            return {}
