"""The scope that a place of an index speaks of, where pages of several scopes share one index."""

from collections.abc import Callable
from functools import cached_property

from kbaudit.model.span import Span
from kbaudit.read.evident_scope import scopes_named
from kbaudit.read.file import File
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.read.links import FileLink
from kbaudit.read.lists import Index
from kbaudit.read.page import Page
from kbaudit.read.scopes import scope_of

LinkedPage = Callable[[File, FileLink | None], Page | None]


class Scoping:
    """Answers for the files of `kb`; `linked_page` tells the page that a link leads to."""

    def __init__(self, kb: KnowledgeBase, linked_page: LinkedPage) -> None:
        self._kb = kb
        self._linked_page = linked_page

    def at(self, file: File, span: Span) -> str:
        """The scope of `file`; in an index of several that of the row, else that of the heading.

        `span` is that of a row's name, of a connection, or of any other link. Empty when nothing
        tells.
        """
        own = self._kb.scope_of(file)
        if own or not isinstance(file, Index):
            return own
        return self._rows.get((file.path, span)) or self._heading(file, span)

    @cached_property
    def _rows(self) -> dict[tuple[str, Span], str]:
        """Scopes of rows, by the places of their names and of their connections."""
        found: dict[tuple[str, Span], str] = {}
        for index in self._kb.indexes:
            for row in index.rows:
                page = self._linked_page(index, row.link)
                scope = scope_of(f"{row.name}_", self._kb.scopes)
                scope = scope or (self._kb.scope_of(page) if page else "")
                spans = (row.name_span, *(connection.span for connection in row.connections))
                found.update(((index.path, span), scope) for span in spans)
        return found

    def _heading(self, file: File, span: Span) -> str:
        """The scope that the last heading above names which names one."""
        above = [section for section in file.sections if section.heading.start <= span.start]
        named = (scopes_named(section.title, self._kb.scopes) for section in reversed(above))
        return next((min(scopes) for scopes in named if len(scopes) == 1), "")
