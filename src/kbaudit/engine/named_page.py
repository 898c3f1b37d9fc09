"""Which page a user means by a name on the command line."""

from kbaudit.model.errors import UsageError
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.read.names import Match, folded
from kbaudit.read.page import Page
from kbaudit.rulekit.wording import closest, code, listing


def named_page(kb: KnowledgeBase, name: str) -> Page:
    """The page that is called `name`: in full, without its scope, as ``Type:Name``, or by its path.

    Raises UsageError when there is none, with the name that was probably meant, or when there are
    several.
    """
    word, colon, rest = name.partition(":")
    kind = kb.vocabulary.type_named(word) if colon else None
    wanted = rest if kind else name
    alike = [p for p in kb.pages if folded(p.name) == folded(wanted) and kind in (None, p.type)]
    if not alike:
        scoped = {folded(f"{scope}_{wanted}") for scope in kb.scopes}
        alike = [p for p in kb.pages if folded(p.name) in scoped and kind in (None, p.type)]
    if len(alike) > 1:
        raise UsageError(_several(name, alike))
    if alike:
        return alike[0]
    found = kb.find(wanted, kind)
    if found.match is Match.EXACT and isinstance(found.file, Page):
        return found.file
    near = closest(wanted, _choices(kb))
    hint = f"did you mean {code(near)}?" if near else "pages are called as their files, without .md"
    raise UsageError(f"there is no page {code(name)}: {hint}")


def _several(name: str, pages: list[Page]) -> str:
    words = [code(f"{page.type.name}:{page.name}") for page in pages]
    if len(set(words)) < len(words):
        words = [code(page.path) for page in pages]
    return f"{code(name)} is the name of {len(pages)} pages: say {listing(words, 'or')}"


def _choices(kb: KnowledgeBase) -> list[str]:
    short = [
        page.name.removeprefix(f"{scope}_")
        for page in kb.pages
        for scope in kb.scopes
        if page.name.startswith(f"{scope}_")
    ]
    return [*kb.names().ordered, *short, *kb.by_path]
