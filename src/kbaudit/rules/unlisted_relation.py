"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.finding import Finding, Level
from kbaudit.read.file import Page
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.rulekit import Context, code, rule


@rule(level=Level.INFO, tags=("index",))
def unlisted_relation(kb: KnowledgeBase, ctx: Context) -> Iterator[Finding]:
    """A page states a relation that no index lists.

    Why:
        Who reads only the indexes does not see how pages hang together.

    Example:
        An Implementation requires an Environment, and neither row connects the two.

    Remedy:
        Add the connection to the row of one of the pages.
    """
    facts = ctx.facts
    seen: set[frozenset[str]] = set()
    for page in kb.pages:
        for relation in page.relations:
            other = facts.relation_target(page, relation).file
            if not isinstance(other, Page) or other is page:
                continue
            pair = frozenset((page.path, other.path))
            if pair in seen or facts.listed(page, other) or not facts.can_list(page, other):
                continue
            seen.add(pair)
            yield ctx.for_file(page).found(
                relation.span,
                f"no index row connects {code(page.name)} with {code(other.name)}",
                key=f"{relation.relation} {other.name}",
            )
