"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.finding import Finding, Level
from kbaudit.model.span import Span
from kbaudit.read.names import Match
from kbaudit.read.page import Page
from kbaudit.read.scopes import scope_of
from kbaudit.rulekit import Context, code, rule
from kbaudit.rulekit.titles import is_name_of, titled


@rule(level=Level.WARNING, tags=("page",))
def name_mismatch(page: Page, ctx: Context) -> Iterator[Finding]:
    """The heading or the front matter names another page than the file.

    Why:
        The file name is the name of the page. A heading that names another one was most likely
        copied with its page, and readers who search for either find the wrong text.

    Example:
        ``# Environment: owner_repo_CUDA`` on ``environments/owner_repo_PyTorch.md``.

    Remedy:
        Give the heading (or ``name``) the name of the file, or rename the file. Headings in plain
        words, which name no page, are left alone.
    """
    if page.unreadable is not None:
        return
    yield from _heading(page, ctx)
    matter = page.front_matter
    entry = matter.get("name") if matter else None
    if entry is not None and entry.value and not is_name_of(entry.value, page, ctx.kb.scopes):
        yield _finding(entry.value, entry.span, "the front matter", page, ctx)


def _heading(page: Page, ctx: Context) -> Iterator[Finding]:
    title = titled(page)
    if title is None or not title.plain:
        return
    name = title.name
    kind = ctx.kb.vocabulary.type_named(title.type) if title.type else None
    if title.type and kind is None:
        return
    scoped = bool(scope_of(name, ctx.kb.scopes))
    if is_name_of(name, page, ctx.kb.scopes):
        if kind is not None and kind != page.type and scoped:
            yield ctx.found(
                title.whole,
                f"the heading calls this {page.type.name} page {_article(kind.name)} {kind.name}",
                key="type",
            )
        return
    known = ctx.kb.find(name, kind or page.type, ctx.kb.scope_of(page))
    other_page = known.match in (Match.EXACT, Match.UNSCOPED) and known.file is not page
    if scoped or (kind is not None and other_page):
        yield _finding(name, title.span, "the heading", page, ctx)


def _article(word: str) -> str:
    return "an" if word[0] in "AEIOU" else "a"


def _finding(name: str, span: Span, where: str, page: Page, ctx: Context) -> Finding:
    return ctx.found(span, f"{where} names {code(name)}, but the file is {code(page.name)}")
