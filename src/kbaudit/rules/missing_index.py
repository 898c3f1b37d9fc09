"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.finding import Finding, Level
from kbaudit.model.span import Source, Span
from kbaudit.read.file import File, Kind
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.rulekit import Context, code, count, rule


@rule(level=Level.ERROR, tags=("index",))
def missing_index(kb: KnowledgeBase, ctx: Context) -> Iterator[Finding]:
    """There are pages of a type, but no index file for it.

    Why:
        Indexes are how people and tools find pages. Pages that no index can list are found by
        chance.

    Example:
        ``heuristics/`` holds five pages, and there is no ``_HeuristicIndex.md``.

    Remedy:
        Write the index file at the root of the knowledge base, with a row for each page.
    """
    for kind in kb.vocabulary.types:
        pages = [page for page in kb.pages if page.type == kind]
        if pages and kind.name not in ctx.facts.index_of:
            absent = File(
                path=kind.index, source=Source(""), kind=Kind.INDEX, vocabulary=kb.vocabulary
            )
            yield ctx.for_file(absent).found(
                Span(0, 0),
                f"no {code(kind.index)} lists the {count(len(pages), f'{kind.name} page')}",
                key=kind.name,
            )
