"""Parts of files that others ask for, read from the cache instead of from the text.

What a page links to and what it cites is asked of every page when one of them changed. It follows
from the text alone, takes long to find, and little to keep.
"""

from collections.abc import Iterable
from functools import partial
from typing import Any

from kbaudit.engine.cache_codec import MisfitError, dumped, loaded, made, plain
from kbaudit.read.citation import Citation
from kbaudit.read.detail import Detail
from kbaudit.read.file import File
from kbaudit.read.links import Links, Relation
from kbaudit.read.part import give
from kbaudit.read.secrets import find_secrets

_KINDS: dict[str, Any] = {
    "links": Links,
    "relations": tuple[Relation, ...],
    "citations": tuple[Citation, ...],
    "detail": Detail,
}
"""The parts that are kept, each with its class."""

_Plain = dict[str, dict[str, Any]]
"""Parts as JSON has them, by file and by name."""


def given(files: Iterable[File], data: bytes | None) -> _Plain:
    """Give `files` those parts that `data` has of them; the result is what it has."""
    known = _read(data)
    for file in files:
        held = known.get(_name(file))
        if held is not None:
            give(file, {name: partial(_part, file, name, held[name]) for name in held})
    return known


def _read(data: bytes | None) -> _Plain:
    try:
        held = loaded(data) if data is not None else {}
    except MisfitError:
        return {}
    fits = isinstance(held, dict) and all(isinstance(one, dict) for one in held.values())
    return held if fits else {}


def gathered(files: Iterable[File], known: _Plain) -> bytes | None:
    """All parts of `files`, as `given` takes them; None where `known` has them all.

    Those of a file in which a secret stands are not among them.
    """
    found: _Plain = {}
    new = False
    for file in files:
        held = known.get(_name(file), {})
        if not held and find_secrets(file.source):
            continue
        parts = vars(file)
        more = {n: plain(_KINDS[n], parts[n]) for n in _KINDS if n in parts and n not in held}
        new = new or bool(more)
        found[_name(file)] = held | more
    return dumped(found) if new else None


def _name(file: File) -> str:
    return f"{file.digest} {file.path}"


def _part(file: File, name: str, value: Any) -> Any:
    """The part; made of the text where what was kept is none."""
    try:
        return made(_KINDS[name], value)
    except MisfitError:
        return getattr(type(file), name).made(file)
