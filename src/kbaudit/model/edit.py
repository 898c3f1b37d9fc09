"""Repairs as data: what to replace, and how far the repair can be trusted."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from kbaudit.model.span import Span


class Safety(IntEnum):
    """How far a repair can be trusted; greater is safer."""

    HINT = 0
    """A guess: shown, never applied."""
    UNSAFE = 1
    """Probable: applied only with ``--unsafe``."""
    SAFE = 2
    """The one right repair."""


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Replace the characters of `span` in the file `path` (relative to the knowledge base)."""

    path: str
    span: Span
    replacement: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that belong together: all are applied, or none. `title` says what they do.

    `leaves` names rules that may speak up once this is repaired: when the numbers of code that was
    edited are put right, the page is still to be read, and its quote to be renewed. `note` says
    what a person is to know of what it leaves undone, as a clause. `creates` is a file
    that is not there yet: its only edit, which replaces nothing, is its text.
    """

    title: str
    edits: tuple[Edit, ...]
    safety: Safety = Safety.SAFE
    leaves: tuple[str, ...] = ()
    note: str = ""
    creates: str = ""


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Splice `edits` (all of one file, not overlapping) into `text`.

    Raises ValueError when two edits overlap: which of them wins is not for us to guess.
    """
    parts: list[str] = []
    at = 0
    for edit in sorted(set(edits)):
        if edit.span.start < at:
            raise ValueError("edits overlap")
        parts += (text[at : edit.span.start], edit.replacement)
        at = edit.span.end
    parts.append(text[at:])
    return "".join(parts)
