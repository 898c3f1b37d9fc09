"""Where the subjects of rules are found: for each class of values, all of them in a fixed order."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from kbaudit.read.citation import Citation
from kbaudit.read.connections import Connection
from kbaudit.read.file import File
from kbaudit.read.index import CutRow, IndexRow
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.read.links import FileLink, PageLink, Relation, Url
from kbaudit.read.lists import Index, RepoMap
from kbaudit.read.page import Page
from kbaudit.read.pins import Pin
from kbaudit.read.repo_map import MapRow
from kbaudit.read.stub import Stub, Symbol
from kbaudit.read.table import Table

_PARTS: dict[type, Callable[[File], Iterable[Any]]] = {
    File: lambda file: (file,),
    Page: lambda file: (file,) if isinstance(file, Page) else (),
    Index: lambda file: (file,) if isinstance(file, Index) else (),
    RepoMap: lambda file: (file,) if isinstance(file, RepoMap) else (),
    IndexRow: lambda file: file.rows if isinstance(file, Index) else (),
    CutRow: lambda file: file.cut_rows if isinstance(file, Index) else (),
    Connection: lambda file: (
        [c for row in file.rows for c in row.connections] if isinstance(file, Index) else ()
    ),
    MapRow: lambda file: file.rows if isinstance(file, RepoMap) else (),
    Relation: lambda file: file.relations if isinstance(file, Page) else (),
    PageLink: lambda file: file.page_links if isinstance(file, Page | Index) else (),
    FileLink: lambda file: file.file_links,
    Url: lambda file: file.links.urls,
    Citation: lambda file: file.citations,
    Pin: lambda file: file.pins.pins,
    Symbol: lambda file: file.statements.symbols,
    Stub: lambda file: file.statements.stubs,
    Table: lambda file: file.tables,
}


def parts_of(file: File, subject: type) -> Iterable[Any]:
    """The values of class `subject` in `file`. Raises KeyError as `subjects_of` does."""
    return _PARTS[subject](file)


def subjects_of(kb: KnowledgeBase, subject: type) -> Iterator[tuple[File, Any]]:
    """Every value of class `subject` with the file that it stands in.

    Relations are those of pages, and page links those of pages and indexes: what a report tells of
    a link is history, not a link. For KnowledgeBase itself the file is the first one.

    Raises KeyError for a class that no rule can be about.
    """
    if subject is KnowledgeBase:
        if kb.files:
            yield kb.files[0], kb
        return
    parts = _PARTS[subject]
    for file in kb.files:
        for part in parts(file):
            yield file, part
