"""What a tree shows of itself before anything is configured: scopes, repositories, clones."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from os.path import relpath
from pathlib import Path

from kbaudit.model.errors import UsageError
from kbaudit.model.regex import regex
from kbaudit.read.kind import Kind
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.read.tree import read_tree

_URL = regex(r"https?://[\w.-]+/([\w.-]+)/([\w.-]+?)(?:\.git)?(?=[/\s)\]|#]|$)")


@dataclass(frozen=True, slots=True)
class Subject:
    """What the pages of one scope are about, as far as the tree tells; unknown things are empty."""

    scope: str
    url: str = ""
    clone: str = ""
    """A clone at hand, relative to the knowledge base."""
    written: str = ""
    """When the map was made."""


@dataclass(frozen=True, slots=True)
class Survey:
    """The pages by type, folders of files that are no page type, and what pages are about."""

    pages: dict[str, int]
    strange: dict[str, int]
    subjects: tuple[Subject, ...]


def survey(root: Path) -> Survey:
    """Look at the knowledge base `root`. Raises UsageError when there is none."""
    kb = KnowledgeBase.build(read_tree(root))
    if not kb.pages:
        raise UsageError(f"no page of a knowledge base under {root}: there is nothing to configure")
    counts = Counter(page.type.name for page in kb.pages)
    strange = Counter(f.folder for f in kb.files if f.kind is Kind.STRAY and f.folder)
    subjects = tuple(_subject(kb, scope, root) for scope in kb.scopes or ("",))
    return Survey(dict(sorted(counts.items())), dict(sorted(strange.items())), subjects)


def _subject(kb: KnowledgeBase, scope: str, root: Path) -> Subject:
    maps = [m for m in kb.maps if len(kb.scopes) < 2 or kb.scope_of(m) == scope]
    stated = next((url for m in maps if (url := m.property("repository"))), "")
    match = _URL.search(stated) or _most_named(kb, scope)
    written = next((time for m in maps if (time := m.property("generated"))), "")
    if match is None:
        return Subject(scope, written=written)
    clone = next(_clones(root, match[1], match[2]), None)
    return Subject(scope, match[0], relpath(clone, root) if clone else "", written)


def _most_named(kb: KnowledgeBase, scope: str) -> re.Match[str] | None:
    """The repository that most pages name, if its name is that of the scope."""
    named: Counter[str] = Counter()
    matches: dict[str, re.Match[str]] = {}
    for page in kb.pages:
        for url in page.addresses:
            match = _URL.match(url)
            if match and f"{match[1]}_{match[2]}".casefold() == scope.casefold():
                matches.setdefault(match[0], match)
                named[match[0]] += 1
    return matches[min(named, key=lambda url: (-named[url], url))] if named else None


def _clones(root: Path, owner: str, name: str) -> Iterator[Path]:
    """Clones of a repository around the knowledge base, or beside it. Nothing is run to know."""
    around = root.absolute().resolve()
    for folder in around.parents:
        if _is_clone_of(folder, owner, name):
            yield folder
    for folder in list(around.parents)[:2]:
        try:
            beside = sorted(p for p in folder.iterdir() if p.name.casefold() == name.casefold())
        except OSError:
            continue
        yield from (path for path in beside if _is_clone_of(path, owner, name))


def _is_clone_of(folder: Path, owner: str, name: str) -> bool:
    try:
        text = (folder / ".git" / "config").read_text("utf-8", "replace")
    except OSError:
        return False
    wanted = rf"[/:]{re.escape(owner)}/{re.escape(name)}(?:\.git)?/?\s*$"
    return re.search(wanted, text, re.IGNORECASE | re.MULTILINE) is not None
