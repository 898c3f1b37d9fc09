"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.finding import Finding, Level
from kbaudit.read.links import Relation
from kbaudit.read.names import Match
from kbaudit.read.page import Page
from kbaudit.rulekit import Context, code, listing, rule


@rule(level=Level.ERROR, tags=("link",))
def wrong_type_link(relation: Relation, ctx: Context) -> Iterator[Finding]:
    """A relation leads to a page of a type to which it cannot lead.

    Why:
        Relations mean something only between certain types: a step is a Principle, an environment
        is required by an Implementation. A link of the wrong type breaks the graph as a dead link
        does, and hides behind a page that is there.

    Example:
        ``[[step::Implementation:owner_repo_train]]`` on a Workflow;
        ``[[implemented_by::Implementation:X]]`` where X is a Principle.

    Remedy:
        Name a page of the right type, or use the relation that is meant. Relations of your own can
        be added under ``relations`` in kbaudit.yaml.
    """
    page = ctx.file
    words = ctx.kb.vocabulary
    kind = words.type_named(relation.type)
    if not isinstance(page, Page) or (kind is None and relation.type):
        return
    place = f"{code(relation.stated)}: " if relation.stated else ""
    found = ctx.facts.relation_target(page, relation)
    if kind is None:
        kind = found.file.type if isinstance(found.file, Page) else page.type
    if found.match is Match.OTHER_TYPE and isinstance(found.file, Page):
        yield ctx.found(
            relation.span,
            f"{place}{code(found.file.name)} is a page of type {found.file.type.name}, "
            f"not {kind.name}",
        )
    elif found.match in (Match.EXACT, Match.UNSCOPED, Match.MISPLACED):
        known = relation.relation in words.relations
        if known and words.edge(page.type.name, relation.relation, kind.name) is None:
            edges = [
                f"from {e.source} to {e.target}"
                if e.relation == relation.relation
                else f"from {e.target} to {e.source}"
                for e in words.edges
                if relation.relation in (e.relation, e.inverse)
            ]
            yield ctx.found(
                relation.span,
                f"{place}{code(relation.relation)} does not connect {_article(page.type.name)} "
                f"with {_article(kind.name)}",
                help=f"it leads {listing(edges, 'or')}",
            )


def _article(word: str) -> str:
    return f"an {word}" if word[0] in "AEIOU" else f"a {word}"
