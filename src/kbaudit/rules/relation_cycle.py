"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.finding import Finding, Level, Related
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.rulekit import Context, code, rule


@rule(level=Level.ERROR, tags=("graph",))
def relation_cycle(kb: KnowledgeBase, ctx: Context) -> Iterator[Finding]:
    """Relations lead from a page back to itself.

    Why:
        The forward graph is walked from workflows to what they rest on. On a cycle that walk never
        ends, and none of its pages rests on anything.

    Example:
        With ``extends`` between Environments in the configuration: A extends B, and B extends A.

    Remedy:
        Remove the relation that leads back, or turn it round.
    """
    following: dict[str, list[str]] = {}
    edges = sorted(ctx.facts.edges)
    for one, _, other in edges:
        following.setdefault(one, []).append(other)
    cycles = list(_cycles(following))
    between = {(edge[0], edge[2]): edge for edge in reversed(edges)} if cycles else {}
    for cycle in cycles:
        stated = ctx.facts.edges[between[cycle[0], cycle[1]]]
        names = [kb.by_path[path].name for path in cycle]
        yield ctx.for_file(stated.page).found(
            stated.relation.span,
            f"relations lead in a circle: {' → '.join(code(name) for name in names)}",
            related=tuple(Related("on the way", path) for path in cycle[1:-1]),
            key=" ".join(sorted(names)),
        )


def _cycles(following: dict[str, list[str]]) -> Iterator[list[str]]:
    """One cycle for each place where a walk in depth meets its own path, closed by its start."""
    done: set[str] = set()
    for start, steps in following.items():
        if start in done:
            continue
        path = [start]
        on_path = {start}
        pending = [iter(steps)]
        while pending:
            step = next(pending[-1], None)
            if step is None:
                pending.pop()
                last = path.pop()
                on_path.discard(last)
                done.add(last)
            elif step in on_path:
                yield [*path[path.index(step) :], step]
            elif step not in done:
                path.append(step)
                on_path.add(step)
                pending.append(iter(following.get(step, ())))
