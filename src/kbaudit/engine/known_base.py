"""The base of the last run, which need not be found again as long as nothing tells otherwise.

It follows from what all pages cite, from their upkeep and from quotes of some of them, from maps,
and from what the repository of the target holds. Most edits change none of that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kbaudit.read.file import File, Kind
from kbaudit.read.page import Page
from kbaudit.read.scopes import scope_of

if TYPE_CHECKING:
    from kbaudit.rulekit.sources import Sources

PartAsItWas = Callable[[File, str], Any]
"""Gives a part, by its name, of a file as it was; raises LookupError where it is not known."""


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


def known_base(sources: Sources) -> KnownBase | None:
    """The base that was found for `sources`, None where none was, or where nobody can tell why."""
    search = sources.search
    base = sources.foreseen_base if search is not None else None
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


def recall(known: KnownBase, sources: Sources, changed: Iterable[File], parts: PartAsItWas) -> bool:
    """Let `sources` have the base that is `known`, if it holds now that some files are `changed`.

    `parts` tells what these were. No other file of the knowledge base has come or gone.
    """
    from kbaudit.rulekit.base import Base

    target = sources.target
    if not all(_says_the_same(known, sources, file, parts) for file in changed):
        return False
    if target.fingerprint != known.fingerprint:
        return False
    revision = target.known(known.asked)
    if revision is None or revision.commit != known.commit:
        return False
    sources.recall_base(Base(revision, known.how, known.quotes, known.true, known.exact))
    return True


def _says_the_same(known: KnownBase, sources: Sources, file: File, parts: PartAsItWas) -> bool:
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
        if permalinks_in(parts(file, "citations")) != permalinks_in(file.citations):
            return False
        if isinstance(file, Page) and parts(file, "upkeep") != file.upkeep:
            return False
    except LookupError:
        return False
    return Search("", known.until, known.quoted).looked_up(file)
