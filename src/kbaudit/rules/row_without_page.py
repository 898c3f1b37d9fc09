"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.edit import Edit, Fix, Safety
from kbaudit.model.finding import Finding, Level
from kbaudit.read.index import IndexRow
from kbaudit.read.lists import Index
from kbaudit.rulekit import Context, code, rule
from kbaudit.rules._heirs import Heirs
from kbaudit.rules._index_rows import pageless_rows, removed_row
from kbaudit.rules._index_style import IndexStyle
from kbaudit.rules._links import relative
from kbaudit.rules._nearest import like_page


@rule(level=Level.ERROR, tags=("index",), fix=Safety.SAFE)
def row_without_page(index: Index, ctx: Context) -> Iterator[Finding]:
    """An index lists a page that does not exist.

    Why:
        The index promises knowledge that is not there; whoever follows it ends nowhere.

    Example:
        A row ``owner_repo_Old_Page`` after the file was deleted.

    Remedy:
        Remove the row, or write the page. After a renaming, give the row the new name and link.

    Fix safety:
        The row is removed, which is safe where no page has a name like it, and no page without a
        row has its connections: it cannot have been renamed. Where one page lacks a row and may be
        the one that is meant, the row is given its name and link, which is unsafe. Sections of a
        long index are left to a person.
    """
    rows = [row for row in pageless_rows(index, ctx) if not _leads_elsewhere(row, ctx)]
    if not rows:
        return
    style = IndexStyle(index, ctx)
    names = ctx.kb.names(index.type)
    pages = ctx.kb.by_type.get(index.type.name, ())
    heirs = Heirs(index, (page for page in pages if page.path not in ctx.facts.indexed), ctx)
    for row in rows:
        guess = like_page(row.name, names, ctx)
        yield ctx.found(
            row.name_span,
            f"the index lists {code(row.name)}, but there is no such {index.type.name} page",
            help=f"did you mean {code(guess)}?" if guess else "remove the row or write the page",
            fix=_fix(index, row, heirs, guess, style, ctx),
        )


def _fix(
    index: Index,
    row: IndexRow,
    heirs: Heirs,
    guess: str | None,
    style: IndexStyle,
    ctx: Context,
) -> Fix | None:
    heir, some = heirs.only(row)
    if heir is not None and row.table >= 0:
        edits: list[Edit] = [ctx.edit(row.name_span, heir.name)]
        if row.link is not None:
            edits.append(ctx.edit(row.link.target_span, relative(index.path, heir.path)))
        return Fix(f"list {heir.name} instead", tuple(sorted(edits)), Safety.UNSAFE)
    edit = removed_row(index, row, style)
    if edit is None:
        return None
    sure = not some and guess is None
    return Fix("remove the row", (edit,), Safety.SAFE if sure else Safety.UNSAFE)


def _leads_elsewhere(row: IndexRow, ctx: Context) -> bool:
    """Whether the row's link leads to a file that is there, which is not for this rule to judge."""
    path = ctx.facts.linked_path(ctx.file, row.link) if row.link else None
    return path is not None and path in ctx.kb.paths
