"""What was read of a target, kept as long as the target is open.

All of it follows from a commit alone, never from a page: an audit that judges the same pages again
after a repair, and every rule after the first, finds it done.
"""

from collections.abc import MutableMapping, Sequence
from functools import cached_property
from hashlib import blake2b

from kbaudit.rulekit.symbols import Symbols
from kbaudit.rulekit.variables import Variables
from kbaudit.target.placements import Placements
from kbaudit.target.quote import QuotedFile
from kbaudit.target.requirements import Requirements
from kbaudit.target.resolve import PathIndex
from kbaudit.target.revision import RenameGuess, Revision, Target
from kbaudit.target.symbols import is_python
from kbaudit.target.tables import OfThisRun, Tables
from kbaudit.target.track import Answer, Tracker

_Query = tuple[str, int, int]
_FORESEEN = 3000  # files read ahead: more would not be kept until they are needed


class View:
    """What was read of one revision."""

    def __init__(self, revision: Revision, tables: Tables) -> None:
        self.revision = revision
        self._tables = tables
        self._files: dict[str, QuotedFile] = {}
        placed = tables.table(f"quotes {revision.commit}", Placements)
        self._placed: MutableMapping[str, Placements] = placed

    def foresee(self) -> None:
        """Begin to read the code of the revision, unless something is known of it already."""
        if not self._placed:
            code = sorted(path for path in self.revision.files if is_python(path))
            self.revision.foresee(code[:_FORESEEN])

    @cached_property
    def paths(self) -> PathIndex:
        """All paths of the revision, ready for look-up."""
        return PathIndex([*self.revision.files, *self.revision.links])

    @cached_property
    def requirements(self) -> Requirements:
        """What the target states about the software that it needs."""
        return Requirements(self.revision, self._tables)

    @cached_property
    def variables(self) -> Variables:
        """Environment variables that the code of the revision reads."""
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
            if path not in self._files:
                text = self.revision.text(path) if path else None
                self._files[path] = QuotedFile(text or "")
            self._placed[key] = self._files[path].place(quote)
        return self._placed[key]


class Readings:
    """What was read of all revisions of one target, and what was followed between them."""

    def __init__(self, tables: Tables | None = None) -> None:
        self._tables = tables or OfThisRun()
        self._views: dict[str, View] = {}

    def view(self, revision: Revision) -> View:
        """What was read of `revision`."""
        return self._views.setdefault(revision.commit, View(revision, self._tables))

    def renamed(
        self, target: Target, base: Revision, revision: Revision, path: str
    ) -> RenameGuess | None:
        """Where a file of `base` is at `revision` under another name, if git can tell."""
        known: MutableMapping[str, RenameGuess | None]
        name = f"renames {base.commit} {revision.commit}"
        known = self._tables.table(name, RenameGuess | None)
        if path not in known:
            known[path] = target.renamed_to(base, revision, path)
        return known[path]

    def follow(
        self, target: Target, base: Revision, revision: Revision, queries: Sequence[_Query]
    ) -> list[Answer]:
        """Where lines (1-based, inclusive) of `base` are at `revision`; new questions in bulk."""
        known: MutableMapping[str, Answer]
        known = self._tables.table(f"lines {base.commit} {revision.commit}", Answer)
        new = [query for query in dict.fromkeys(queries) if _key(query) not in known]
        if new:
            found = Tracker(target, base, revision).locate_all(new)
            known.update(zip(map(_key, new), found, strict=True))
        return [known[_key(query)] for query in queries]


def _key(query: _Query) -> str:
    path, first, last = query
    return f"{path}:{first}-{last}"
