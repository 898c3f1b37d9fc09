"""What the last run left, in records: see `kbaudit.engine.reuse.last_run`.

What it says of files lies in bundles, with what was found in them. After an edit of one page the
bundle of that page is written again, and the findings of all others are shown as they were: to look
up each page for that takes thrice as long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import compress, islice
from typing import Any
from zlib import crc32

from kbaudit.engine.cache.codec import MisfitError, dumped, loaded, made, plain
from kbaudit.engine.cache.columns import in_columns, of_columns
from kbaudit.engine.cache.records import Records
from kbaudit.engine.reuse.last_run import AROUND, LastRun
from kbaudit.engine.reuse.results import Name
from kbaudit.engine.reuse.whole import Whole
from kbaudit.model.finding import Finding

Found = dict[Name, tuple[Finding, ...]]
_WHOLE = "*whole"
"""The record of what came of the whole knowledge base. Those of bundles have a number behind the
same sign, those of files begin with a digest."""
_EACH = 256
"""Files in each bundle."""
_NOTHING = Whole((), (), {}, {}, {}, ())


@dataclass(frozen=True, slots=True)
class _Files:
    """Files with their digests, how many findings each has, and `readers` as in `LastRun`."""

    paths: list[str]
    digests: list[str]
    lengths: list[int]
    readers: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Bundle:
    """Files, and the `columns` of what was found in them, one file after the other."""

    files: _Files
    columns: Any

    def found(self) -> Found:
        """The findings of its files; none where they cannot be read."""
        files = self.files
        try:
            left = iter(of_columns(Finding, self.columns))
        except MisfitError:
            return {}
        found = (tuple(islice(left, length)) if length else () for length in files.lengths)
        return dict(zip(zip(files.paths, files.digests, strict=True), found, strict=True))


class Bundles:
    """What the last run left in `records`; a file is in the bundle that its path says.

    `last` is None where that cannot be read.
    """

    def __init__(self, records: Records) -> None:
        self.records = records
        self._bundles: list[_Bundle] = []
        self._count = 0
        self._whole: Whole | None = None
        self.last: LastRun | None
        try:
            self.last = self._read()
        except (LookupError, ValueError, TypeError, MisfitError):
            self.last = None

    def _read(self) -> LastRun:
        """What the last run left."""
        rest, self._count = self.records.about
        last = made(LastRun, rest)
        self._whole = last.whole = _whole(self.records[_WHOLE])
        for number in range(self._count):
            data, columns = loaded(self.records[_named(number)])
            files = made(_Files, data)
            last.files.update(zip(files.paths, files.digests, strict=True))
            last.readers.update(files.readers)
            last.speaking.update(compress(files.paths, files.lengths))
            self._bundles.append(_Bundle(files, columns))
        last.renewed = set()
        return last

    @cached_property
    def found(self) -> Found:
        """What was found in files, by path and digest, as far as it can be read."""
        found: Found = {}
        for bundle in self._bundles:
            found |= bundle.found()
        return found

    def about(self, last: LastRun) -> Any:
        """What is to be said about the records where a run left `last`."""
        rest = replace(last, files={}, readers={}, speaking=set(), whole=_NOTHING)
        return [plain(LastRun, rest), self._count]

    def names(self) -> Iterator[str]:
        """The names of the records."""
        return iter((_WHOLE, *map(_named, range(self._count))) if self._count else ())

    def renewed(
        self, last: LastRun, findings: Callable[[Name], tuple[Finding, ...]]
    ) -> dict[str, bytes]:
        """The records that are others now that a run left `last`.

        `findings` are those of files that have some.
        """
        written = {} if last.whole is self._whole else {_WHOLE: _of_whole(last.whole)}
        for number, keys in self._renewed(last).items():
            held = self._bundles[number].found() if last.renewed is not None else {}
            paths = [key for key in keys if key in last.files]
            found: list[tuple[Finding, ...]] = []
            for path in paths:
                name = (path, last.files[path])
                same = path not in (last.renewed or ()) and name in held
                speaks = path in last.speaking
                found.append(() if not speaks else held[name] if same else findings(name))
            files = _Files(
                paths,
                [last.files[path] for path in paths],
                [len(some) for some in found],
                {key: last.readers[key] for key in keys if key in last.readers},
            )
            columns = in_columns(Finding, [finding for some in found for finding in some])
            written[_named(number)] = dumped([plain(_Files, files), columns])
        return written

    def _renewed(self, last: LastRun) -> dict[int, list[str]]:
        """The numbers of bundles that are others now, and the keys of what is in them."""
        if last.renewed is None:
            self._count = -(-len(last.files) // _EACH)
            numbers = {*range(self._count)}
            known: Iterable[str] = (*last.files, *last.readers)
        else:
            numbers = {self._number(key) for key in last.renewed}
            bundles = [self._bundles[number].files for number in numbers]
            known = (key for one in bundles for key in (*one.paths, *one.readers))
        keys: dict[int, list[str]] = {number: [] for number in sorted(numbers)}
        for key in sorted({*known, *(last.renewed or ())}):
            keys[self._number(key)].append(key)
        return keys

    def _number(self, key: str) -> int:
        """The bundle of a file, and of who reads it or depends on what stands around it."""
        path = key.removeprefix(AROUND)
        return crc32(path.encode("utf-8", "surrogatepass")) % self._count


def _of_whole(whole: Whole) -> bytes:
    findings = in_columns(Finding, whole.findings)
    return dumped([plain(Whole, replace(whole, findings=())), findings])


def _whole(data: bytes) -> Whole:
    """What `_of_whole` made `data` of. Raises MisfitError, ValueError or TypeError for others."""
    whole, findings = loaded(data)
    return replace(made(Whole, whole), findings=tuple(of_columns(Finding, findings)))


def _named(number: int) -> str:
    return f"*{number}"
