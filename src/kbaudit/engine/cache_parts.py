"""Parts of files that others ask for, read from the cache instead of from the text.

What a page links to and what it cites is asked of every page when one of them changed. It follows
from the text alone, takes long to find, and little to keep.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from kbaudit.engine.cache_codec import MisfitError, dumped, loaded, made, plain
from kbaudit.engine.cache_records import Records, packed
from kbaudit.read.citation import Citation
from kbaudit.read.detail import Detail
from kbaudit.read.file import File
from kbaudit.read.front_matter import Upkeep
from kbaudit.read.leads import Leads
from kbaudit.read.part import give
from kbaudit.read.secrets import find_secrets

_KINDS: dict[str, Any] = {
    "leads": Leads,
    "citations": tuple[Citation, ...],
    "detail": Detail,
    "loose_anchors": tuple[str, ...],
    "upkeep": Upkeep,
    "heads": tuple[str, ...],
}
"""The parts that are kept, each with its class."""


class KeptParts:
    """Parts of files, by path and digest, as `gathered` left them in an entry of the cache."""

    def __init__(self, data: bytes | None) -> None:
        self._records = Records(data)
        self._files: dict[str, File] = {}

    def has(self, path: str, digest: str) -> bool:
        """See `kbaudit.engine.request.Holding`.

        The digest of a file that cannot be read is not that of its bytes.
        """
        return _name(path, digest) in self._records

    def furnish(self, files: Sequence[File]) -> None:
        """Let `files` take those parts from here that are known of them."""
        for file in files:
            name = _name(file.path, file.digest)
            self._files[name] = file
            if name in self._records:
                give(file, self._part)

    def part(self, path: str, digest: str, name: str) -> Any:
        """The part `name` of the file that was at `path` with that digest.

        Raises LookupError where it is not known.
        """
        value = self._held(path, digest)[name]
        try:
            return made(_KINDS[name], value)
        except MisfitError as error:
            raise LookupError(name) from error

    def gathered(self) -> bytes | None:
        """All parts of the files that were furnished; None where nothing is new.

        Those of a file in which a secret stands are not among them.
        """
        found = list(self._gathered())
        new = any(more for _, _, more in found) or len(found) != len(self._records)
        return packed(((name, value) for name, value, _ in found), None) if new else None

    def _gathered(self) -> Iterator[tuple[str, bytes, bool]]:
        """Of each file with parts: its name here, the parts, and whether one is new."""
        for name, file in sorted(self._files.items()):
            values = vars(file)
            known = name in self._records
            here = [part for part in _KINDS if part in values]
            if not here and known:
                yield name, self._records[name], False
                continue
            held = self._held(file.path, file.digest) if known else {}
            more = {part: plain(_KINDS[part], values[part]) for part in here if part not in held}
            if known and not more:
                yield name, self._records[name], False
            elif more and (known or not find_secrets(file.source)):
                yield name, dumped(held | more), True

    def _part(self, file: File, name: str) -> Any:
        """The part of `file`. Raises LookupError where it is not known."""
        return self.part(file.path, file.digest, name)

    def _held(self, path: str, digest: str) -> dict[str, Any]:
        try:
            held = loaded(self._records[_name(path, digest)])
        except MisfitError:
            return {}
        return held if isinstance(held, dict) else {}


def _name(path: str, digest: str) -> str:
    return f"{digest} {path}"
