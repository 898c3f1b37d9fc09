"""What a name means in a knowledge base: the page or file that a link, row or relation is about."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, lru_cache
from itertools import takewhile

from kbaudit.model.alike import Alike
from kbaudit.model.regex import regex
from kbaudit.read.file import File
from kbaudit.read.kind import Kind
from kbaudit.read.leads import Leads
from kbaudit.read.ordered import holds
from kbaudit.read.page import Page
from kbaudit.read.scopes import plain_name, scope_of
from kbaudit.read.tree import PAGE_SUFFIXES
from kbaudit.read.vocabulary import PageType


class Match(Enum):
    """How a name was found."""

    EXACT = "exact"
    UNSCOPED = "unscoped"
    """Under the name with a scope in front, and in no other scope that may be meant."""
    AMBIGUOUS = "ambiguous"
    """Under the name with a scope in front, in several scopes any of which may be meant."""
    OTHER_TYPE = "other type"
    """As a page of another type than asked for."""
    MISPLACED = "misplaced"
    """As a file that lies where no page type lives."""
    FILE = "file"
    """As a file of the knowledge base that is no page at all."""
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Found:
    """The outcome of looking a name up; `file` is None when it is missing or no page at all."""

    match: Match
    file: File | None = None


_AMBIGUOUS = Found(Match.AMBIGUOUS)


class PageNames(Alike):
    """The names of pages, for suggestions."""

    def __init__(self, pages: Iterable[File]) -> None:
        super().__init__(page.name for page in pages)
        self._plain: dict[tuple[str, ...], dict[str, str]] = {}
        self._short: dict[str, list[str]] = {}

    def holds(self, name: str) -> bool:
        """Whether a page has exactly this name."""
        return holds(self.ordered, name)

    def beginning(self, start: str) -> set[str]:
        """The names that begin with `start`, in any case."""
        wanted, names = start.lower(), self._lowered
        following = map(names.__getitem__, range(bisect_left(names, (wanted, "")), len(names)))
        return {name for _, name in takewhile(lambda one: one[0].startswith(wanted), following)}

    def plain(self, scope: str, scopes: tuple[str, ...]) -> dict[str, str]:
        """The first name by each name without its scope, in order, that can be of `scope`."""
        key = (scope, *scopes)
        if key not in self._plain:
            found: dict[str, str] = {}
            for one in self.ordered:
                if not scope or scope_of(one, scopes) in ("", scope):
                    found.setdefault(plain_name(one, scopes), one)
            self._plain[key] = dict(sorted(found.items()))
        return self._plain[key]

    def short(self, scope: str) -> list[str]:
        """The names, and those of `scope` without it as well, in order."""
        if scope not in self._short:
            plain = (name.removeprefix(f"{scope}_") for name in self.ordered)
            self._short[scope] = sorted({*self.ordered, *plain})
        return self._short[scope]

    @cached_property
    def _lowered(self) -> list[tuple[str, str]]:
        return sorted((name.lower(), name) for name in self.ordered)


@dataclass(frozen=True)
class Names:
    """The names of `files`, and of all `paths`, under `scopes`, longest scope first."""

    files: tuple[File, ...]
    paths: frozenset[str]
    scopes: tuple[str, ...]

    @cached_property
    def _pages(self) -> dict[tuple[str, str], Page]:
        named: dict[tuple[str, str], Page] = {}
        for page in (file for file in self.files if isinstance(file, Page)):
            named.setdefault((page.type.name, folded(page.name)), page)
        return named

    @cached_property
    def _names(self) -> dict[str, list[File]]:
        named: dict[str, list[File]] = {}
        for file in self.files:
            if file.kind in (Kind.PAGE, Kind.STRAY):
                named.setdefault(folded(file.name), []).append(file)
        return named

    @cached_property
    def _by_path(self) -> dict[str, File]:
        return {file.path: file for file in self.files}

    def find(self, name: str, kind: PageType | None, near: str = "") -> Found:
        """Look a page up by name, among pages of type `kind` or, without one, of any type.

        `near` is the scope of the page that asks: a name without its scope means a page of that
        scope. Without `near` it may be of any, and means nothing when several have one. Blanks and
        underscores are the same, as in MediaWiki.
        """
        wanted = folded(name)
        if kind is not None and (page := self._pages.get((kind.name, wanted))):
            return Found(Match.EXACT, page)
        longer = [folded(f"{scope}_{name}") for scope in ([near] if near else self.scopes)]
        if kind is not None:
            pages = [page for one in longer if (page := self._pages.get((kind.name, one)))]
            if pages:
                return Found(Match.UNSCOPED, pages[0]) if len(pages) == 1 else _AMBIGUOUS
        if files := self._names.get(wanted):
            return _any_type(files, Match.EXACT, kind)
        found = [files for one in longer if (files := self._names.get(one))]
        if found:
            return _any_type(found[0], Match.UNSCOPED, kind) if len(found) == 1 else _AMBIGUOUS
        return self._find_path(name, kind)

    def _find_path(self, name: str, kind: PageType | None) -> Found:
        """Look a page up by its path, whole or from some folder on, as notebooks name them."""
        paths = self._by_end.get(folded(_path(name)), [])
        files = [self._by_path[path] for path in paths if path in self._by_path]
        for page in (file for file in files if isinstance(file, Page)):
            right = kind is None or page.type == kind
            return Found(Match.EXACT if right else Match.OTHER_TYPE, page)
        return Found(Match.FILE if paths and kind is None else Match.MISSING)

    @cached_property
    def _by_end(self) -> dict[str, list[str]]:
        """Paths by each of their ends that begins at a folder or file, a page's without suffix."""
        ends: dict[str, list[str]] = {}
        for path in sorted(self.paths):
            parts = _path(path).split("/")
            for start in range(len(parts)):
                ends.setdefault(folded("/".join(parts[start:])), []).append(path)
        return ends


def _any_type(files: list[File], match: Match, kind: PageType | None) -> Found:
    """What files of one name, none of them a page of type `kind`, mean to who asks for that."""
    placed = [file for file in files if isinstance(file, Page)]
    if not placed:
        return Found(Match.MISPLACED, files[0])
    return Found(match if kind is None else Match.OTHER_TYPE, placed[0])


@lru_cache(maxsize=1 << 14)
def folded(name: str) -> str:
    """A name as compared: underscores for blanks, first letter in lower case, as in MediaWiki."""
    plain = "_".join(name.replace("_", " ").split())
    return plain[:1].lower() + plain[1:]


def words_of(leads: Leads) -> frozenset[str]:
    """The names, folded, that relations and links use."""
    names = [name for _, _, name in leads.relations] + [name for _, name in leads.pages]
    return frozenset(map(folded, names))


_HERE = regex(r"^(?:\.{0,2}/)+")


def _path(name: str) -> str:
    """A name or path without the suffix of a page and without ``./`` or ``../``."""
    plain = _HERE.sub("", name)
    if not plain.lower().endswith(PAGE_SUFFIXES):
        return plain
    return plain.rpartition(".")[0]
