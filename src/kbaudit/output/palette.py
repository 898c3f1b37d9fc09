"""Colours, where they are wanted."""

from collections.abc import Mapping
from typing import Literal

Style = Literal["", "error", "warning", "info", "strong", "dim", "good"]

_CODES: dict[str, str] = {
    "error": "1;31",
    "warning": "33",
    "info": "36",
    "strong": "1",
    "dim": "2",
    "good": "32",
}


def paint(text: str, style: Style, *, color: bool) -> str:
    """`text` in a style, or as it is when colours are not wanted."""
    return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if color and style and text else text


def wants_color(choice: str, *, terminal: bool, environ: Mapping[str, str]) -> bool:
    """Whether to colour: what the user chose, then NO_COLOR and FORCE_COLOR, then the terminal."""
    if choice != "auto":
        return choice == "always"
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR"):
        return environ["FORCE_COLOR"] != "0"
    return terminal and environ.get("TERM") != "dumb"
