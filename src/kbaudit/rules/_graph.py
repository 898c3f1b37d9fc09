"""What pages state towards a type, for the rules of the graph."""

from kbaudit.read.page import Page
from kbaudit.rulekit import Context


def states(page: Page, relations: tuple[str, ...], kind: str, ctx: Context) -> bool:
    """Whether `page` states one of `relations` to a page of type `kind`, dead or not."""
    words = ctx.kb.vocabulary
    return any(
        relation.relation in relations
        and (not relation.type or words.type_named(relation.type) == words.type_named(kind))
        for relation in page.relations
    )


def all_readable(kind: str, ctx: Context) -> bool:
    """Whether what pages of type `kind` state is known: none of them is unreadable."""
    return ctx.kb.is_readable(kind) is not False


def names_page_of(page: Page, kind: str, ctx: Context) -> bool:
    """Whether `page` and any page of type `kind` are linked, in whatever way, from either end."""
    return bool(neighbours(page, kind, ctx))


def neighbours(page: Page, kind: str, ctx: Context) -> list[Page]:
    """The pages of type `kind` that `page` names or that name it."""
    by_path = ctx.kb.by_path
    paths = ctx.facts.neighbours.get(page.path, ())
    near = (by_path.get(path) for path in paths)
    return [p for p in near if isinstance(p, Page) and p.type.name == kind]
