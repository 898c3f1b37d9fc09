"""What a rule can learn of everything but its own file, as questions that can be asked again.

Rules know nothing of it. They are given the knowledge base, the facts, the target and the history
as `Views` shows them, and each look at one of these becomes a question with an answer. As long as
the answers stay the same, and the files of which a part was read, so do the findings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from kbaudit.engine.reuse.answers import ANSWERS, FROM_WORDS, Question, in_words
from kbaudit.read.file import File
from kbaudit.read.kind import FOR_THEMSELVES
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.read.part import APART, LACKS, LINKED, SAYS, followed
from kbaudit.rulekit.facts import Facts
from kbaudit.rulekit.updates import Updates

if TYPE_CHECKING:
    from kbaudit.rulekit.sources import Sources

OUTSIDE = frozenset({"base", "based", "younger", "future", "history"})
"""Questions whose answers can change although no page does."""
OF_NAMING = frozenset({"near", "connected"})
"""Questions whose answers follow from which pages name which: see `NamedOtherwise`."""
EVERYTHING: Question = ("everything",)
DIRECTORY: Question = ("directory",)
_OF_ALL = frozenset(
    {"near", "connected", "twin", "everything", "base", "based", "proofs", "vanished"}
)
"""Questions whose answers follow from what is read of every page, or cost as much."""


class TooSoonError(Exception):
    """The answer cannot be given yet: it would take what others are about to read."""


class Room:
    """Answers questions about one state of a knowledge base, each once.

    `remembered` are answers, in words, that are known to hold. `read` has by the name of a
    part the files of which it was read for answers, and for what speaks of the whole; `words`
    tells by path for which words and names files were asked, as `kbaudit.read.part` says it.
    """

    def __init__(
        self, kb: KnowledgeBase, facts: Facts, sources: Mapping[str, Sources], updates: Updates
    ) -> None:
        self.kb = kb
        self.facts = facts
        self.sources = sources
        self.updates = updates
        self.remembered: Mapping[Question, str] = {}
        self.read: dict[str, set[str]] = {}
        self.words: dict[str, set[str]] = {}
        self.early = False
        """Whether questions that take a look at every page come too soon."""
        self.keeping = True
        """Whether answers are kept, in words, and what was read for them."""
        self._said: dict[Question, str] = {}

    def wait_for(self, question: Question) -> None:
        """Raises TooSoonError where the answer to `question` cannot be given yet."""
        if self.early and question[0] in _OF_ALL:
            raise TooSoonError(question[0])

    def hear(self, answers: Mapping[Question, str]) -> None:
        """Take over answers, in words, that were given in another process."""
        self._said.update(answers)

    def set_out(self) -> None:
        """See `kbaudit.engine.processes.jobs.Carrier`."""
        self.read.clear()
        self.words.clear()

    def brought(self) -> tuple[dict[str, set[str]], dict[str, set[str]], list[str]]:
        """See `Carrier`: what was read, and the scopes whose base was asked."""
        asked = [scope for scope, sources in self.sources.items() if sources.grounds.wanted]
        return self.read, self.words, asked

    def take(self, brought: tuple[dict[str, set[str]], dict[str, set[str]], list[str]]) -> None:
        """See `kbaudit.engine.processes.jobs.Carrier`."""
        *parts, asked = brought
        for own, theirs in zip((self.read, self.words), parts, strict=True):
            for name, more in theirs.items():
                own.setdefault(name, set()).update(more)
        for scope in asked:
            self.ask(("base", scope))

    def ask(self, question: Question) -> Any:
        """The answer itself. Who asks does not follow what is read for it: the answer counts.

        Nor is it followed where it is known of an edit which answers it changes, or where no answer
        is kept.
        """
        if not self.keeping:
            return ANSWERS[question[0]](self, *question[1:])
        if question in self.remembered and question[0] in FROM_WORDS:
            return FROM_WORDS[question[0]](self, self.remembered[question], *question[1:])
        silent = question[0] in OUTSIDE or question[0] in OF_NAMING
        with followed(None if silent else self.whole):
            return ANSWERS[question[0]](self, *question[1:])

    def whole(self, file: File, part: str) -> None:
        """A part of a file is read for an answer, or for the whole knowledge base."""
        if not self.keeping:
            return
        if part.startswith((SAYS, LACKS, APART, LINKED)):
            self.words.setdefault(file.path, set()).add(part)
        elif file.kind in FOR_THEMSELVES:
            self.read.setdefault(part, set()).add(file.path)

    def said(self, question: Question) -> str:
        """The answer in words that are the same if, and only if, the answer is."""
        if question not in self._said:
            self._said[question] = in_words(self.ask(question))
        return self._said[question]

    def learned(self, question: Question) -> Any:
        """The answer itself, which is put into words as well."""
        answer = self.ask(question)
        if self.keeping and question not in self._said:
            self._said[question] = in_words(answer)
        return answer

    def digest(self, path: str) -> str:
        """A digest of the text of a file, empty where there is none."""
        file = self.kb.by_path.get(path)
        return file.digest if file is not None else ""

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of all files, those that are no pages among them."""
        return frozenset(path.rsplit("/", 1)[-1] for path in self.kb.paths)

    @cached_property
    def directory(self) -> str:
        """A digest of all paths, and of which of the files can be read."""
        kb = self.kb
        unreadable = sorted(file.path for file in kb.files if file.unreadable is not None)
        parts = (kb.paths, kb.folders, kb.excluded)
        return _digest(*("\0".join(sorted(part)) for part in parts), unreadable)

    @cached_property
    def everything(self) -> str:
        """A digest of all that the knowledge base holds."""
        return _digest(self.directory, [self.digest(file.path) for file in self.kb.files])


def _digest(*parts: object) -> str:
    return blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


@dataclass
class Notes:
    """What was learned while one file was judged: questions, and other files that were read."""

    room: Room
    path: str
    questions: set[Question] = field(default_factory=set)
    files: set[str] = field(default_factory=set)

    def __call__(self, file: File, _part: str) -> None:
        """Something was read of `file`."""
        if file.path != self.path:
            self.files.add(file.path)

    def clear(self) -> None:
        """Forget what was learned: nobody will want to know."""
        self.questions.clear()
        self.files.clear()

    def ask(self, *question: str) -> Any:
        """The answer, which is noted."""
        self.note(question)
        return self.room.learned(question)

    def note(self, question: Question) -> None:
        """That the outcome depends on an answer."""
        self.room.wait_for(question)
        self.questions.add(question)
