"""Parts of files that others ask for, read from the cache instead of from the text."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kbaudit.engine.cache.codec import MisfitError, dumped, loaded, made
from kbaudit.engine.cache.records import Records
from kbaudit.engine.part_codec import KINDS, plain_parts
from kbaudit.read.file import File
from kbaudit.read.part import give
from kbaudit.read.secrets import find_secrets
from kbaudit.read.unread import Unread


class KeptParts:
    """Parts of files, by path and digest, as an entry of the cache has them in `records`."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._furnished: list[Sequence[File]] = []
        self._new: dict[str, File] = {}
        """Files of which parts are asked for that are not known."""

    def known(self, digests: Mapping[str, str]) -> dict[str, str]:
        """See `kbaudit.engine.request.Holding`.

        The digest of a file that cannot be read is not that of its bytes.
        """
        return {
            path: digest for path, digest in digests.items() if _name(path, digest) in self._records
        }

    def furnish(self, files: Sequence[File]) -> None:
        """Let `files` take those parts from here that are known of them.

        Of files that were not read something is: else they would have been.
        """
        self._furnished.append(files)
        for file in files:
            if isinstance(file.source, Unread) or _name(file.path, file.digest) in self._records:
                give(file, self._part)
            else:
                self._new[_name(file.path, file.digest)] = file

    def part(self, path: str, digest: str, name: str) -> Any:
        """The part `name` of the file that was at `path` with that digest.

        Raises LookupError where it is not known.
        """
        value = self._held(path, digest)[name]
        try:
            return made(KINDS[name], value)
        except MisfitError as error:
            raise LookupError(name) from error

    def write(self) -> None:
        """Write the parts that were made of the files that were furnished, with those known.

        Those of a file in which a secret stands are not among them.
        """
        new = {}
        for name, file in self._new.items():
            try:
                held = self._held(file.path, file.digest)
            except LookupError:
                held = {}
            more = {part: data for part, data in plain_parts(file).items() if part not in held}
            if more and (held or not find_secrets(file.source)):
                new[name] = dumped(held | more)
        if new:
            self._records.write(new, None, self._names)

    def _names(self) -> Iterator[str]:
        """The names of what is known of the files that were furnished."""
        return (_name(file.path, file.digest) for files in self._furnished for file in files)

    def _part(self, file: File, name: str) -> Any:
        """The part of `file`. Raises LookupError where it is not known."""
        try:
            return self.part(file.path, file.digest, name)
        except LookupError:
            if name in KINDS:
                self._new[_name(file.path, file.digest)] = file
            raise

    def _held(self, path: str, digest: str) -> dict[str, Any]:
        try:
            held = loaded(self._records[_name(path, digest)])
        except MisfitError:
            return {}
        return held if isinstance(held, dict) else {}


def _name(path: str, digest: str) -> str:
    return f"{digest} {path}"
