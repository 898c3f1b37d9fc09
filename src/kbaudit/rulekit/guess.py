"""Which page was probably meant by a name that none has."""

from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.read.vocabulary import PageType
from kbaudit.rulekit.wording import closest


def page_guess(kb: KnowledgeBase, name: str, kind: PageType | None, scope: str = "") -> str | None:
    """The name of a page (of type `kind`) that is close to `name`, with or without its scope.

    A name that stands behind another scope means the page of that one, and a name that is cut short
    the one page that begins with it.
    """
    names = kb.names(kind)
    elsewhere = [one for other in kb.scopes if (one := f"{other}_{name}") in names]
    if elsewhere:
        return elsewhere[0]
    scoped = f"{scope}_{name}" if scope and not name.startswith(f"{scope}_") else name
    if found := closest(name, names) or closest(scoped, names, cutoff=0.85):
        return found
    longer = {one for one in names if len(name) > 3 and one.lower().startswith(scoped.lower())}
    return longer.pop() if len(longer) == 1 else None
