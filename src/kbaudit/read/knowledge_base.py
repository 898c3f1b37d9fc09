"""The whole knowledge base: its files, and what a name in it means."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from kbaudit.model.span import Source
from kbaudit.read.decode import DEFAULT_LIMIT, Unreadable, decode
from kbaudit.read.evident_scope import EvidentScopes
from kbaudit.read.file import File, name_at
from kbaudit.read.kind import Kind, limit_of
from kbaudit.read.lists import Index, RepoMap
from kbaudit.read.names import Found, Names, PageNames
from kbaudit.read.page import Page
from kbaudit.read.scopes import find_scopes, scope_of
from kbaudit.read.stored import Stored, StoredSource
from kbaudit.read.tree import Tree
from kbaudit.read.vocabulary import PageType, Vocabulary

_NOT_PAGES = frozenset(
    {"readme", "license", "changelog", "contributing", "code_of_conduct", "security"}
)


@dataclass(frozen=True)
class KnowledgeBase:
    """All files of a knowledge base in the order of their paths."""

    root: str
    files: tuple[File, ...]
    paths: frozenset[str]
    folders: frozenset[str]
    vocabulary: Vocabulary
    scopes: tuple[str, ...]
    excluded: frozenset[str] = frozenset()

    @classmethod
    def build(
        cls,
        tree: Tree,
        vocabulary: Vocabulary | None = None,
        scopes: tuple[str, ...] = (),
        limit: int = DEFAULT_LIMIT,
        expected: tuple[str, ...] = (),
        earlier: "KnowledgeBase | None" = None,
        furnish: Callable[[Sequence[File]], None] = lambda _files: None,
    ) -> "KnowledgeBase":
        """Make values of the bytes of `tree`.

        Without `scopes` they are found from the files, and those of `expected` that pages have
        are scopes as well. Files of an `earlier` reading are taken over where they did not change,
        with all that was made of them. `furnish` is given all files before they are looked into.
        """
        words = vocabulary or Vocabulary()
        same = earlier.by_path if earlier is not None and earlier.vocabulary == words else {}
        read = [
            same[path] if _is_same(same.get(path), data) else file_of(path, data, words, limit)
            for path, data in tree.data.items()
        ]
        closed = [_closed(path, reason, words) for path, reason in tree.problems.items()]
        taken = [same.get(path) for path in tree.same]
        unread = [_unread(path, source, words) for path, source in tree.unread.items()]
        files = [file for file in (*read, *closed, *taken, *unread) if file is not None]
        kept = tuple(sorted(files, key=lambda file: file.path))
        furnish(kept)
        known = scopes or _scopes(kept, expected)
        ordered = tuple(sorted(known, key=lambda scope: (-len(scope), scope)))
        return cls(tree.root, kept, tree.paths, tree.folders, words, ordered, tree.excluded)

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """All pages, unreadable ones among them."""
        return tuple(file for file in self.files if isinstance(file, Page))

    @cached_property
    def by_type(self) -> dict[str, list[Page]]:
        """The pages of each type, by the name of the type."""
        found: dict[str, list[Page]] = {kind.name: [] for kind in self.vocabulary.types}
        for page in self.pages:
            found[page.type.name].append(page)
        return found

    def is_readable(self, kind: str) -> bool | None:
        """Whether all pages of a type, by its name, can be read; None where there are none."""
        return self._readable.get(kind)

    @cached_property
    def _readable(self) -> dict[str, bool]:
        return {
            kind: all(page.unreadable is None for page in pages)
            for kind, pages in self.by_type.items()
            if pages
        }

    @cached_property
    def indexes(self) -> tuple[Index, ...]:
        """All index files."""
        return tuple(file for file in self.files if isinstance(file, Index))

    @cached_property
    def maps(self) -> tuple[RepoMap, ...]:
        """All repository maps (no triage tables)."""
        return tuple(f for f in self.files if isinstance(f, RepoMap) and f.kind is Kind.MAP)

    @cached_property
    def by_path(self) -> dict[str, File]:
        """Files by path."""
        return {file.path: file for file in self.files}

    def called(self, name: str) -> Sequence[str]:
        """The paths of all files of that name, in any case, in order."""
        return self._called.get(name.lower(), ())

    @cached_property
    def _called(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for path in sorted(self.paths):
            found.setdefault(path.rsplit("/", 1)[-1].lower(), []).append(path)
        return found

    def is_excluded(self, path: str) -> bool:
        """Whether a path was left out of the audit: it exists, and nothing is known of it."""
        if path in self.excluded:
            return True
        parts = path.split("/")
        return any(
            "/".join(parts[:size]) + "/" in self.excluded for size in range(1, len(parts) + 1)
        )

    def scope_of(self, file: File) -> str:
        """The scope of a file by its name, else by what it speaks of; empty when nothing tells.

        Where the knowledge base has only one scope, it is that of all files.
        """
        if len(self.scopes) < 2:
            return next(iter(self.scopes), "")
        own = scope_of(file.name.removeprefix("_RepoMap_") + "_", self.scopes)
        return own or self._evident.of(file)

    @cached_property
    def _evident(self) -> EvidentScopes:
        return EvidentScopes(self.scopes, self.maps)

    @cached_property
    def _lookup(self) -> Names:
        return Names(self.files, self.paths, self.scopes)

    def find(self, name: str, kind: PageType | None, near: str = "") -> Found:
        """Look a page up by name: see `Names.find`."""
        return self._lookup.find(name, kind, near)

    def names(self, kind: PageType | None = None) -> PageNames:
        """Names of all pages (of one type), for suggestions."""
        return self._page_names[kind.name if kind else ""]

    @cached_property
    def _page_names(self) -> dict[str, PageNames]:
        return {"": PageNames(self.pages)} | {
            kind: PageNames(pages) for kind, pages in self.by_type.items()
        }


def _scopes(files: Iterable[File], expected: Iterable[str]) -> tuple[str, ...]:
    kept = list(files)
    pages = [file for file in kept if isinstance(file, Page)]
    maps = [file.path for file in kept if file.kind is Kind.MAP]
    maps += [f"_RepoMap_{scope}.md" for scope in expected]
    indexes = [file for file in kept if isinstance(file, Index)]
    titles = [head for file in indexes for head in file.heads]
    names = [name_at(page.path) for page in pages]
    if maps or titles:
        stated = find_scopes(names, maps, titles, ())
        if stated:
            return stated
    urls = [url for page in pages for url in page.addresses[:5]]
    return find_scopes(names, (), (), urls)


def _kind(path: str, words: Vocabulary) -> tuple[Kind, PageType | None] | None:
    """What a file is by its path; None for files that are no business of ours."""
    folder, _, rest = path.partition("/")
    stem = name_at(path)
    if rest:
        if folder in words.folders:
            return (Kind.PAGE, words.folders[folder]) if not stem.startswith("_") else None
        if folder == "_files":
            return Kind.DETAIL, None
        if folder == "_reports":
            return Kind.REPORT, None
        return (Kind.STRAY, None) if not folder.startswith("_") else None
    if stem.startswith("_"):
        if stem.startswith("_RepoMap"):
            return Kind.MAP, None
        if stem.startswith("_orphan"):
            return Kind.CANDIDATES, None
        kind = words.type_named(stem[1:].removesuffix("Index")) if stem.endswith("Index") else None
        return (Kind.INDEX, kind) if kind else None
    return (Kind.STRAY, None) if stem.lower() not in _NOT_PAGES else None


def _is_same(file: File | None, data: bytes | Stored) -> bool:
    """Whether a file of an earlier reading was made of these bytes."""
    if file is None or file.unreadable is not None:
        return False
    return file.source.text.encode() == bytes(data)


def file_of(
    path: str, data: bytes | Stored, words: Vocabulary, limit: int = DEFAULT_LIMIT
) -> File | None:
    """The file `path` that holds `data`; None for one that is no business of ours."""
    place = _kind(path, words)
    if place is None:
        return None
    text, problem = decode(bytes(data), limit_of(place[0], limit))
    if isinstance(data, Stored) and problem is None:
        return _made(path, StoredSource(data), None, words, *place)
    return _made(path, Source(text), problem, words, *place)


def _unread(path: str, source: Source, words: Vocabulary) -> File | None:
    place = _kind(path, words)
    if place is None:
        return None
    file = _made(path, source, None, words, *place)
    vars(file)["digest"] = source.digest  # asked of every file, and quicker so
    return file


def _closed(path: str, reason: str, words: Vocabulary) -> File | None:
    place = _kind(path, words)
    if place is None:
        return None
    problem = Unreadable(reason, "make it a readable file, or exclude it")
    return _made(path, Source(""), problem, words, *place)


def _made(
    path: str,
    source: Source,
    problem: Unreadable | None,
    words: Vocabulary,
    kind: Kind,
    page_type: PageType | None,
) -> File:
    if page_type is not None:
        make = Page if kind is Kind.PAGE else Index
        return make(
            path=path,
            source=source,
            kind=kind,
            vocabulary=words,
            unreadable=problem,
            type=page_type,
        )
    plain = RepoMap if kind in (Kind.MAP, Kind.CANDIDATES) else File
    return plain(path=path, source=source, kind=kind, vocabulary=words, unreadable=problem)
