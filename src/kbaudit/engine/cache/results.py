"""Results of files, read from the cache and written back when some were made anew."""

from collections.abc import Iterator, MutableMapping
from dataclasses import fields
from hashlib import blake2b
from itertools import chain

from kbaudit.engine.cache.bundles import Bundles
from kbaudit.engine.cache.codec import MisfitError, decoded, encoded, loaded, made
from kbaudit.engine.cache.parts import KeptParts
from kbaudit.engine.cache.recorder import unrecorded
from kbaudit.engine.cache.records import Records
from kbaudit.engine.cache.store import Store
from kbaudit.engine.judged import Kept
from kbaudit.engine.reuse.results import Name, Results, no_parts
from kbaudit.engine.states import State
from kbaudit.model.finding import Finding
from kbaudit.read.vocabulary import Vocabulary

_FINDINGS = [one.name for one in fields(Kept)].index("findings")
"""Where they are in what is written of a file."""


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
                self._held[entry] = KeptParts(Records(self._store, entry))
        self._parts = self._held[entry].part
        return self._held[entry]

    def results(self, setting: str) -> Results:
        """See `kbaudit.engine.request.Shelf`."""
        entry = f"{self._entry(setting)}.files"
        if entry not in self._open:
            with unrecorded():
                written = _Written(Records(self._store, entry))
            self._open[entry] = (
                Results(written, written.bundles.last, self._parts, written.findings),
                written,
            )
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

    @property
    def patched(self) -> bool:
        """See `Results.patched`."""
        return any(results.patched for results, _ in self._open.values())

    def save(self) -> None:
        """Write what is new, without what the run did not meet."""
        for name, state in self._states.items():
            self._store.put(f"{self._entry(name)}.state", encoded(State, state))
        for results, written in self._open.values():
            if results.new:
                written.write(results)
                results.new = False
        for parts in self._held.values():
            parts.write()

    def _entry(self, what: str) -> str:
        whole = f"{self._name} {what}".encode("utf-8", "surrogatepass")
        return blake2b(whole, digest_size=16).hexdigest()


class _Written(MutableMapping[Name, Kept]):
    """Results as an entry of the cache has them, and those that were added."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self.bundles = Bundles(records)
        self._added: dict[Name, Kept] = {}

    def write(self, results: Results) -> None:
        """Write the results that were added and met, and what the last run left."""
        last = results.last if results.last is not None and not results.last.secret else None
        bundles = self.bundles.renewed(last, self._found) if last else {}
        files = {
            _written(name): encoded(Kept, one)
            for name, one in self._added.items()
            if not one.secret
        }
        self._records.write(
            files | bundles,
            self.bundles.about(last) if last else None,
            lambda: chain(map(_written, results.used()), self.bundles.names() if last else ()),
        )

    def __getitem__(self, name: Name) -> Kept:
        if name in self._added:
            return self._added[name]
        try:
            return decoded(Kept, self._records[_written(name)])
        except MisfitError as error:
            raise KeyError(name) from error

    def findings(self, name: Name) -> tuple[Finding, ...]:
        """The findings of a file. Raises KeyError where nothing is known of it."""
        if name not in self._added and name in self.bundles.found:
            return self.bundles.found[name]
        return self._found(name)

    def _found(self, name: Name) -> tuple[Finding, ...]:
        if name in self._added:
            return self._added[name].findings
        try:
            values = loaded(self._records[_written(name)])
            return made(tuple[Finding, ...], values[_FINDINGS])
        except (MisfitError, LookupError, TypeError) as error:
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
