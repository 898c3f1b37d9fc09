"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.finding import Finding, Level
from kbaudit.model.span import Span
from kbaudit.read.file import File
from kbaudit.read.page import Page
from kbaudit.rulekit import Context, code, listing, rule


@rule(level=Level.ERROR, tags=("link",))
def cross_scope_link(page: Page, ctx: Context) -> Iterator[Finding]:
    """A page links to a page of another scope, which the configuration does not allow.

    Why:
        Pages of several repositories in one tree are to be read, moved and published apart. A link
        into a scope that may be absent is dead as soon as it is.

    Example:
        ``[[requires_env::Environment:owner_other_CUDA]]`` on a page of ``owner_repo``, whose entry
        in kbaudit.yaml says ``links: []``.

    Remedy:
        Link to a page of the same scope, or name the other scope under ``links`` of the entry in
        ``targets``. Scopes whose entry has no ``links`` may link to all others.
    """
    own = ctx.kb.scope_of(page)
    allowed = ctx.kb.vocabulary.links.get(own)
    if allowed is None:
        return
    for span, other in _links(page, ctx):
        if not isinstance(other, Page):
            continue
        scope = ctx.kb.scope_of(other)
        if scope and scope != own and scope not in allowed:
            may = [code(one) for one in sorted(allowed)]
            yield ctx.found(
                span,
                f"{code(other.name)} is of the scope {code(scope)}, "
                f"to which pages of {code(own)} may not link",
                help=f"they may link to {listing(may)} only" if may else "",
            )


def _links(page: Page, ctx: Context) -> Iterator[tuple[Span, File | None]]:
    """All links of a page with the file that they lead to."""
    words = ctx.kb.vocabulary
    for relation in page.relations:
        yield relation.span, ctx.facts.relation_target(page, relation).file
    for link in page.page_links:
        kind = words.type_named(link.type) if link.type else None
        yield link.span, ctx.facts.link_target(page, link, kind).file
    for file_link in page.file_links:
        yield file_link.target_span, ctx.facts.linked_page(page, file_link)
