"""See the docstring of the rule."""

import re
from collections.abc import Iterator

from kbaudit.model.finding import Finding, Level
from kbaudit.model.regex import regex
from kbaudit.model.span import Span
from kbaudit.read.file import File
from kbaudit.read.lists import Index
from kbaudit.read.names import Match
from kbaudit.read.page import Page
from kbaudit.read.vocabulary import PageType
from kbaudit.rulekit import Context, code, rule
from kbaudit.rulekit.guess import page_guess

_FILE = regex(
    r"[^\n]+/[^\n]*\.(?!(?:md|mdx|markdown|png|jpe?g|gif|svg|webp|pdf)$)[a-z]\w{0,9}", re.IGNORECASE
)


@rule(level=Level.ERROR, tags=("link",))
def dead_link(file: File, ctx: Context) -> Iterator[Finding]:
    """A relation or a ``[[Name]]`` link names a page that does not exist.

    Why:
        The knowledge that the link promises is not there, and every tool that walks the graph
        stops at this edge.

    Example:
        ``[[requires_env::Environment:owner_repo_CUDA_12]]`` where the page is called
        ``owner_repo_CUDA``.

    Remedy:
        Name the page that is meant, write it, or remove the link. A link that only lacks the scope
        is reported by ``unscoped-name``; examples in backticks or code blocks are not links.
    """
    if isinstance(file, Page):
        for relation in file.relations:
            kind = ctx.kb.vocabulary.type_named(relation.type)
            if kind is None and relation.type:
                continue
            if ctx.facts.relation_target(file, relation).match is Match.MISSING:
                yield _finding(relation.name, kind, relation.span, ctx, relation.stated)
    if isinstance(file, Page | Index):
        for link in file.page_links:
            kind = ctx.kb.vocabulary.type_named(link.type) if link.type else None
            if not link.name or (link.type and kind is None) or _cites(link.name, ctx):
                continue
            if ctx.facts.link_target(file, link, kind).match is Match.MISSING:
                yield _finding(link.name, kind, link.span, ctx)


def _cites(name: str, ctx: Context) -> bool:
    """Whether ``[[src/engine.py#L3]]`` names a file of the target rather than a page."""
    return name.partition("/")[0] not in ctx.kb.folders and _FILE.fullmatch(name) is not None


def _finding(
    name: str, kind: PageType | None, span: Span, ctx: Context, stated: str = ""
) -> Finding:
    guess = page_guess(ctx.kb, name, kind, ctx.kb.scope_of(ctx.file))
    what = f"{kind.name} page" if kind else "page"
    place = f"{code(stated)}: " if stated else ""
    return ctx.found(
        span,
        f"{place}there is no {what} {code(name)}",
        help=f"did you mean {code(guess)}?" if guess else "",
    )
