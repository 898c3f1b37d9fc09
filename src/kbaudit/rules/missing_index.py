"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.edit import Safety
from kbaudit.model.finding import Finding, Level
from kbaudit.model.span import Source, Span
from kbaudit.read.file import File
from kbaudit.read.kind import Kind
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.rulekit import Context, code, count, rule
from kbaudit.rules._new_index import new_index


@rule(level=Level.ERROR, tags=("index",), fix=Safety.SAFE)
def missing_index(kb: KnowledgeBase, ctx: Context) -> Iterator[Finding]:
    """There are pages of a type, but no index file for it.

    Why:
        Indexes are how people and tools find pages. Pages that no index can list are found by
        chance.

    Example:
        ``heuristics/`` holds five pages, and there is no ``_HeuristicIndex.md``.

    Remedy:
        Write the index file at the root of the knowledge base, with a row for each page.

    Fix safety:
        The file is written with a row for each page, in the order of their names: connections that
        the graph has, a note from the overview of the page. Title, columns and legend are those
        that the other indexes have in common, the plainest ones where there is no other index.
        Nothing is offered where a file of a similar name may be the index, or lies elsewhere.
        Unsafe where no page has the scope: they may be none.
    """
    for kind in kb.vocabulary.types:
        pages = [page for page in kb.pages if page.type == kind]
        there = kind.name in ctx.facts.index_of or kb.is_excluded(kind.index)
        if pages and not there:
            absent = File(
                path=kind.index, source=Source(""), kind=Kind.INDEX, vocabulary=kb.vocabulary
            )
            yield ctx.for_file(absent).found(
                Span(0, 0),
                f"no {code(kind.index)} lists the {count(len(pages), f'{kind.name} page')}",
                fix=new_index(kind, pages, ctx),
                key=kind.name,
            )
