"""The name that the heading of a page gives it."""

from collections.abc import Iterable
from dataclasses import dataclass

from kbaudit.model.regex import regex
from kbaudit.model.span import Span
from kbaudit.read.page import Page

_TITLE = regex(r"(?:(?P<type>[A-Za-z]{3,20}):[ \t]*)?`?(?P<name>\w[\w.-]*(?: [\w.-]+)*)`?")


@dataclass(frozen=True, slots=True)
class Titled:
    """The heading of a page: a type, empty where it names none, and what stands behind it.

    `span` is the place of the name, `whole` of all words of the heading. `plain` tells that it
    is one word, and so perhaps the name of a page, rather than a title.
    """

    type: str
    name: str
    span: Span
    whole: Span

    @property
    def plain(self) -> bool:
        """Whether it is one word."""
        return " " not in self.name


def titled(page: Page) -> Titled | None:
    """What the first heading calls `page`, None where it has none of that form."""
    title = page.title
    match = _TITLE.fullmatch(title.title) if title else None
    if title is None or match is None:
        return None
    start = title.title_span.start
    where = Span(start + match.start("name"), start + match.end("name"))
    return Titled(match["type"] or "", match["name"], where, title.title_span)


def is_name_of(name: str, page: Page, scopes: Iterable[str]) -> bool:
    """Whether a name means this page; case, blanks and the scope may differ."""
    plain = name.replace(" ", "_").casefold()
    own = page.name.replace(" ", "_").casefold()
    return plain == own or any(f"{scope.casefold()}_{plain}" == own for scope in scopes)
