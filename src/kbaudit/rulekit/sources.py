"""The target as rules ask for it: what the citations of a knowledge base mean at a revision."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from kbaudit.model.report import Coverage
from kbaudit.read.citation import Citation, LineRange
from kbaudit.read.file import File
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.rulekit.base import Base, find_base
from kbaudit.rulekit.holds import LOCK_NAME, Holds
from kbaudit.rulekit.lock import Entry
from kbaudit.rulekit.mentions import Mentions
from kbaudit.rulekit.proof import State
from kbaudit.rulekit.proofs import Proofs
from kbaudit.rulekit.symbols import Symbols
from kbaudit.rulekit.variables import Variables
from kbaudit.rulekit.wording import count
from kbaudit.target.requirements import Requirements
from kbaudit.target.resolve import Evidence, PathIndex, resolve
from kbaudit.target.revision import Commit, Revision, Target, split_lines


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


@dataclass(frozen=True, slots=True)
class Vanished:
    """What history tells of a file that is not there: the commit that removed it, its new name."""

    commit: Commit
    path: str = ""


_REPOSITORY = re.compile(r"github\.com/([\w.-]+)/([\w.-]+?)(?:\.git)?(?=[/\s)\]#|]|$)")
_EXTERNAL = re.compile(r"\bexternal\b|\bthird[- ]party\b", re.IGNORECASE)
MOVING_REFS = frozenset({"main", "master", "HEAD", "develop", "dev", "trunk"})
"""Names in links that mean a branch; what they show changes."""


class Sources:
    """One revision of one target, for the pages of one scope (all pages when `scope` is empty).

    `repository` is ``owner/name`` of the target where it is known; without it the map tells.
    `lock` are the entries of the lock, of this scope and of others.
    """

    def __init__(
        self,
        kb: KnowledgeBase,
        target: Target,
        revision: Revision,
        *,
        scope: str = "",
        repository: str = "",
        base: str = "",
        lock: Sequence[Entry] = (),
    ) -> None:
        self.kb = kb
        self.target = target
        self.revision = revision
        self.scope = scope
        self.repository = (repository or self._mapped_repository()).lower()
        self._asked_base = base
        self._lock = lock
        self._cited: dict[tuple[str, int, int], Cited] = {}

    @cached_property
    def files(self) -> tuple[File, ...]:
        """The files of the knowledge base that speak of this target."""
        if not self.scope:
            return self.kb.files
        return tuple(file for file in self.kb.files if self.kb.scope_of(file) == self.scope)

    @cached_property
    def base(self) -> Base | None:
        """The revision at which the citations were last true, None when nothing tells."""
        return find_base(self.kb, self.files, self.target, self.revision, self._asked_base)

    @cached_property
    def holds(self) -> Holds:
        """What the lock says of the citations of this target."""
        return Holds(self, self._lock)

    def notes(self) -> Iterator[str]:
        """Which base was used and how well it fits, and what the lock covers, if a rule asked."""
        base = vars(self).get("base")
        if isinstance(base, Base):
            yield base.note
        if self._lock and "proofs" in vars(self):
            ranges = count(len(self.proofs.all), "cited range")
            yield f"{LOCK_NAME} covers {len(self.holds.all):,} of {ranges}"
        if "requirements" in vars(self):
            for problem in self.requirements.noted:
                yield f"{problem.path} {problem.reason}; pins are held against the rest"

    @property
    def based(self) -> bool:
        """Whether there is something to follow citations from; no search where the lock has all."""
        return len(self.holds.all) == len(self.holds.claims) > 0 or self.base is not None

    @cached_property
    def at_base(self) -> "Sources | None":
        """The same target at the base, None without one."""
        if self.base is None:
            return None
        if self.base.revision.commit == self.revision.commit:
            return self
        return Sources(
            self.kb,
            self.target,
            self.base.revision,
            scope=self.scope,
            repository=self.repository,
        )

    @cached_property
    def requirements(self) -> Requirements:
        """What the target states about the software that it needs."""
        return Requirements(self.revision)

    @cached_property
    def variables(self) -> Variables:
        """Environment variables that the code of the revision reads."""
        return Variables(self.revision)

    @property
    def mentions(self) -> Mentions:
        """Whether words stand anywhere in the code of the revision."""
        return self.symbols.mentions

    @cached_property
    def proofs(self) -> Proofs:
        """The verdict on every cited range."""
        return Proofs(self)

    @cached_property
    def symbols(self) -> Symbols:
        """The functions, classes and modules of the revision."""
        return Symbols(self.revision)

    @cached_property
    def paths(self) -> PathIndex:
        """All paths of the revision, ready for look-up."""
        return PathIndex([*self.revision.files, *self.revision.links])

    @property
    def label(self) -> str:
        """The revision as messages name it."""
        return self.revision.asked if self.revision.asked != "HEAD" else self.revision.commit[:10]

    def _mapped_repository(self) -> str:
        for file in self.kb.maps:
            match = _REPOSITORY.search(file.property("repository"))
            if match and (not self.scope or self.kb.scope_of(file) == self.scope):
                return f"{match[1]}/{match[2]}"
        return ""

    def cited(self, file: File, citation: Citation) -> Cited:
        """What the path of `citation`, which stands in `file`, means at the revision."""
        key = (file.path, citation.span.start, citation.path_span.start)
        if key not in self._cited:
            self._cited[key] = self._resolve(file, citation)
        return self._cited[key]

    def _resolve(self, file: File, citation: Citation) -> Cited:
        if citation.repository and self._foreign(citation.repository):
            return Cited(Status.OTHER_REPOSITORY)
        if citation.form == "link" and citation.ref and not self._ours(citation.ref):
            return Cited(Status.OTHER_REVISION)
        found = resolve(citation.path, self.paths, self._evidence(file, citation))
        if found.status == "found" and found.path is not None:
            return Cited(Status.FOUND, found.path, found.candidates)
        if found.status == "ambiguous":
            return Cited(Status.AMBIGUOUS, "", found.candidates)
        if self._own(citation.path):
            return Cited(Status.OWN_FILE)
        if not citation.repository and self._elsewhere(file, citation):
            return Cited(Status.OTHER_REPOSITORY)
        return Cited(Status.MISSING)

    def _foreign(self, repository: str) -> bool:
        """Whether a citation that names its repository is about another one than the target."""
        if not self.repository:
            return repository.rsplit("/", 1)[-1].lower() not in self.scope.lower()
        return repository.lower() != self.repository

    def _ours(self, ref: str) -> bool:
        return (
            ref in MOVING_REFS
            or ref == self.revision.asked
            or (len(ref) >= 7 and self.revision.commit.startswith(ref.lower()))
        )

    def _own(self, path: str) -> bool:
        """Whether the path is one of the knowledge base's own files, which pages name as well."""
        name = path.removeprefix("./").rsplit("/", 1)[-1]
        return name in self._own_names

    @cached_property
    def _own_names(self) -> frozenset[str]:
        return frozenset(path.rsplit("/", 1)[-1] for path in self.kb.paths)

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
        own = _plain(self.repository.rsplit("/", 1)[-1])
        named = {
            _plain(match[2]) for url in file.links.urls if (match := _REPOSITORY.search(url.url))
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
        lines = _significant(quote.content.of(file.text))

        def fit(path: str) -> float:
            there = _significant(self.revision.text(path) or "")
            return len(lines & there) / len(lines) if lines else 0.0

        return Evidence(cited=others, near=near, fit=fit)

    def line_count(self, path: str) -> int | None:
        """How many lines a file of the revision has; None where lines mean nothing."""
        return self.revision.line_count(path)

    @cached_property
    def vanished(self) -> dict[str, Vanished]:
        """For each cited path that is missing: what history tells of it. One look for all."""
        missing = {
            citation.path
            for file in self.files
            for citation in file.citations
            if _in_repository(citation.path) and self.cited(file, citation).status is Status.MISSING
        }
        commits = self.target.deletions(sorted(missing), self.revision) if missing else {}
        found: dict[str, Vanished] = {}
        for path, commit in sorted(commits.items()):
            before = self.target.revision(f"{commit.id}^")
            rename = self.target.renamed_to(before, self.revision, path)
            found[path] = Vanished(commit, rename.path if rename else "")
        return found

    def removal(self, file: File, citation: Citation, lines: LineRange) -> Commit | None:
        """The commit that removed cited code which is gone, where history tells."""
        origin = self.proofs.origin(file, citation, lines)
        if origin is None or not origin.path:
            return None
        path, before = origin.path, origin.revision
        first, last = origin.lines((lines.first, lines.last))
        text = split_lines(before.text(path) or "")[first - 1 : last]
        wanted = max((line.strip() for line in text), key=len, default="")
        if not wanted:
            return None
        return self.target.removal(path, wanted, before, self.revision)

    def coverage(self) -> tuple[Coverage, ...]:
        """How many citations of the scope were decided, and why the others were not."""
        undecided: Counter[str] = Counter()
        total = 0
        for file in self.files:
            for citation in file.citations:
                total += 1
                status = self.cited(file, citation).status
                if status not in (Status.FOUND, Status.MISSING):
                    undecided[status.value] += 1
        paths = Coverage("citations", total, tuple(sorted(undecided.items())))
        if "proofs" not in vars(self):
            return (paths,)
        locked = (self.holds.coverage(),) if self._lock else ()
        return (paths, self._proven(), *locked)

    def _proven(self) -> Coverage:
        """How many cited ranges were proven right or wrong, and why the others were not."""
        proofs = list(self.proofs.all.values())
        open_ = Counter(p.state.value for p in proofs if p.state in (State.UNPROVEN, State.UNSURE))
        return Coverage("cited ranges", len(proofs), tuple(sorted(open_.items())))


def _in_repository(path: str) -> bool:
    """Whether a path is written from the root of a repository, so that history can be asked."""
    plain = path.removeprefix("./")
    return "/" in plain and not plain.startswith(("/", "~", "../")) and ":" not in plain


def _plain(name: str) -> str:
    return name.lower().replace("-", "_")


def _significant(text: str) -> frozenset[str]:
    """Lines of code that say something, without their indentation."""
    stripped = (line.strip() for line in text.split("\n"))
    return frozenset(line for line in stripped if len(line) > 8)
