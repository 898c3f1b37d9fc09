"""Results of files, read from the cache and written back when some were made anew."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from kbaudit.engine.cache_codec import MisfitError, decoded, encoded
from kbaudit.engine.cache_inputs import unrecorded
from kbaudit.engine.cache_parts import gathered, given
from kbaudit.engine.cache_store import Store
from kbaudit.engine.results import Kept, Results
from kbaudit.engine.room import Question
from kbaudit.model.finding import Finding
from kbaudit.model.report import Coverage, Skipped
from kbaudit.read.file import File
from kbaudit.read.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class _File:
    """A result; `answers` are places in the list of all questions and answers."""

    path: str
    digest: str
    files: dict[str, str]
    answers: tuple[int, ...]
    findings: tuple[Finding, ...]
    skipped: tuple[Skipped, ...]
    coverage: tuple[Coverage, ...]


@dataclass(frozen=True, slots=True)
class _Results:
    answers: tuple[tuple[tuple[str, ...], str], ...]
    files: tuple[_File, ...]


class KeptResults:
    """A shelf in `store`. `name` says which knowledge base it is for, and which program made it.

    What is in it says itself on what it depends, so that reading it makes no run depend on
    anything. Results that may show a secret of a page are not written.
    """

    def __init__(self, store: Store, name: str) -> None:
        self._store = store
        self._name = name
        self._open: dict[str, Results] = {}
        self._furnished: dict[str, tuple[Sequence[File], dict[str, Any]]] = {}
        """Files that were furnished, and what was known of them."""

    def furnish(self, files: Sequence[File], words: Vocabulary) -> None:
        """See `kbaudit.engine.request.Shelf`."""
        entry = f"{self._entry(repr(words))}.parts"
        with unrecorded():
            known = given(files, self._store.get(entry))
        self._furnished[entry] = (files, known)

    def results(self, setting: str) -> Results:
        """See `kbaudit.engine.request.Shelf`."""
        entry = f"{self._entry(setting)}.files"
        if entry not in self._open:
            with unrecorded():
                data = self._store.get(entry)
            try:
                kept = dict(_read(decoded(_Results, data))) if data is not None else {}
            except (MisfitError, IndexError):
                kept = {}
            self._open[entry] = Results(kept)
        return self._open[entry]

    def save(self) -> None:
        """Write what is new, without what the run did not meet."""
        for entry, results in self._open.items():
            if results.new:
                self._store.put(entry, encoded(_Results, _written(results)))
                results.new = False
        for entry, (files, known) in self._furnished.items():
            data = gathered(files, known)
            if data is not None:
                self._store.put(entry, data)

    def _entry(self, what: str) -> str:
        whole = f"{self._name} {what}".encode("utf-8", "surrogatepass")
        return blake2b(whole, digest_size=16).hexdigest()


def _read(held: _Results) -> Iterator[tuple[tuple[str, str], Kept]]:
    for one in held.files:
        answers = tuple(held.answers[place] for place in one.answers)
        kept = Kept(one.files, answers, one.findings, one.skipped, one.coverage)
        yield (one.path, one.digest), kept


def _written(results: Results) -> _Results:
    places: dict[tuple[Question, str], int] = {}
    files = []
    for (path, digest), kept in sorted(results.kept.items()):
        if (path, digest) in results.used and not kept.secret:
            answers = tuple(places.setdefault(one, len(places)) for one in kept.answers)
            files.append(
                _File(path, digest, kept.files, answers, kept.findings, kept.skipped, kept.coverage)
            )
    return _Results(tuple(places), tuple(files))
