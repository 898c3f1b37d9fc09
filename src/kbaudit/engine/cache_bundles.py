"""Findings of many files in one piece.

After an edit of one page the findings of all others are shown as they were. To look up each page
for that takes thrice as long.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from zlib import crc32

from kbaudit.engine.cache_codec import MisfitError, dumped, loaded
from kbaudit.engine.cache_columns import in_columns, of_columns
from kbaudit.engine.cache_records import Records
from kbaudit.engine.results import Name
from kbaudit.model.finding import Finding

Found = dict[Name, tuple[Finding, ...]]
_COUNT = "*"
"""The record that says how many bundles there are; theirs have a number behind the same sign.

Records of files begin with a digest.
"""
_MANY = 1_000
"""Files with findings from which on they are bundled."""
_EACH = 128
"""Files in each bundle."""


class Bundles:
    """The bundles of `records`; a file is in the one that its path says."""

    def __init__(self, records: Records) -> None:
        self._records = records
        try:
            count = loaded(records[_COUNT])
        except (KeyError, MisfitError):
            count = 0
        self._count: int = count if type(count) is int and count > 0 else 0

    def all(self) -> Found:
        """What was found in files, by path and digest, as far as it can be read."""
        found: Found = {}
        for number in range(self._count):
            found |= self._bundle(number)
        return found

    def names(self) -> Iterator[str]:
        """The names of the records."""
        return iter((_COUNT, *map(_named, range(self._count))) if self._count else ())

    def renewed(
        self,
        speaking: Mapping[str, str],
        judged: Iterable[Name],
        findings: Callable[[Name], tuple[Finding, ...]],
    ) -> dict[str, bytes]:
        """The records that are others now that files were `judged` again.

        `speaking` are those that have `findings`, and may be kept, with their digests.
        """
        count = self._count
        if not count and len(speaking) < _MANY:
            return {}
        self._count = count or -(-len(speaking) // _EACH)
        again = {path for path, _ in judged}
        numbers = {_number(path, count) for path in again} if count else range(self._count)
        names: dict[int, list[Name]] = {number: [] for number in numbers}
        for path, digest in speaking.items():
            number = _number(path, self._count)
            if number in names:
                names[number].append((path, digest))
        written = {_COUNT: dumped(self._count)} if not count else {}
        for number, some in names.items():
            known = self._bundle(number) if count else {}
            held = {name: one for name, one in known.items() if name[0] not in again}
            found = {name: held[name] if name in held else findings(name) for name in some}
            written[_named(number)] = _bundled(found)
        return written

    def _bundle(self, number: int) -> Found:
        try:
            paths, digests, lengths, columns = loaded(self._records[_named(number)])
            left = iter(of_columns(Finding, columns))
            names = zip(paths, digests, lengths, strict=True)
            return {(path, digest): tuple(islice(left, size)) for path, digest, size in names}
        except (KeyError, ValueError, TypeError, MisfitError):
            return {}


def _bundled(found: Found) -> bytes:
    paths, digests = [path for path, _ in found], [digest for _, digest in found]
    findings = [finding for some in found.values() for finding in some]
    lengths = [len(some) for some in found.values()]
    return dumped([paths, digests, lengths, in_columns(Finding, findings)])


def _named(number: int) -> str:
    return f"{_COUNT}{number}"


def _number(path: str, count: int) -> int:
    return crc32(path.encode("utf-8", "surrogatepass")) % count
