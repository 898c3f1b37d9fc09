"""The base of the last run, which need not be found again as long as nothing tells otherwise.

It follows from the revisions to which pages are pinned, from their upkeep and from quotes of some
of them, from maps, and from what the repository of the target holds. Most edits change none of
that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kbaudit.read.file import File
from kbaudit.read.kind import Kind
from kbaudit.read.page import Page
from kbaudit.read.scopes import scope_of

if TYPE_CHECKING:
    from kbaudit.engine.reuse.last_run import LastRun
    from kbaudit.engine.reuse.room import Room
    from kbaudit.rulekit.sources import Sources

PartAsItWas = Callable[[str, str, str], Any]
"""Gives a part of a file by path, digest and name; raises LookupError where it is not known."""
Before = Callable[[File, str], Any]
"""The same for a part of a file as it was in the last run."""


@dataclass(frozen=True, slots=True)
class KnownBase:
    """A base, and what was read to find it: see `Base` and `Search`."""

    asked: str
    commit: str
    how: str
    quotes: int
    true: int
    exact: int
    fingerprint: str
    until: str
    quoted: dict[str, str]


class KnownBases:
    """The bases of all targets, by scope. `parts` tells what parts of files were."""

    def __init__(self, parts: PartAsItWas) -> None:
        self._parts = parts
        self._holding: dict[str, KnownBase] = {}

    def recall(self, last: LastRun, changed: Sequence[File], room: Room) -> None:
        """Give the targets of `room` the bases of the `last` run that still hold.

        Of the files that there were then, all are there, and those that `changed` are others.
        """
        digests = last.files

        def before(file: File, part: str) -> Any:
            return self._parts(file.path, digests[file.path], part)

        for scope, base in last.bases.items():
            sources = room.sources.get(scope)
            if sources is not None and recall(base, sources, changed, before):
                self._holding[scope] = base

    def left(self, room: Room) -> dict[str, KnownBase]:
        """Those that a run leaves: those that held, and those that it found."""
        found = {scope: known_base(sources) for scope, sources in room.sources.items()}
        return self._holding | {scope: one for scope, one in found.items() if one is not None}


def known_base(sources: Sources) -> KnownBase | None:
    """The base that was found for `sources`, None where none was, or where nobody can tell why."""
    search = sources.grounds.search
    base = sources.grounds.foreseen if search is not None else None
    if search is None or base is None or search.more or not search.fingerprint:
        return None
    return KnownBase(
        base.revision.asked,
        base.revision.commit,
        base.how,
        base.quotes,
        base.true,
        base.exact,
        search.fingerprint,
        search.until,
        search.quotes,
    )


def recall(known: KnownBase, sources: Sources, changed: Iterable[File], before: Before) -> bool:
    """Let `sources` have the base that is `known`, if it holds now that some files are `changed`.

    `before` tells what these were. No other file of the knowledge base has come or gone.
    """
    from kbaudit.rulekit.base import Base

    target = sources.target
    if not all(_says_the_same(known, sources, file, before) for file in changed):
        return False
    if target.fingerprint != known.fingerprint:
        return False
    revision = target.known(known.asked)
    if revision is None or revision.commit != known.commit:
        return False
    sources.grounds.recall(Base(revision, known.how, known.quotes, known.true, known.exact))
    return True


def _says_the_same(known: KnownBase, sources: Sources, file: File, before: Before) -> bool:
    """Whether `file` tells of the base what it did."""
    from kbaudit.rulekit.base_search import Search, permalinks_in

    scopes = sources.kb.scopes
    if file.kind is Kind.MAP:
        return False
    if len(scopes) > 1:
        scope = scope_of(f"{file.name}_", scopes)
        if scope != sources.scope:
            return scope != ""  # else its text tells of which one it is
    try:
        if permalinks_in(before(file, "pinned")) != permalinks_in(file.pinned):
            return False
        if isinstance(file, Page) and before(file, "upkeep") != file.upkeep:
            return False
    except LookupError:
        return False
    return Search("", known.until, known.quoted).looked_up(file)
