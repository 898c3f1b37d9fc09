"""Which pages without a row may be what the rows mean that lead nowhere: pages under new names.

Where many pages were renamed at once, there are as many rows as pages. No row is held against each
page by itself: likeness is asked of all names at once, until two are like it, and who hangs
together with whom is looked up.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

from kbaudit.read.index import IndexRow
from kbaudit.read.lists import Index
from kbaudit.read.page import Page
from kbaudit.read.scopes import plain_name, scope_of
from kbaudit.rulekit import Context

_ALIKE = 50
"""Per cent of letters that names share, scopes apart."""


class Heirs:
    """The pages among `pages` that may be meant by rows of `index`."""

    def __init__(self, index: Index, pages: Iterable[Page], ctx: Context) -> None:
        self._index = index
        self._pages = {page.path: page for page in pages}
        self._ctx = ctx

    @cached_property
    def _names(self) -> "_Names":
        return _Names(((page.name, page.path) for page in self._pages.values()), self._ctx)

    @cached_property
    def _near(self) -> dict[str, list[str]]:
        """The paths of the pages by those of whom they name, or who names them."""
        near: dict[str, list[str]] = defaultdict(list)
        for path in self._pages:
            for other in self._ctx.facts.neighbours.get(path, ()):
                near[other].append(path)
        return near

    def only(self, row: IndexRow) -> tuple[Page | None, bool]:
        """The page that a row may mean if there is one such page, and whether there is any."""
        found: set[str] = set()
        for path in self._meant(row):
            found.add(path)
            if len(found) > 1:
                return None, True
        return (self._pages[found.pop()], True) if found else (None, False)

    def _meant(self, row: IndexRow) -> Iterator[str]:
        yield from self._names.like(row.name)
        for other in _connected(self._index, row, self._ctx):
            yield from self._near.get(other, ())


class Lost:
    """The rows among `rows` of `index`, none of which leads to a page."""

    def __init__(self, index: Index, rows: Iterable[IndexRow], ctx: Context) -> None:
        self._rows = tuple(rows)
        self._index = index
        self._ctx = ctx

    @cached_property
    def _names(self) -> "_Names":
        return _Names(((row.name, "") for row in self._rows), self._ctx)

    @cached_property
    def _others(self) -> set[str]:
        """The paths of all pages with which the rows are connected."""
        return {path for row in self._rows for path in _connected(self._index, row, self._ctx)}

    def may_mean(self, page: Page) -> bool:
        """Whether one of the rows may be that of a page under its old name."""
        if next(self._names.like(page.name), None) is not None:
            return True
        return not self._others.isdisjoint(self._ctx.facts.neighbours.get(page.path, ()))


class _Names:
    """Names, each with what it stands for, ready to be asked which are like another."""

    def __init__(self, names: Iterable[tuple[str, str]], ctx: Context) -> None:
        self._scopes = ctx.kb.scopes
        self._groups: dict[str, tuple[list[str], list[str]]] = {}
        for name, stands_for in names:
            group = self._groups.setdefault(scope_of(name, self._scopes), ([], []))
            group[0].append(plain_name(name, self._scopes))
            group[1].append(stands_for)

    def like(self, name: str) -> Iterator[str]:
        """What the names stand for that are like `name` and may be of its scope."""
        from rapidfuzz import fuzz, process

        scope, plain = scope_of(name, self._scopes), plain_name(name, self._scopes)
        for own, (names, stand_for) in self._groups.items():
            if not scope or own in ("", scope):
                found = process.extract_iter(plain, names, scorer=fuzz.ratio, score_cutoff=_ALIKE)
                yield from (stand_for[number] for _, _, number in found)


def _connected(index: Index, row: IndexRow, ctx: Context) -> Iterator[str]:
    """The paths of the pages that a row names as connections."""
    for one in row.connections:
        other = ctx.facts.connection_target(index, one).file
        if other is not None:
            yield other.path
