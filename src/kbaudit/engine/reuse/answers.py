"""The answers to the questions of a room: how each is found, and how it is put into words."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from kbaudit.model.span import Span
from kbaudit.read.file import File
from kbaudit.read.names import Found, Match
from kbaudit.read.page import Page
from kbaudit.rulekit.twins import Twin
from kbaudit.rulekit.updates import Stated

if TYPE_CHECKING:
    from kbaudit.engine.reuse.room import Room

Question = tuple[str, ...]
"""What is asked, and of what, in plain words."""


def in_words(answer: Any) -> str:
    """An answer as text: a file by its path and whether it can be read, all else by its value."""
    if isinstance(answer, File):
        return f"{answer.path} {answer.unreadable}"
    if isinstance(answer, Found):
        return f"{answer.match.value}/{in_words(answer.file)}"
    if isinstance(answer, Twin):
        return f"{answer.same_name} {answer.first.path}"
    if isinstance(answer, list):
        return json.dumps(answer)
    return answer if isinstance(answer, str) else repr(answer)


def _find(room: Room, name: str, kind: str, near: str) -> Found:
    return room.kb.find(name, room.kb.vocabulary.type_named(kind) if kind else None, near)


def _scope(room: Room, path: str) -> str:
    file = room.kb.by_path.get(path)
    return room.kb.scope_of(file) if file is not None else ""


def _connected(room: Room, one: str, other: str) -> bool:
    known = room.kb.by_path
    return one in known and other in known and room.facts.connected(known[one], known[other])


def _base(room: Room, scope: str) -> str:
    base = room.sources[scope].base if scope in room.sources else None
    if base is None:
        return ""
    return f"{base.revision.commit} {base.revision.asked} {base.fits}"  # messages name it as asked


def _younger(room: Room, path: str, day: str, start: str, end: str, text: str) -> Any:
    page = room.kb.by_path.get(path)
    stated = Stated(date.fromisoformat(day), Span(int(start), int(end)), text)
    return room.updates.younger(page, stated) if isinstance(page, Page) else None


ANSWERS: dict[str, Callable[..., Any]] = {
    "find": _find,
    "scope": _scope,
    "path": lambda room, path: path in room.kb.paths,
    "folder": lambda room, path: path in room.kb.folders,
    "excluded": lambda room, path: room.kb.is_excluded(path),
    "file": lambda room, path: room.kb.by_path.get(path),
    "readable": lambda room, kind: room.kb.is_readable(kind),
    "maps": lambda room: [in_words(one) for one in room.kb.maps],
    "name": lambda room, name: name in room.names,
    "connected": _connected,
    "near": lambda room, path: room.facts.neighbours.get(path, []),
    "twin": lambda room, path: room.facts.twins.get(path),
    "mapped": lambda room, path: path in room.facts.mapped,
    "base": _base,
    "based": lambda room, scope: scope in room.sources and room.sources[scope].based,
    "proofs": lambda _room, _scope: "",
    "younger": _younger,
    "future": lambda room, day: room.updates.is_future(date.fromisoformat(day)),
    "history": lambda room: room.updates.missing,
    "directory": lambda room: room.directory,
    "everything": lambda room: room.everything,
}


def _found(room: Room, words: str, *asked: str) -> Found:
    match, _, said = words.partition("/")
    file = room.kb.by_path.get(said.removesuffix(" None"))
    if file is None and said != "None":  # one that cannot be read, and so says more than its path
        return _find(room, *asked)
    return Found(Match(match), file)


def _twin(room: Room, words: str, path: str) -> Twin | None:
    same, _, first = words.partition(" ")
    if words == "None":
        return None
    return Twin(room.kb.by_path[path], room.kb.by_path[first], same == "True")


FROM_WORDS: dict[str, Callable[..., Any]] = {
    "find": _found,
    "scope": lambda _room, words, *_asked: words,
    "connected": lambda _room, words, *_asked: words == "True",
    "mapped": lambda _room, words, *_asked: words == "True",
    "near": lambda _room, words, *_asked: json.loads(words),
    "twin": _twin,
}
"""Answers made of their words, where that is less work than to find them again.

What `find` found can be read as long as the directory is the same: what it names is at its place.
"""
