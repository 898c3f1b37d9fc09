"""Bytes of one file to text, or the reason why they are none."""

import re
from dataclasses import dataclass

from kbaudit.model.regex import regex

DEFAULT_LIMIT = 5_000_000
"""Bytes; a page is prose, and a larger file is most likely something else."""

_LFS_HEADER = b"version https://git-lfs.github.com/spec/v1"
_OURS = regex(rb"^<{7}(?: [^\n]*)?\r?$", re.MULTILINE)
_MIDDLE = regex(rb"^={7}\r?$", re.MULTILINE)
_THEIRS = regex(rb"^>{7}(?: [^\n]*)?\r?$", re.MULTILINE)
_FENCE = regex(rb"^[ \t]*(?:```|~~~)|</?(?:syntaxhighlight|source|pre)\b", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a file could not be read as a page; `line` is 1-based, 0 when the whole file is meant."""

    reason: str
    remedy: str
    line: int = 0


def decode(data: bytes, limit: int = DEFAULT_LIMIT) -> tuple[str, Unreadable | None]:
    """Text of `data`, and what is wrong with it, if anything.

    The text keeps byte order mark and line ends, so that encoding it gives `data` back. It is
    empty when there is none to be had.
    """
    if len(data) > limit:
        return "", Unreadable(
            f"is larger than the limit of {limit:,} bytes ({len(data):,})",
            "split it, exclude it, or raise limits.file-size in kbaudit.yaml",
        )
    if data.startswith(_LFS_HEADER):
        return "", Unreadable("is a Git LFS pointer and holds no text", "run: git lfs pull")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return "", _not_utf8(data, error)
    if not text.strip("\ufeff \t\r\n\f\v"):
        return text, Unreadable("is empty", "write the page or delete the file")
    return text, _conflict(data)


def _not_utf8(data: bytes, error: UnicodeDecodeError) -> Unreadable:
    remedy = "save it as UTF-8"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Unreadable("is UTF-16, not UTF-8", remedy)
    line = data.count(b"\n", 0, error.start) + 1
    if b"\0" in data[:8000]:
        return Unreadable("is binary, not text", "exclude it or move it out of the page folder")
    return Unreadable(f"is not UTF-8 (byte 0x{data[error.start]:02x} in line {line})", remedy, line)


def _conflict(data: bytes) -> Unreadable | None:
    """Conflict markers of a merge, all three in order; a lesson about them in one block is fine."""
    ours = _OURS.search(data)
    middle = ours and _MIDDLE.search(data, ours.end())
    theirs = middle and _THEIRS.search(data, middle.end())
    if ours is None or theirs is None:
        return None
    before = len(_FENCE.findall(data, 0, ours.start()))
    inside = len(_FENCE.findall(data, ours.start(), theirs.end()))
    if before % 2 == 1 and inside == 0:
        return None
    return Unreadable(
        "holds the conflict markers of an unfinished merge",
        "finish the merge",
        data.count(b"\n", 0, ours.start()) + 1,
    )
