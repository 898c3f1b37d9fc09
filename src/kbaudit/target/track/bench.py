"""Two revisions side by side, with their files prepared once for many questions."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from typing import Protocol, TypeVar

from kbaudit.target.revision import RenameGuess, Revision
from kbaudit.target.track.filemap import FileMap
from kbaudit.target.track.sheet import STRONG, Sheet

# Enough that a file is seldom prepared anew when it is searched after its own ranges were followed.
_KEPT_SHEETS = 512
_KEPT_MAPS = 256
_AT_A_TIME = 500  # files read at once
_FORESEEN = 3000  # files of each revision read ahead: more would not be kept until they are needed
K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Repository(Protocol):
    """What following code needs of a target, apart from its revisions."""

    def renamed_to(self, base: Revision, target: Revision, path: str) -> RenameGuess | None:
        """Where a file went."""


class Bench:
    """The base and the target revision of a tracker."""

    def __init__(self, repository: Repository, base: Revision, target: Revision) -> None:
        self.repository = repository
        self.base = base
        self.target = target
        self._sheets: OrderedDict[tuple[str | None, str], Sheet] = OrderedDict()
        self._maps: OrderedDict[tuple[str, str], FileMap] = OrderedDict()
        self._fresh: OrderedDict[tuple[str, bool], Sequence[bool]] = OrderedDict()
        self._new: OrderedDict[str, Mapping[str, Sequence[int]]] = OrderedDict()
        self._renamed: dict[str, RenameGuess | None] = {}

    def map(self, path: str, new_path: str) -> FileMap:
        """The line map from `path` at the base to `new_path` at the target."""
        return _cached(
            self._maps,
            (path, new_path),
            lambda: FileMap(self.sheet(self.base, path), self.sheet(self.target, new_path)),
            _KEPT_MAPS,
        )

    def sheet(self, revision: Revision, path: str) -> Sheet:
        """The prepared file; the same blob is prepared once."""
        data = revision.read
        return _cached(
            self._sheets,
            (revision.blob(path), path),
            lambda: Sheet(path, (data(path) or b"").decode("utf-8", "replace")),
            _KEPT_SHEETS,
        )

    def fresh(self, path: str, *, same_file: bool) -> Sequence[bool]:
        """Which lines of a file of the target were not there before.

        `same_file`: for code of that very file, lines that the line map does not know; else lines
        of which there are more than there were.
        """
        return _cached(
            self._fresh,
            (path, same_file),
            lambda: self._new_lines(path, same_file=same_file),
            _KEPT_MAPS,
        )

    def _new_lines(self, path: str, *, same_file: bool) -> Sequence[bool]:
        sheet = self.sheet(self.target, path)
        if same_file:
            taken = self.map(path, path).taken
            return [j not in taken for j in range(len(sheet))]
        if self.base.blob(path) is None:
            return [True] * len(sheet)
        old = self.sheet(self.base, path).counts
        weighed = zip(sheet.keys, sheet.weights, strict=True)
        return [weight < STRONG or sheet.counts[key] > old[key] for key, weight in weighed]

    def new_definitions(self, path: str) -> Mapping[str, Sequence[int]]:
        """The definitions that a file of the target has and had not: indices by either name."""
        return _cached(self._new, path, lambda: self._defined_newly(path), _KEPT_MAPS)

    def _defined_newly(self, path: str) -> Mapping[str, Sequence[int]]:
        old: Counter[str] = Counter()
        if self.base.blob(path) is not None:
            old.update(one.qualified for one in self.sheet(self.base, path).definitions)
        definitions = self.sheet(self.target, path).definitions
        new = Counter(one.qualified for one in definitions)
        found: dict[str, list[int]] = {}
        for index, one in enumerate(definitions):
            if new[one.qualified] > old[one.qualified]:
                for name in {one.name, one.qualified}:
                    found.setdefault(name, []).append(index)
        return found

    def prefetch(self, paths: Collection[str]) -> None:
        """Reads both versions of the changed ones of these files in one go."""
        changed = [path for path in paths if self.base.blob(path) != self.target.blob(path)]
        for start in range(0, len(changed), _AT_A_TIME):
            self.base.read_many(changed[start : start + _AT_A_TIME])
            self.target.read_many(changed[start : start + _AT_A_TIME])

    def foresee(self, kind: str) -> None:
        """Begin to read what a search among files with the extension `kind` looks through."""
        old = sorted(path for path in self.base.files if extension(path) == kind)
        self.target.foresee(sorted(self.changed(kind))[:_FORESEEN])
        self.base.foresee(old[:_FORESEEN])

    def changed(self, kind: str) -> list[str]:
        """Files of the target with the extension `kind` that are new or not what they were."""
        before = self.base.files
        return [
            path
            for path, blob in self.target.files.items()
            if extension(path) == kind and before.get(path) != blob
        ]

    def renamed(self, path: str) -> RenameGuess | None:
        """Where a file of the base that the target lacks went, if git can tell."""
        if self.target.blob(path) is not None:
            return None
        if path not in self._renamed:
            self._renamed[path] = self.repository.renamed_to(self.base, self.target, path)
        return self._renamed[path]


def extension(path: str) -> str:
    """The extension of a path without its dot, empty when there is none."""
    name = path.rsplit("/", 1)[-1]
    return name.rsplit(".", 1)[-1] if "." in name else ""


def _cached(kept: OrderedDict[K, V], key: K, make: Callable[[], V], limit: int) -> V:
    if key not in kept:
        kept[key] = make()
        if len(kept) > limit:
            kept.popitem(last=False)
    kept.move_to_end(key)
    return kept[key]
