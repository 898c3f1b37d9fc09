"""See the docstring of the rule."""

import re
from collections.abc import Iterator
from posixpath import basename, dirname

from kbaudit.model.finding import Finding, Level
from kbaudit.model.regex import regex
from kbaudit.read.kind import Kind
from kbaudit.read.links import FileLink
from kbaudit.read.lists import Index, RepoMap
from kbaudit.rulekit import Context, code, rule
from kbaudit.rules._links import exists, relative

_LIKE_A_PATH = regex(
    r"/|\.(?:md|markdown|wiki|mediawiki|html?|pdf|txt|csv|json|ya?ml|toml|py|ipynb|sh"
    r"|png|jpe?g|gif|svg|webp)$",
    re.IGNORECASE,
)
"""Without a folder only a known ending makes a path: ``f[0](a.b)`` is code without backticks."""


@rule(level=Level.ERROR, tags=("link",))
def dead_file_link(link: FileLink, ctx: Context) -> Iterator[Finding]:
    """A link leads to a file of the knowledge base that does not exist.

    Why:
        Readers who follow it get an error page.

    Example:
        ``[the map](./_RepoMap_owner_repo.md)`` after the file was renamed.

    Remedy:
        Correct the path, or remove the link. Paths are relative to the file in which the link
        stands. Links that lead out of the knowledge base, and paths of the target's own source
        files, are not judged here.
    """
    if not _LIKE_A_PATH.search(link.target) or exists(ctx, link) or _is_row_link(link, ctx):
        return
    path = ctx.facts.linked_path(ctx.file, link) or ""
    if _of_the_target(path, link, ctx):
        return
    same = ctx.kb.called(basename(path))
    advice = f"did you mean {code(relative(ctx.file.path, same[0]))}?" if len(same) == 1 else ""
    yield ctx.found(link.target_span, f"there is no file {code(path)}", help=advice)


def _is_row_link(link: FileLink, ctx: Context) -> bool:
    """Whether the link is that of a row of an index or map, which have rules of their own."""
    file = ctx.file
    if not isinstance(file, Index | RepoMap) or file.kind is Kind.CANDIDATES:
        return False
    return link.target_span in file.row_links


def _of_the_target(path: str, link: FileLink, ctx: Context) -> bool:
    written = link.target.removeprefix("./")
    if {path, written} & ctx.facts.mapped:
        return True
    if ctx.sources is not None and ctx.sources.paths.candidates(written):
        return True
    ending = path.rsplit(".", 1)[-1].lower()
    folder = dirname(path)
    return ending not in ("md", "wiki", "mediawiki", "markdown") and folder not in ctx.kb.folders
