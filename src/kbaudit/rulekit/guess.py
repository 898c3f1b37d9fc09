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
    elsewhere = [one for other in kb.scopes if names.holds(one := f"{other}_{name}")]
    if elsewhere:
        return elsewhere[0]
    scoped = f"{scope}_{name}" if scope and not name.startswith(f"{scope}_") else name
    if found := closest(name, names.near(name), ordered=True):
        return found
    if scoped != name and (found := closest(scoped, names.near(scoped), 0.85, ordered=True)):
        return found
    longer = names.beginning(scoped) if len(name) > 3 else set()
    return longer.pop() if len(longer) == 1 else None
