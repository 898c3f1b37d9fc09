"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.finding import Finding, Level
from kbaudit.read.links import Relation
from kbaudit.rulekit import Context, closest, code, rule


@rule(level=Level.INFO, tags=("link",))
def unknown_relation(relation: Relation, ctx: Context) -> Iterator[Finding]:
    """A relation is not in the registry, or names a page type that there is not.

    Why:
        Nobody who walks the graph knows what the edge means; most often it is another word for a
        relation that exists.

    Example:
        ``[[needs::Environment:owner_repo_CUDA]]``, where ``requires_env`` is meant.

    Remedy:
        Use a relation of the registry, or add yours under ``relations`` in kbaudit.yaml, either as
        an edge between two types or as a word that is tolerated.
    """
    words = ctx.kb.vocabulary
    if relation.relation in words.tolerated:
        return
    if relation.relation not in words.relations:
        guess = closest(relation.relation, words.relations)
        yield ctx.found(
            relation.relation_span,
            f"the relation {code(relation.relation)} is not in the registry",
            help=f"did you mean {code(guess)}?" if guess else "",
        )
    elif words.type_named(relation.type) is None and relation.type:
        guess = closest(relation.type, [kind.name for kind in words.types])
        yield ctx.found(
            relation.type_span,
            f"{code(relation.type)} is not a page type",
            help=f"did you mean {code(guess)}?" if guess else "",
        )
