"""Texts that are known by their digest, and read only when somebody asks for them."""

import os
from hashlib import blake2b
from pathlib import Path

from kbaudit.model.errors import UsageError
from kbaudit.model.span import Source


def native(root: Path, path: str) -> bytes:
    """A relative path as the system has it: names are bytes, whatever the locale makes of them."""
    return os.path.join(os.fsencode(root), path.encode("utf-8", "surrogateescape"))  # noqa: PTH118


class Unread(Source):
    """The text of the file `path` below `root`, of which `digest` (see `Source.digest`) is known.

    Reading it raises UsageError when the file does not hold that text any more: what was concluded
    from the digest would be wrong.
    """

    def __init__(self, root: Path, path: str, digest: str) -> None:
        values = vars(self)
        values["_at"] = root, path
        values["digest"] = digest

    def __getattr__(self, name: str) -> str:
        """The text, which is not there before it was asked for."""
        if name != "text":
            raise AttributeError(name)
        root, path = vars(self)["_at"]
        place = Path(os.fsdecode(native(root, path)))
        try:
            data = self._bytes(place, path)
        except OSError:
            data = b""
        if blake2b(data, digest_size=16).hexdigest() != self.digest:
            raise UsageError(f"{place} changed while it was audited: run kbaudit again")
        text = data.decode("utf-8")
        vars(self)["text"] = text
        return text

    def _bytes(self, place: Path, path: str) -> bytes:  # noqa: ARG002
        """What the file at `place` holds now."""
        return place.read_bytes()
