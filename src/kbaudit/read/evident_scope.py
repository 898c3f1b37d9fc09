"""The scope of a file whose name does not tell it, in a knowledge base about several targets."""

from collections.abc import Iterable, Iterator
from posixpath import normpath

from kbaudit.model.regex import regex
from kbaudit.read.file import File
from kbaudit.read.kind import Kind
from kbaudit.read.lists import RepoMap
from kbaudit.read.page import Page
from kbaudit.read.scopes import map_scope, scope_of

_NAME = regex(r"(?<![\w.-])[\w.-]+_[\w.-]*\w")
_PATH = regex(r"(?<![\w.~-])(?:[\w.~-]+/)+[\w.-]*")
_SHARED = frozenset({Kind.INDEX, Kind.CANDIDATES})
"""What pages of several scopes have in common: it is of one only if nothing speaks of another."""


class EvidentScopes:
    """What `maps` and names of pages tell. `scopes` come longest first."""

    def __init__(self, scopes: tuple[str, ...], maps: Iterable[RepoMap]) -> None:
        self._scopes = scopes
        self._paths: dict[str, frozenset[str]] = {}
        self._details: dict[str, str] = {}
        self._known: dict[str, str] = {}
        for file in maps:
            if scope := scope_of(f"{map_scope(file.path)}_", scopes):
                self._paths[scope] = frozenset(_with_folders(row.path for row in file.rows))
                links = (normpath(row.link.target) for row in file.rows if row.link)
                self._details.update((link, scope) for link in links)

    def of(self, file: File) -> str:
        """The scope that `file` speaks of; empty when that is not told.

        Told by its front matter, or the map that links to it; else by the names of pages that stand
        on it, and by paths of the target that one map alone lists. Where both tell, they must
        agree.
        """
        if file.path not in self._known:
            stated = self._stated(file) or self._details.get(file.path)
            self._known[file.path] = stated or self._told(file)
        return self._known[file.path]

    def _stated(self, file: File) -> str:
        matter = file.front_matter if isinstance(file, Page) else None
        stated = matter.instance.data.get("scope") if matter is not None else None
        return stated if isinstance(stated, str) and stated in self._scopes else ""

    def _told(self, file: File) -> str:
        named = scopes_named(file.text, self._scopes)
        own = file.path.rpartition(".")[0]  # details may lie as the files of the target do
        written = frozenset(self._written(f"{own}\n{file.text}"))
        found = named | written
        if named & written and file.kind not in _SHARED:
            found = named & written
        return min(found) if len(found) == 1 else ""

    def _written(self, text: str) -> Iterator[str]:
        """Scopes of the paths of `text`.

        Of a path that begins on somebody's machine, or in a URL, the longest end counts that any
        map knows, as long as it has a folder in it.
        """
        for path in set(_PATH.findall(text)):
            parts = [part for part in path.split("/") if part not in ("", ".")]
            for start in range(len(parts) - 1):
                end = "/".join(parts[start:])
                having = [scope for scope, paths in self._paths.items() if end in paths]
                if having:
                    yield from having if len(having) == 1 else ()
                    break


def scopes_named(text: str, scopes: tuple[str, ...]) -> frozenset[str]:
    """The scopes that stand in `text`, alone or as the start of a name."""
    words = set(_NAME.findall(text))
    return frozenset(scope for word in words if (scope := scope_of(f"{word}_", scopes)))


def _with_folders(paths: Iterable[str]) -> Iterator[str]:
    for path in paths:
        parts = path.split("/")
        yield from ("/".join(parts[:size]) for size in range(1, len(parts) + 1))
