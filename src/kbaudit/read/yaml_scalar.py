"""What YAML makes of a word without quotes: text, or something else.

Readers differ: for one of YAML 1.1 ``no`` is false and ``1:30`` the number 90, for one of YAML 1.2
(https://yaml.org/spec/1.2.2/#103-core-schema) both are text. Front matter is read by both kinds.
"""

from dataclasses import dataclass

from kbaudit.model.regex import regex
from kbaudit.model.span import Span
from kbaudit.read.instance import ITEM_KEYS, KEYS, TYPED, Path

_NULL = regex(r"~|null|Null|NULL|")
_BOOL = regex(r"true|True|TRUE|false|False|FALSE")
_INT = regex(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = regex(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_INFINITE = regex(r"(?P<sign>[-+]?)\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_OLD_BOOL = regex(r"(?P<true>yes|Yes|YES|on|On|ON)|no|No|NO|off|Off|OFF")
_OLD_NUMBER = regex(
    r"[-+]?(?:0b[01_]+|0[0-7_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*|[1-9][0-9_]*(?::[0-5]?[0-9])+"
    r"|[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?)"
)
_LONGEST = 40  # digits; longer ones are text for us, as Python limits what it converts
_HUGE = 1e18


@dataclass(frozen=True, slots=True)
class Scalar:
    """One scalar: the path that leads to it, its text as written, and its place."""

    path: Path
    text: str
    span: Span


def is_text(path: Path) -> bool:
    """Whether the value at `path` of an instance is text, whatever YAML would make of it."""
    if not path or path[0] not in KEYS or path[0] in TYPED:
        return False
    return len(path) < 3 or path[0] not in ITEM_KEYS or path[2] in ITEM_KEYS[str(path[0])]


def trap(text: str, path: Path) -> str:
    """What readers of YAML take a plain scalar for that is text; empty where there is no trap.

    A line number may be written as one.
    """
    if path[-1] == "lines" and text.isascii() and text.isdigit():
        return ""
    return misread(text)


def resolved(text: str) -> str | int | float | bool | None:
    """The value of a plain scalar by YAML 1.2. Dates are text."""
    if _NULL.fullmatch(text):
        return None
    if _BOOL.fullmatch(text):
        return text[0] in "tT"
    if len(text) > _LONGEST:
        return text
    if _INT.fullmatch(text):
        return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    if match := _INFINITE.fullmatch(text):
        return float("nan" if match["sign"] is None else f"{match['sign']}inf")
    return text


def misread(text: str) -> str:
    """What some reader of YAML takes a plain scalar for when it is not text; empty if none does."""
    value = resolved(text)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"the number {value}" if abs(value) < _HUGE else "a number"
    if match := _OLD_BOOL.fullmatch(text):
        return "true" if match["true"] else "false"
    return "a number" if value is not None and _OLD_NUMBER.fullmatch(text) else ""
