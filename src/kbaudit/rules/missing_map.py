"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.finding import Finding, Level, Related
from kbaudit.model.span import Source, Span
from kbaudit.read.file import File
from kbaudit.read.kind import Kind
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.read.page import Page
from kbaudit.rulekit import Context, code, count, rule
from kbaudit.rulekit.reports import Reports
from kbaudit.rules._mapless import map_name, mapless
from kbaudit.rules._named_files import named_maps

_LEAST_DETAILS = 2
_LEAST_FILES = 3


@rule(level=Level.WARNING, tags=("map",))
def missing_map(kb: KnowledgeBase, ctx: Context) -> Iterator[Finding]:
    """The repository map is not there, though the rest of the knowledge base needs it.

    Why:
        The map tells which source files there are, what was read of them, and which pages cover
        them. Without it nothing shows what the knowledge base leaves out.

    Example:
        ``_files/`` holds two hundred detail pages, and there is no ``_RepoMap_owner_repo.md`` whose
        rows lead to them.

    Remedy:
        Restore the map, from the history of the repository for instance, or make it anew. It is
        only missed where something proves it: detail pages of source files, a report that tells
        what was done with it, or a scope whose pages cite source files, while all other scopes
        have maps.
    """
    named = {
        one.name.casefold(): one
        for report in Reports(ctx.facts).files
        if report.unreadable is None
        for one in named_maps(report)
    }
    for scope in mapless(kb):
        name = map_name(scope)
        inside = ctx.for_file(
            File(path=name, source=Source(""), kind=Kind.MAP, vocabulary=kb.vocabulary)
        )
        details = _details(kb)
        speaks = named.get(name.casefold())
        cited = _cited(kb, scope)
        if len(details) >= _LEAST_DETAILS:
            said = f"lists the {count(len(details), 'source file')} that have detail pages"
            proof = Related("a detail page", details[0].path)
        elif speaks is not None:
            said = "is there, which a report speaks of"
            proof = Related("the report", speaks.report.path)
        elif kb.maps and len(cited) >= _LEAST_FILES:
            said = f"lists source files of {code(scope)}, as maps of the other scopes do"
            proof = Related("a page that cites one", cited[0].path)
        else:
            continue
        yield inside.found(Span(0, 0), f"no {code(name)} {said}", related=(proof,), key=scope)


def _details(kb: KnowledgeBase) -> list[File]:
    """The detail pages that say of which file they are; none where other scopes have them too."""
    if len(kb.scopes) > 1:
        return []
    return [file for file in kb.files if file.kind is Kind.DETAIL and file.detail.path]


def _cited(kb: KnowledgeBase, scope: str) -> list[Page]:
    """A page of the scope for each source file that its pages cite."""
    pages = [page for page in kb.pages if page.unreadable is None and kb.scope_of(page) == scope]
    found = {one.path: page for page in reversed(pages) for one in page.citations}
    return [found[path] for path in sorted(found)]
