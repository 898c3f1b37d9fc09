"""Text of files and names made safe and measurable for a terminal."""

import unicodedata

from kbaudit.model.regex import regex

# C0, DEL and C1 controls, line and paragraph separators, what turns the reading direction around,
# and halves of characters, which stand for bytes of file names that are no UTF-8.
_UNSAFE = regex(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_SHORT = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


def printable(text: str) -> str:
    """`text` on one line; what could steer a terminal is written out: ``\\x1b``, ``\\u202e``."""
    if text.isprintable():  # nothing of the above is, and nearly all texts are
        return text
    return _UNSAFE.sub(lambda match: escaped(match[0]), text)


def escaped(char: str) -> str:
    """One character written out."""
    number = ord(char)
    return _SHORT.get(char) or (f"\\x{number:02x}" if number < 256 else f"\\u{number:04x}")


def json_safe(document: str) -> str:
    """A JSON document with the same meaning in which nothing can steer a terminal."""
    return _UNSAFE.sub(
        lambda match: match[0] if match[0] == "\n" else f"\\u{ord(match[0]):04x}", document
    )


def width(text: str) -> int:
    """How many columns of a terminal `text` takes."""
    return len(text) if text.isascii() else sum(map(char_width, text))


def char_width(char: str) -> int:
    """0 for a combining mark, 2 for a wide character, else 1."""
    if char.isascii():
        return 1
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1
