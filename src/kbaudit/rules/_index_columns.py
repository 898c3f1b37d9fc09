"""How the connections in a column of an index are written. Each column is gone through once."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from kbaudit.read.connections import Connection
from kbaudit.read.lists import Index
from kbaudit.read.scopes import scope_of


@dataclass(frozen=True)
class _Habits:
    marked: bool
    scoped: bool


@dataclass(frozen=True)
class Columns:
    """The habits of the columns of `index` whose `connections` lead to pages, by their titles."""

    index: Index
    connections: Sequence[Connection]
    scopes: tuple[str, ...]
    _known: dict[str, _Habits] = field(default_factory=dict)

    def are_marked(self, column: str) -> bool:
        """Whether connections of a column without a type have a mark; so they have at first."""
        return self._of(column).marked

    def are_scoped(self, column: str) -> bool:
        """Whether names of a column have their scope; marked ones always should."""
        return self._of(column).scoped

    def _of(self, column: str) -> _Habits:
        if column not in self._known:
            self._known[column] = self._found(column)
        return self._known[column]

    def _found(self, column: str) -> _Habits:
        inside = self._connections_in(column)
        own = [one for one in inside if one.stated or one.mark]
        names = [one.name for one in inside if not one.mark]
        marked = bool(own) or not names
        plain = [name for name in names if not scope_of(name, self.scopes)]
        return _Habits(marked, marked or len(plain) * 2 < len(names))

    def _connections_in(self, column: str) -> list[Connection]:
        tables = [table for table in self.index.tables if column in table.columns]
        places = [
            (table.columns.index(column), row.cells) for table in tables for row in table.rows
        ]
        cells = sorted(cells[at].span for at, cells in places if at < len(cells))
        starts = [cell.start for cell in cells]
        found = []
        for connection in self.connections:
            before = bisect_right(starts, connection.span.start)
            if before and cells[before - 1].contains(connection.span):
                found.append(connection)
        return found
