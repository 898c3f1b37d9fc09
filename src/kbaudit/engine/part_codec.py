"""Parts of files that others ask for, as plain data: they travel so, and are kept so.

What a page links to and what it cites is asked of every page when one of them changed. It follows
from the text alone, takes long to find, and little to keep: as bytes a tenth of the memory that it
takes as values.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from kbaudit.engine.cache.codec import made, plain
from kbaudit.read.citation import Citation
from kbaudit.read.detail import Detail
from kbaudit.read.file import File
from kbaudit.read.front_matter import Upkeep
from kbaudit.read.leads import Leads
from kbaudit.read.part import parts_of, put, shut
from kbaudit.read.repo_map import MapProperty
from kbaudit.read.stored import Storage, Stored

KINDS: dict[str, Any] = {
    "leads": Leads,
    "citations": tuple[Citation, ...],
    "cited_words": str,
    "defined_names": tuple[str, ...],
    "detail": Detail,
    "loose_anchors": tuple[str, ...],
    "pinned": tuple[str, ...],
    "upkeep": Upkeep,
    "heads": tuple[str, ...],
    "properties": tuple[MapProperty, ...],
}
"""The parts that are kept, each with its class."""
_OPEN = frozenset({"pinned", "upkeep"})
"""Those that are small, and the same for many files."""
_CLOSED = KINDS.keys() - _OPEN


@dataclass(frozen=True, slots=True)
class Parts:
    """Parts of one file: `small` ones by name, and the others as bytes."""

    small: Mapping[str, Any]
    data: bytes


class _Closed:
    """Gives parts of one file; those that are not in `data` come from where they came `before`."""

    __slots__ = ("before", "data")

    def __init__(self, data: bytes | Stored, before: Callable[[Any, str], Any] | None) -> None:
        self.data = data
        self.before = before

    def __call__(self, file: File, name: str) -> Any:
        """The part `name`. Raises LookupError where it is not here."""
        data = _plain(self.data).get(name)
        if data is not None:
            return made(KINDS[name], _loaded(data))
        if self.before is None:
            raise LookupError(name)
        return self.before(file, name)


def plain_parts(file: File) -> dict[str, Any]:
    """The parts of `file` that are there, as plain data by name."""
    found, given = parts_of(file)
    closed = _plain(given.data) if isinstance(given, _Closed) else {}
    known = {name: _loaded(data) for name, data in closed.items()}
    return known | {
        name: plain(kind, found[name])
        for name, kind in KINDS.items()
        if name in found and name not in known
    }


def packed(file: File) -> Parts:
    """The parts of `file` that are there, but for those that `close` was given before."""
    found, given = parts_of(file)
    known = _plain(given.data) if isinstance(given, _Closed) else {}
    small = {name: found[name] for name in _OPEN if name in found}
    new = [name for name in _CLOSED if name in found and name not in known]
    data = {name: marshal.dumps(plain(KINDS[name], found[name])) for name in new}
    return Parts(small, marshal.dumps(data) if data else b"")


def close(file: File, parts: Parts, storage: Storage | None = None) -> None:
    """Let `file` have `parts`, most of them as bytes of which they are made when asked for.

    The bytes lie in `storage`, where there is one.
    """
    put(file, {name: once(part) for name, part in parts.small.items()})
    if not parts.data:
        return
    data, (_, before) = parts.data, parts_of(file)
    if isinstance(before, _Closed):
        data = marshal.dumps(_plain(before.data) | _plain(data))
        before = before.before
    shut(file, _CLOSED, _Closed(data if storage is None else storage.put(data), before))


@lru_cache(maxsize=10_000)
def once(value: Any) -> Any:
    """The first of all values that are equal: who has it shares it."""
    return value


def _plain(data: bytes | Stored) -> dict[str, bytes]:
    """The parts in `data`, each still as bytes: who asks for one does not wait for the others."""
    parts: dict[str, bytes] = _loaded(bytes(data))
    return parts


def _loaded(data: bytes) -> Any:
    return marshal.loads(data)  # noqa: S302 - this run has made it
