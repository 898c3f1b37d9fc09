"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.finding import Finding, Level, Related
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.rulekit import Context, code, rule


@rule(level=Level.INFO, tags=("graph",))
def one_way_link(kb: KnowledgeBase, ctx: Context) -> Iterator[Finding]:
    """A page names another that should name it back, and does not.

    Why:
        Environment and Heuristic pages list what they serve, and an Implementation names its
        Principle. Where only one end states the relation, readers who come from the other miss it.

    Example:
        ``[[requires_env::Environment:owner_repo_CUDA]]`` on an Implementation that the Environment
        page does not list.

    Remedy:
        State the relation on the other page as well, with the same word.
    """
    leaves = {e.target for e in kb.vocabulary.edges} - {e.source for e in kb.vocabulary.edges}
    for stated in ctx.facts.edges.values():
        answered = stated.edge.inverse or stated.edge.target in leaves
        if not answered or stated.other.unreadable is not None:
            continue
        if ctx.facts.names(stated.other, stated.page):
            continue
        yield ctx.for_file(stated.page).found(
            stated.relation.span,
            f"{code(stated.other.name)} does not name this page back",
            related=(Related("the other page", stated.other.path),),
            key=f"{stated.relation.relation} {stated.other.name}",
        )
