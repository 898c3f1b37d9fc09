"""Results of files, read from the cache and written back when some were made anew."""

from collections.abc import Iterator, MutableMapping
from hashlib import blake2b

from kbaudit.engine.cache_codec import MisfitError, decoded, encoded, made, plain
from kbaudit.engine.cache_inputs import unrecorded
from kbaudit.engine.cache_parts import KeptParts
from kbaudit.engine.cache_records import Records, packed
from kbaudit.engine.cache_store import Store
from kbaudit.engine.last_run import LastRun
from kbaudit.engine.results import Kept, Name, Results, no_parts
from kbaudit.engine.states import State
from kbaudit.read.vocabulary import Vocabulary


class KeptResults:
    """A shelf in `store`. `name` says which knowledge base it is for, and which program made it.

    What is in it says itself on what it depends, so that reading it makes no run depend on
    anything. Results that may show a secret of a page are not written.
    """

    def __init__(self, store: Store, name: str) -> None:
        self._store = store
        self._name = name
        self._open: dict[str, tuple[Results, _Written]] = {}
        self._held: dict[str, KeptParts] = {}
        self._states: dict[str, State] = {}
        """States that are new."""
        self._parts = no_parts

    def holding(self, words: Vocabulary, limit: int) -> KeptParts:
        """See `kbaudit.engine.request.Shelf`."""
        entry = f"{self._entry(f'{words!r} {limit}')}.parts"
        if entry not in self._held:
            with unrecorded():
                self._held[entry] = KeptParts(self._store.get(entry))
        self._parts = self._held[entry].part
        return self._held[entry]

    def results(self, setting: str) -> Results:
        """See `kbaudit.engine.request.Shelf`."""
        entry = f"{self._entry(setting)}.files"
        if entry not in self._open:
            with unrecorded():
                written = _Written(self._store.get(entry))
            self._open[entry] = (Results(written, written.last, self._parts), written)
        return self._open[entry][0]

    def state(self, name: str) -> State | None:
        """See `kbaudit.engine.request.Shelf`."""
        with unrecorded():
            data = self._store.get(f"{self._entry(name)}.state")
        try:
            return decoded(State, data) if data is not None else None
        except MisfitError:
            return None

    def keep_state(self, name: str, state: State) -> None:
        """See `kbaudit.engine.request.Shelf`."""
        self._states[name] = state

    def save(self) -> None:
        """Write what is new, without what the run did not meet."""
        for name, state in self._states.items():
            self._store.put(f"{self._entry(name)}.state", encoded(State, state))
        for entry, (results, written) in self._open.items():
            if results.new:
                last = results.last if results.last and not results.last.secret else None
                values = written.values_of(results.used)
                self._store.put(entry, packed(values, plain(LastRun, last) if last else None))
                results.new = False
        for entry, parts in self._held.items():
            data = parts.gathered()
            if data is not None:
                self._store.put(entry, data)

    def _entry(self, what: str) -> str:
        whole = f"{self._name} {what}".encode("utf-8", "surrogatepass")
        return blake2b(whole, digest_size=16).hexdigest()


class _Written(MutableMapping[Name, Kept]):
    """Results as an entry of the cache has them, and those that were added."""

    def __init__(self, data: bytes | None) -> None:
        self._records = Records(data)
        self._added: dict[Name, Kept] = {}
        self.last: LastRun | None = None
        if self._records.about is not None:
            try:
                self.last = made(LastRun, self._records.about)
            except MisfitError:
                self._records = Records(None)

    def values_of(self, names: set[Name]) -> Iterator[tuple[str, bytes]]:
        """The results of that name that may be written, as they are written."""
        for name in sorted(names):
            one = self._added.get(name)
            if one is None:
                yield _written(name), self._records[_written(name)]
            elif not one.secret:
                yield _written(name), encoded(Kept, one)

    def __getitem__(self, name: Name) -> Kept:
        if name in self._added:
            return self._added[name]
        try:
            return decoded(Kept, self._records[_written(name)])
        except MisfitError as error:
            raise KeyError(name) from error

    def __setitem__(self, name: Name, kept: Kept) -> None:
        self._added[name] = kept

    def __delitem__(self, name: Name) -> None:
        del self._added[name]

    def __iter__(self) -> Iterator[Name]:
        return iter(self._added)

    def __len__(self) -> int:
        return len(self._added) + len(self._records)


def _written(name: Name) -> str:
    path, digest = name
    return f"{digest} {path}"
