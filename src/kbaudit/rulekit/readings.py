"""What was read of a target, kept as long as the target is open.

All of it follows from a commit alone, never from a page: an audit that judges the same pages again
after a repair, and every rule after the first, finds it done.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, MutableMapping, Sequence
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING

from kbaudit.rulekit.symbols import Symbols
from kbaudit.target.placements import Placements, quotes_of
from kbaudit.target.quote import QuotedFile
from kbaudit.target.resolve import PathIndex
from kbaudit.target.revision import RenameGuess, Revision, Target
from kbaudit.target.tables import OfThisRun, Tables
from kbaudit.target.track import Answer

if TYPE_CHECKING:
    from kbaudit.rulekit.variables import Variables
    from kbaudit.target.requirements import Requirements
    from kbaudit.target.track import Tracker

_Query = tuple[str, int, int]
_KEPT_FILES = 400  # files ready for quotes


class View:
    """What was read of one revision."""

    def __init__(self, revision: Revision, tables: Tables) -> None:
        self.revision = revision
        self._tables = tables
        self._files: OrderedDict[str, QuotedFile] = OrderedDict()
        placed = tables.table(quotes_of(revision.commit), Placements)
        self._placed: MutableMapping[str, Placements] = placed

    @property
    def is_new(self) -> bool:
        """Whether nothing is known of it yet, so that its code will be read."""
        return not self._placed

    @cached_property
    def paths(self) -> PathIndex:
        """All paths of the revision, ready for look-up."""
        return PathIndex([*self.revision.files, *self.revision.links])

    @cached_property
    def requirements(self) -> Requirements:
        """What the target states about the software that it needs."""
        from kbaudit.target.requirements import Requirements

        return Requirements(self.revision, self._tables)

    @cached_property
    def variables(self) -> Variables:
        """Environment variables that the code of the revision reads."""
        from kbaudit.rulekit.variables import Variables

        return Variables(self.revision, self._tables)

    @cached_property
    def symbols(self) -> Symbols:
        """The functions, classes and modules of the revision."""
        return Symbols(self.revision, self._tables)

    def place(self, path: str, quote: str) -> Placements:
        """Where `quote` stands in a file; nowhere in one that is not there."""
        digest = blake2b(quote.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
        key = f"{path}:{digest}"
        if key not in self._placed:
            self._placed[key] = self._file(path).place(quote)
        return self._placed[key]

    def _file(self, path: str) -> QuotedFile:
        """A file ready for quotes; of many those that were asked for last are kept."""
        if path not in self._files:
            text = self.revision.text(path) if path else None
            self._files[path] = QuotedFile(text or "")
            if len(self._files) > _KEPT_FILES:
                self._files.popitem(last=False)
        self._files.move_to_end(path)
        return self._files[path]


class Readings:
    """What was read of all revisions of one target, and what was followed between them."""

    def __init__(self, tables: Tables | None = None) -> None:
        self._tables = tables or OfThisRun()
        self._views: dict[str, View] = {}
        self._following: dict[str, Following] = {}

    def forget(self) -> None:
        """What was found for quotes and lines need not stay in memory: others will be asked for."""
        for view in self._views.values():
            self._tables.forget(quotes_of(view.revision.commit))
        for name in self._following:
            self._tables.forget(name)

    def view(self, revision: Revision) -> View:
        """What was read of `revision`."""
        return self._views.setdefault(revision.commit, View(revision, self._tables))

    def renamed(
        self, target: Target, base: Revision, revision: Revision, path: str
    ) -> RenameGuess | None:
        """Where a file of `base` is at `revision` under another name, if git can tell."""
        known = self._renames(base, revision)
        if path not in known:
            known[path] = target.renamed_to(base, revision, path)
        return known[path]

    def foresee_renamed(
        self, target: Target, base: Revision, revision: Revision, path: str
    ) -> None:
        """Begin to find that out, if it is not known."""
        if path not in self._renames(base, revision):
            target.foresee_renames(base, revision)

    def _renames(
        self, base: Revision, revision: Revision
    ) -> MutableMapping[str, RenameGuess | None]:
        known: MutableMapping[str, RenameGuess | None]
        name = f"renames {base.commit} {revision.commit}"
        known = self._tables.table(name, RenameGuess | None)
        return known

    def following(self, target: Target, base: Revision, revision: Revision) -> Following:
        """What follows lines of `base` to `revision`, the same one each time."""
        name = f"lines {base.commit} {revision.commit}"
        if name not in self._following:

            def tracker() -> Tracker:
                from kbaudit.target.track import Tracker

                return Tracker(target, base, revision)

            known: MutableMapping[str, Answer] = self._tables.table(name, Answer)
            self._following[name] = Following(tracker, known)
        return self._following[name]


class Following:
    """Lines (1-based, inclusive) of one revision, followed to another; `known` fills up."""

    def __init__(self, tracker: Callable[[], Tracker], known: MutableMapping[str, Answer]) -> None:
        self._make = tracker
        self._known = known

    @cached_property
    def _tracker(self) -> Tracker:
        return self._make()

    def decided(self, queries: Sequence[_Query]) -> list[Answer | None]:
        """The answers that are known, or that the files themselves give; None for the others."""
        new = self._new(queries)
        if new:
            for query, answer in zip(new, self._tracker.decided(new), strict=True):
                if answer is not None:
                    self._known[_key(query)] = answer
        return [self._known.get(_key(query)) for query in queries]

    def searched(self, queries: Sequence[_Query]) -> list[Answer]:
        """All answers; all files are looked through, once, where they are needed."""
        new = self._new(queries)
        if new:
            self._known.update(zip(map(_key, new), self._tracker.locate_all(new), strict=True))
        return [self._known[_key(query)] for query in queries]

    def _new(self, queries: Sequence[_Query]) -> list[_Query]:
        return [query for query in dict.fromkeys(queries) if _key(query) not in self._known]


def _key(query: _Query) -> str:
    path, first, last = query
    return f"{path}:{first}-{last}"
