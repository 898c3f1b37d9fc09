"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.finding import Finding, Level
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
    del kb
    facts = ctx.facts
    for (one, _, other), stated in facts.edges.items():
        if (one, other) in facts.listed_connections or (other, one) in facts.listed_connections:
            continue
        rows = [*facts.rows_of.get(one, ()), *facts.rows_of.get(other, ())]
        if not any(listing.row.can_connect for listing in rows):
            continue
        first = stated[0]
        yield ctx.for_file(first.page).found(
            first.relation.span,
            f"no index row connects {code(first.page.name)} with {code(first.other.name)}",
            key=f"{first.relation.relation} {first.other.name}",
        )
