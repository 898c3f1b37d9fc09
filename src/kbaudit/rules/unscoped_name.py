"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.edit import Fix, Safety
from kbaudit.model.finding import Finding, Level
from kbaudit.model.span import Span
from kbaudit.read.file import File
from kbaudit.read.lists import Index
from kbaudit.read.names import Match
from kbaudit.read.page import Page
from kbaudit.rulekit import Context, code, rule
from kbaudit.rules._row_names import is_label, titled


@rule(level=Level.WARNING, tags=("index", "link"), fix=Safety.SAFE)
def unscoped_name(file: File, ctx: Context) -> Iterator[Finding]:
    """A row, connection or link names an existing page without its scope.

    Why:
        It can be guessed which page is meant, but a tool that looks the name up does not find it,
        and in a merged knowledge base two pages answer to it.

    Example:
        ``✅Principle:LoRA_Configuration`` for the page ``owner_repo_LoRA_Configuration``.

        What a link shows (``[LoRA](./principles/owner_repo_LoRA.md)``) is a title and not a name,
        and so are the names of a table where some have blanks (``LoRA Set-up``) and links lead to
        the pages.

    Remedy:
        Write the full name of the page.

    Fix safety:
        Safe: exactly one page of that type has the name with the scope in front.
    """
    if isinstance(file, Index):
        yield from _rows(file, ctx)
    if isinstance(file, Index | Page):
        yield from _links(file, ctx)


def _rows(index: Index, ctx: Context) -> Iterator[Finding]:
    shown = titled(index)
    for row in index.rows:
        page = ctx.facts.row_page(index, row)
        named = row.name and row.table not in shown and not is_label(row, index.text)
        if page is not None and named and _lacks_scope(row.name, page, ctx):
            yield _finding(row.name, row.name_span, page, ctx)
        for connection in row.connections:
            if connection.mark:
                found = ctx.facts.connection_target(index, connection)
                if found.match is Match.UNSCOPED and isinstance(found.file, Page):
                    yield _finding(connection.name, connection.name_span, found.file, ctx)


def _links(file: Index | Page, ctx: Context) -> Iterator[Finding]:
    if isinstance(file, Page):
        for relation in file.relations:
            found = ctx.facts.relation_target(file, relation)
            known = not relation.type or ctx.kb.vocabulary.type_named(relation.type) is not None
            if known and found.match is Match.UNSCOPED and isinstance(found.file, Page):
                yield _finding(relation.name, relation.name_span, found.file, ctx)
    for link in file.page_links:
        kind = ctx.kb.vocabulary.type_named(link.type) if link.type else None
        if not link.name or (link.type and kind is None):
            continue
        found = ctx.facts.link_target(file, link, kind)
        if found.match is Match.UNSCOPED and isinstance(found.file, Page):
            yield _finding(link.name, link.name_span, found.file, ctx)


def _lacks_scope(name: str, page: Page, ctx: Context) -> bool:
    plain = name.replace(" ", "_")
    return page.name != plain and any(page.name == f"{scope}_{plain}" for scope in ctx.kb.scopes)


def _finding(name: str, span: Span, page: Page, ctx: Context) -> Finding:
    return ctx.found(
        span,
        f"{code(name)} lacks the scope: the page is {code(page.name)}",
        fix=Fix(f"write {page.name}", (ctx.edit(span, page.name),)),
    )
