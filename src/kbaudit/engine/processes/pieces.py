"""Pieces of work: files, and what is to be done with each of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kbaudit.engine.judged import Came
    from kbaudit.read.file import File
    from kbaudit.rulekit.sources import Sources

    Work = Callable[[File, Mapping[str, Sources]], Came]


@dataclass(frozen=True, slots=True)
class Piece:
    """Files, and what is to be done with each, which may forget its parts after it.

    `searching` tells whether all code may be looked through for them: where not, what was read of
    it is forgotten as well. `following` tells whether history is asked.
    """

    files: Sequence[File]
    work: Work
    forgetting: bool = False
    searching: bool = True
    following: bool = False


def cut(files: Sequence[File], number: int) -> list[list[File]]:
    """`files` in order, in at most `number` parts of about the same length of text."""
    whole = sum(file.source.size for file in files)
    found: list[list[File]] = [[] for _ in range(number)]
    done = 0
    for file in files:
        found[min(done * number // max(whole, 1), number - 1)].append(file)
        done += file.source.size
    return [part for part in found if part]
