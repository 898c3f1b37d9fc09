"""Texts that are known by their digest, and read only when somebody asks for them."""

from hashlib import blake2b
from pathlib import Path

from kbaudit.model.errors import UsageError
from kbaudit.model.span import Source


class Unread(Source):
    """The text of the file at `place`, of which `digest` (see `Source.digest`) is known.

    Reading it raises UsageError when the file does not hold that text any more: what was concluded
    from the digest would be wrong.
    """

    def __init__(self, place: Path, digest: str) -> None:
        vars(self).update(_place=place, digest=digest)

    def __getattr__(self, name: str) -> str:
        """The text, which is not there before it was asked for."""
        if name != "text":
            raise AttributeError(name)
        place: Path = vars(self)["_place"]
        try:
            data = place.read_bytes()
        except OSError:
            data = b""
        if blake2b(data, digest_size=16).hexdigest() != self.digest:
            raise UsageError(f"{place} changed while it was audited: run kbaudit again")
        text = data.decode("utf-8")
        vars(self)["text"] = text
        return text
