"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.edit import Fix, Safety
from kbaudit.model.finding import Finding, Level, Related
from kbaudit.read.file import File
from kbaudit.read.kind import Kind
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.read.lists import RepoMap
from kbaudit.rulekit import Context, code, rule
from kbaudit.rules._links import exists, relative
from kbaudit.rules._mapless import mapless
from kbaudit.rules._places import heading_or_start


@rule(level=Level.WARNING, tags=("map",), fix=Safety.SAFE)
def dead_detail_page(kb: KnowledgeBase, ctx: Context) -> Iterator[Finding]:
    """A map row and its detail page do not belong together.

    Why:
        Who follows the row finds nothing, or what is written about another file; a detail page to
        which no row leads is found by nobody.

    Example:
        ``[→](./_files/utils_check_repo_py.md)`` in the row of ``utils/check_copies.py``.

    Remedy:
        Let the row link to the page about its file, and remove pages about files that the map does
        not list.

    Fix safety:
        Safe: exactly one detail page is about the file of the row, and the link is set to it.
    """
    about: dict[str, list[File]] = {}
    for file in kb.files:
        if file.kind is Kind.DETAIL and file.detail.path:
            about.setdefault(file.detail.path, []).append(file)
    linked: set[str] = set()
    listed: set[str] = set()
    for repo_map in kb.maps:
        inside = ctx.for_file(repo_map)
        for row in repo_map.rows:
            listed.add(row.path)
            if row.link is not None:
                path = ctx.facts.linked_path(repo_map, row.link)
                linked.add(path or "")
        yield from _rows(repo_map, about, inside)
    if not kb.maps or mapless(kb):  # it may be of the map that is missing
        return
    for path, files in sorted(about.items()):
        for file in files:
            if path not in listed and file.path not in linked:
                yield ctx.for_file(file).found(
                    heading_or_start(file),
                    f"the detail page is about {code(path)}, which no map lists",
                    key=path,
                )


def _rows(repo_map: RepoMap, about: dict[str, list[File]], ctx: Context) -> Iterator[Finding]:
    for row in repo_map.rows:
        if row.link is None:
            continue
        path = ctx.facts.linked_path(repo_map, row.link)
        page = ctx.kb.by_path.get(path) if path else None
        right = about.get(row.path, [])
        if page is not None and page.kind is Kind.DETAIL:
            named = page.detail.path
            if not named or named == row.path or page.unreadable is not None:
                continue
            message = f"the row of {code(row.path)} links to the details of {code(named)}"
        elif exists(ctx, row.link):
            continue
        else:
            message = f"the row of {code(row.path)} links to {code(path or '')}, which is not there"
        target = relative(repo_map.path, right[0].path) if len(right) == 1 else ""
        edits = (ctx.edit(row.link.target_span, target),)
        yield ctx.found(
            row.link.target_span,
            message,
            related=(Related("the details", right[0].path),) if target else (),
            fix=Fix(f"link to {target}", edits) if target else None,
            key=row.path,
        )
