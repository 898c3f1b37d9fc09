"""Writes a file beside the pages or anywhere else: whole, or not at all."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from kbaudit.engine.fixer.places import alone, because, temporary_name
from kbaudit.model.errors import UsageError


def write_whole(root: Path, path: Path, text: str) -> None:
    """Put `text` into the file `path`, in place of what is there; a link is followed.

    No other run changes the knowledge base `root` meanwhile. Raises UsageError when the file
    cannot be written; what was there is then as it was.
    """
    with alone(root, ()):
        try:
            put(path, text.encode())
        except OSError as error:
            raise UsageError(f"{path} {because(error)}") from None


def put(path: Path, data: bytes) -> None:
    """Put `data` into the file `path`, in place of what is there; a link is followed.

    Raises OSError, with that path, when it cannot be written; what was there is then as it was.
    """
    place = path.resolve()
    temporary = place.with_name(temporary_name(secrets.token_hex(4)))
    try:
        with temporary.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if place.exists():
            temporary.chmod(place.stat().st_mode & 0o777)
        os.replace(temporary, place)  # noqa: PTH105
    except OSError as error:
        error.filename, error.filename2 = str(path), None
        raise
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
