"""Which scopes have no repository map."""

from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.read.scopes import map_scope


def mapless(kb: KnowledgeBase) -> list[str]:
    """The scopes of `kb` without a map; "" for a knowledge base without scopes that has none.

    None where a file may be the map of any of them: one of no known scope, one under another name,
    or one that the configuration leaves out.
    """
    maps = {file.path for file in kb.maps}
    alike = (path for path in kb.paths | kb.excluded if _may_be_map(path))
    if any(path not in maps for path in alike):
        return []
    own = {map_scope(path).casefold() for path in maps}
    scopes = kb.scopes or ("",)
    if not own <= {scope.casefold() for scope in scopes}:
        return []
    return sorted(scope for scope in scopes if scope.casefold() not in own)


def map_name(scope: str) -> str:
    """The file name of the map of a scope."""
    return f"_RepoMap_{scope}.md" if scope else "_RepoMap.md"


def _may_be_map(path: str) -> bool:
    name = path.rstrip("/").rsplit("/", 1)[-1].casefold()
    return "repomap" in "".join(letter for letter in name if letter.isalpha())
