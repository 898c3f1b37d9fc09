"""Where links lead, for the rules that judge them."""

from posixpath import dirname, relpath
from urllib.parse import quote

from kbaudit.read.links import FileLink
from kbaudit.rulekit import Context


def exists(ctx: Context, link: FileLink) -> bool:
    """Whether a link leads to something that is there, or where it is not for us to look.

    A link out of the knowledge base, or into what was excluded, is not decided. Wikis let authors
    leave out the ending of a page.
    """
    path = ctx.facts.linked_path(ctx.file, link)
    if path is None:
        return True
    path = path.rstrip("/")
    if path in ctx.kb.paths or path in ctx.kb.folders or not path or ctx.kb.is_excluded(path):
        return True
    return f"{path}.md" in ctx.kb.paths


def relative(source: str, target: str) -> str:
    """The path from the file `source` to the file `target`, as indexes write it: ``./…``."""
    path = quote(relpath(target, dirname(source) or "."), safe="/()@+~,=&$!")
    return path if path.startswith("../") else f"./{path}"
