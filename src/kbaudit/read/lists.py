"""Files with a row for each page, or for each file of the target: indexes and maps."""

from dataclasses import dataclass

from kbaudit.model.span import Span
from kbaudit.read.file import File
from kbaudit.read.index import CutRow, IndexContent, IndexRow, read_index
from kbaudit.read.part import part
from kbaudit.read.repo_map import MapProperty, MapRow, read_map
from kbaudit.read.vocabulary import PageType


@dataclass(frozen=True, kw_only=True)
class Index(File):
    """The index of one page type."""

    type: PageType

    @part
    def content(self) -> IndexContent:
        """Rows and cut rows."""
        return read_index(
            self.scan.prose, self.type, self.sections, self.tables, self.file_links, self.vocabulary
        )

    @property
    def rows(self) -> tuple[IndexRow, ...]:
        """The pages that the index lists."""
        return self.content.rows

    @part
    def row_links(self) -> frozenset[Span]:
        """Where the targets of the links of rows stand."""
        return frozenset(row.link.target_span for row in self.rows if row.link)

    @property
    def cut_rows(self) -> tuple[CutRow, ...]:
        """Rows whose cells do not fit their header."""
        return self.content.cut


@dataclass(frozen=True, kw_only=True)
class RepoMap(File):
    """The map of the target's source files, or a triage table with the same kind of rows."""

    @part
    def _read(self) -> tuple[tuple[MapProperty, ...], tuple[MapRow, ...]]:
        return read_map(self.scan.prose, self.tables, self.file_links)

    @part
    def properties(self) -> tuple[MapProperty, ...]:
        """Rows of the property table."""
        return self._read[0]

    @property
    def rows(self) -> tuple[MapRow, ...]:
        """One row for each source file."""
        return self._read[1]

    @part
    def row_links(self) -> frozenset[Span]:
        """Where the targets of the links of rows stand."""
        return frozenset(row.link.target_span for row in self.rows if row.link)

    def property(self, name: str) -> str:
        """The value of a property, empty when the map does not state it."""
        return next((p.value for p in self.properties if p.name == name), "")
