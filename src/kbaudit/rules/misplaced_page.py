"""See the docstring of the rule."""

import re
from collections.abc import Iterator

from kbaudit.model.finding import Finding, Level
from kbaudit.read.file import File
from kbaudit.read.kind import Kind
from kbaudit.read.page import Page
from kbaudit.read.scopes import scope_of
from kbaudit.read.vocabulary import PageType
from kbaudit.rulekit import Context, code, listing, rule
from kbaudit.rules._places import first_line


@rule(level=Level.WARNING, tags=("page",))
def misplaced_page(file: File, ctx: Context) -> Iterator[Finding]:
    """A page lies where no page type lives, or its file name lacks the scope.

    Why:
        Pages are found by folder and name. A page elsewhere belongs to no type, stands in no index
        and is checked by nobody; a name without the scope collides with other targets as soon as
        knowledge bases are merged.

    Example:
        ``impl/owner_repo_X.md`` beside ``implementations/``; ``implementations/config.py.md`` in a
        knowledge base whose pages begin with ``owner_repo_``.

    Remedy:
        Move the file to the folder of its type, or rename it so that it begins with the scope, and
        carry links and index rows along. What is no page can be left out with ``exclude``.
    """
    if isinstance(file, Page):
        yield from _unscoped(file, ctx)
    elif file.kind is Kind.STRAY and file.unreadable is None and _like_a_page(file, ctx):
        yield ctx.found(first_line(file), _where(file, ctx), key="folder")


def _unscoped(page: Page, ctx: Context) -> Iterator[Finding]:
    scopes = ctx.kb.scopes
    if scopes and not scope_of(page.name, scopes) and page.name not in scopes:
        own = ctx.kb.scope_of(page)
        wanted = listing([code(f"{one}_") for one in ([own] if own else sorted(scopes))], "or")
        yield ctx.found(
            first_line(page), f"the file name does not begin with the scope {wanted}", key="scope"
        )


def _like_a_page(file: File, ctx: Context) -> bool:
    """Whether a file without a type was meant to be a page, by its name or by what is on it."""
    if scope_of(file.name, ctx.kb.scopes) or file.links.relations:
        return True
    if any(p.name.lower() in ("source", "domain", "last_updated") for p in file.links.properties):
        return True
    return _type(file, ctx) is not None and file.folder == ""


def _type(file: File, ctx: Context) -> PageType | None:
    """The page type that folder, title or file name speak of."""
    words = [file.folder, file.folder.removesuffix("s")]
    if file.title is not None:
        words.append(file.title.title.partition(":")[0])
    words += re.split(r"[_\W]+", file.name)
    kinds = (ctx.kb.vocabulary.type_named(word) for word in words if len(word) > 2)
    return next((kind for kind in kinds if kind is not None), None)


def _where(file: File, ctx: Context) -> str:
    place = f"in {code(file.folder + '/')}" if file.folder else "at the root"
    kind = _type(file, ctx)
    if kind is None:
        folders = [code(f"{t.folder}/") for t in ctx.kb.vocabulary.types]
        where = listing(folders, "or")
        return f"the page lies {place}, where no page type lives; pages live in {where}"
    message = f"the page lies {place}; {kind.name} pages live in {code(kind.folder + '/')}"
    twin = next((p.path for p in ctx.kb.pages if p.type == kind and p.name == file.name), None)
    return f"{message}, where one of this name exists as well" if twin else message
