"""Which file of the target the path of a citation means, as far as path and page tell."""

import re
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from kbaudit.model.regex import regex
from kbaudit.read.citation import Citation
from kbaudit.read.file import File
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.rulekit.quoted_text import code_of
from kbaudit.target.resolve import Evidence, PathIndex, Resolution, resolve
from kbaudit.target.revision import Revision


class Status(Enum):
    """What became of a citation's path; all but FOUND and MISSING are not decided."""

    FOUND = "found"
    MISSING = "missing"
    AMBIGUOUS = "ambiguous"
    OTHER_REPOSITORY = "of other repositories"
    OTHER_REVISION = "pinned to another revision"
    OWN_FILE = "of files of the knowledge base"


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation held against the revision. `candidates` are ranked, the likeliest first."""

    status: Status
    path: str = ""
    candidates: tuple[str, ...] = ()


_REPOSITORY = regex(r"github\.com/([\w.-]+)/([\w.-]+?)(?:\.git)?(?=[/\s)\]#|]|$)")
"""Owner and name of a repository in an address."""

MOVING_REFS = frozenset({"main", "master", "HEAD", "develop", "dev", "trunk"})
"""Names in links that mean a branch; what they show changes."""

_KEPT = 20_000
"""Citations whose paths are known: those of pages that are judged at the same time."""
_EXTERNAL = regex(r"\bexternal\b|\bthird[- ]party\b", re.IGNORECASE)


def mapped_repository(kb: KnowledgeBase, scope: str) -> str:
    """``owner/name`` of which the maps of a scope are, of all where it is empty; else nothing."""
    for file in kb.maps:
        match = _REPOSITORY.search(file.property("repository"))
        if match and (not scope or kb.scope_of(file) == scope):
            return f"{match[1]}/{match[2]}"
    return ""


class CitedPaths:
    """The paths of citations at one revision; answers are kept.

    `repository` is ``owner/name`` of the target in lower case, empty where it is not known; then
    `scope` tells whether a repository that a page names is the target.
    """

    def __init__(
        self, kb: KnowledgeBase, revision: Revision, paths: PathIndex, repository: str, scope: str
    ) -> None:
        self._kb = kb
        self._revision = revision
        self._paths = paths
        self._repository = repository
        self._scope = scope
        self._known: dict[tuple[str, int, int], Cited] = {}
        self._by_path: dict[str, Cited] = {}

    def of(self, file: File, citation: Citation) -> Cited:
        """What the path of `citation`, which stands in `file`, means at the revision."""
        key = (file.path, citation.span.start, citation.path_span.start)
        if key not in self._known:
            if len(self._known) >= _KEPT:
                self._known.clear()
            found = self._known[key] = self._resolve(file, citation)
            if found.path:
                self._revision.expect([found.path])  # who asks for the path will look at the file
        return self._known[key]

    def _resolve(self, file: File, citation: Citation) -> Cited:
        if citation.repository and self._foreign(citation.repository):
            return Cited(Status.OTHER_REPOSITORY)
        if citation.ref and not self._ours(citation.ref):
            return Cited(Status.OTHER_REVISION)
        found = self._by_itself(citation.path)
        if found.status is Status.AMBIGUOUS:
            found = _read(resolve(citation.path, self._paths, self._evidence(file, citation)))
        if found.status is not Status.MISSING:
            return found
        if citation.path.removeprefix("./").rsplit("/", 1)[-1] in self._own_names:
            return Cited(Status.OWN_FILE)
        if not citation.repository and self._elsewhere(file, citation):
            return Cited(Status.OTHER_REPOSITORY)
        return found

    def is_plain(self, citation: Citation) -> bool:
        """Whether the path of `citation` means the same wherever it stands."""
        return self._by_itself(citation.path).status is Status.FOUND

    def _by_itself(self, path: str) -> Cited:
        """What a path means wherever it stands; many pages cite the same files."""
        if path not in self._by_path:
            self._by_path[path] = _read(resolve(path, self._paths))
        return self._by_path[path]

    def _foreign(self, repository: str) -> bool:
        """Whether a citation that names its repository is about another one than the target."""
        if not self._repository:
            return repository.rsplit("/", 1)[-1].lower() not in self._scope.lower()
        return repository.lower() != self._repository

    def _ours(self, ref: str) -> bool:
        return (
            ref in MOVING_REFS
            or _release(ref) == _release(self._revision.asked)
            or (len(ref) >= 7 and self._revision.commit.startswith(ref.lower()))
        )

    @cached_property
    def _own_names(self) -> frozenset[str]:
        """Names of the knowledge base's own files, which pages name as well."""
        return frozenset(path.rsplit("/", 1)[-1] for path in self._kb.paths)

    def _elsewhere(self, file: File, citation: Citation) -> bool:
        """Whether the page says that the code is not of the target.

        It does when its line calls it external, or when the path leads through a folder that has
        the name of another repository to which the page links.
        """
        text = file.text
        start = text.rfind("\n", 0, citation.span.start) + 1
        end = text.find("\n", citation.span.end)
        if _EXTERNAL.search(text, start, end if end >= 0 else len(text)):
            return True
        folders = {_plain(part) for part in citation.path.split("/")[:-1]}
        own = _plain(self._repository.rsplit("/", 1)[-1])
        named = {
            _plain(match[2])
            for url in file.addresses
            if (match := _REPOSITORY.search(url)) and self._foreign(f"{match[1]}/{match[2]}")
        }
        return bool(folders & (named - {own}))

    def _evidence(self, file: File, citation: Citation) -> Evidence:
        others = frozenset(
            c.path
            for c in file.citations
            if "/" in c.path and not (c.repository and self._foreign(c.repository))
        )
        near = frozenset(
            folder for path in others for folder in path.split("/")[:-1] if path != citation.path
        )
        quote = citation.quote
        if quote is None:
            return Evidence(cited=others, near=near)
        lines = _significant(code_of(quote, file.text))

        def fit(path: str) -> float:
            there = _significant(self._revision.text(path) or "")
            return len(lines & there) / len(lines) if lines else 0.0

        return Evidence(cited=others, near=near, fit=fit)


def _read(found: Resolution) -> Cited:
    status = {"found": Status.FOUND, "ambiguous": Status.AMBIGUOUS, "missing": Status.MISSING}
    return Cited(status[found.status], found.path or "", found.candidates)


def _release(ref: str) -> str:
    """The name of a tag without the ``v`` that some write before a version and others do not."""
    return ref[1:] if ref[:1] == "v" and ref[1:2].isdigit() else ref


def _plain(name: str) -> str:
    return name.lower().replace("-", "_")


def _significant(text: str) -> frozenset[str]:
    """Lines of code that say something, without their indentation."""
    stripped = (line.strip() for line in text.split("\n"))
    return frozenset(line for line in stripped if len(line) > 8)
