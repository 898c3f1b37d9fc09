"""Scopes: the ``<owner>_<repo>`` prefixes that tell the targets of a knowledge base apart."""

from collections import Counter
from collections.abc import Iterable, Sequence

from kbaudit.model.regex import regex

_TITLE = regex(r"Index:[ \t]*([\w.-]+)")
_REPOSITORY = regex(
    r"(?:github|gitlab)\.com/([\w.-]+)/([\w.-]+?)(?:\.git)?(?:/(?:-/)?(?:blob|tree|raw)/[^\n]*)?/?$"
)


def map_scope(file_name: str) -> str:
    """The scope in the name of a map: ``_RepoMap_<scope>.md``; empty for other names."""
    stem = file_name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return stem.removeprefix("_RepoMap_") if stem.startswith("_RepoMap_") else ""


def find_scopes(
    names: Sequence[str], maps: Iterable[str], titles: Iterable[str], urls: Iterable[str]
) -> tuple[str, ...]:
    """The scopes of pages called `names`, longest first.

    Maps say it best; without one the titles of index files; without those the repositories to which
    pages link, where page names begin with them; at last the prefix that most
    pages share. A prefix that no page has is none.
    """
    stated = [scope for scope in map(map_scope, maps) if scope]
    stated += [match[1] for title in titles if (match := _TITLE.search(title))]
    found = {prefix for scope in dict.fromkeys(stated) if (prefix := _used(scope, names))}
    if not found:
        repositories = Counter(
            f"{match[1]}_{match[2]}" for url in urls if (match := _REPOSITORY.search(url))
        )
        found = {prefix for scope in repositories if (prefix := _used(scope, names))}
    if not found and (shared := _shared(names)):
        found = {shared}
    return tuple(sorted(found, key=lambda scope: (-len(scope), scope)))


def scope_of(name: str, scopes: Iterable[str]) -> str:
    """The scope that a page name begins with; `scopes` come longest first."""
    return next((scope for scope in scopes if name.startswith(f"{scope}_")), "")


def plain_name(name: str, scopes: Iterable[str]) -> str:
    """A name without its scope: what two names of one scope share says nothing of likeness."""
    scope = scope_of(name, scopes)
    return name.removeprefix(f"{scope}_") if scope else name


def _used(scope: str, names: Sequence[str]) -> str:
    """`scope` as the pages spell it, if at least one page begins with it."""
    same = f"{scope}_"
    others = [name for name in names if not name.startswith(same)]
    folded = same.casefold()
    spelled = Counter(name[: len(scope)] for name in others if name.casefold().startswith(folded))
    if len(others) < len(names):
        spelled[scope] = len(names) - len(others)
    return spelled.most_common(1)[0][0] if spelled else ""


def _shared(names: Sequence[str]) -> str:
    """The longest ``a_b`` prefix that at least three of five pages share, if they are many."""
    if len(names) < 4:
        return ""
    prefixes: Counter[str] = Counter()
    for name in names:
        parts = name.split("_")
        prefixes.update("_".join(parts[:size]) for size in range(2, min(len(parts), 6)))
    enough = [prefix for prefix, seen in prefixes.items() if seen * 5 >= len(names) * 3]
    return max(enough, key=lambda prefix: (len(prefix), prefix), default="")
