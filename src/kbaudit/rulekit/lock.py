"""What a knowledge base remembers of its citations: for each, where it was last true.

An entry is found again by what does not change when numbers are repaired or lines of the page move:
the page, the path as written, and the words around it. What an entry says is believed only as far
as the target bears it out, so that a wrong pairing costs nothing but the entry's help.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass

from kbaudit.model.regex import regex
from kbaudit.model.span import Span
from kbaudit.read.citation import Citation, LineRange
from kbaudit.read.file import File
from kbaudit.rulekit.evidence import quoted

LOCK_NAME = "kbaudit.lock"
"""The name of the lock, at the root of a knowledge base."""

_WORD = regex(r"[^\W\d_]+")
_LONGEST = 40
_NO_WORDS = "cited"


@dataclass(frozen=True, slots=True)
class Entry:
    """Lines `first` to `last` of `path` at the commit `revision`, for one cited range of `page`.

    `cited` is the path as the page writes it. `key` are the words around it, with ``~2`` behind
    where the same words and path stand before on the page. `shows` tells what the page showed for
    proof. Without `proven` nothing showed that the citation was true there.
    """

    page: str
    cited: str
    key: str
    path: str
    first: int
    last: int
    blob: str
    revision: str
    shows: str = ""
    proven: bool = True

    @property
    def identity(self) -> tuple[str, str, str]:
        """What no two entries share."""
        return self.page, self.cited, self.key

    @property
    def lines(self) -> tuple[int, int]:
        """The first and the last line."""
        return self.first, self.last

    @property
    def order(self) -> tuple[str, str, str, int]:
        """The order of the file; numbers take no part, so that repairs do not shuffle lines."""
        words, _, nth = self.key.partition("~")
        return self.page, self.cited, words, int(nth or 1)


@dataclass(frozen=True, slots=True)
class Claim:
    """One cited range of a page, and its key."""

    file: File
    citation: Citation
    lines: LineRange
    key: str

    @property
    def cited_lines(self) -> tuple[int, int]:
        """The first and the last line."""
        return self.lines.first, self.lines.last

    @property
    def place(self) -> tuple[str, int, int]:
        """What tells it from all other claims of this reading of the pages."""
        return place_of(self.file, self.citation, self.lines)


def place_of(file: File, citation: Citation, lines: LineRange) -> tuple[str, int, int]:
    """Path of the page, and where path and lines stand on it."""
    return file.path, citation.path_span.start, lines.span.start


def ranges_of(file: File) -> Iterator[tuple[Citation, LineRange]]:
    """The ranges that a page cites, in its order; those that are only approximate are none."""
    for citation in file.citations:
        if not citation.approximate:
            yield from ((citation, one) for one in citation.ranges if 1 <= one.first <= one.last)


def claims_of(file: File) -> tuple[Claim, ...]:
    """The ranges that a page cites, in its order, with their keys."""
    seen: dict[tuple[str, str], int] = defaultdict(int)
    found = []
    lines = _Lines(file)
    for citation, cited in ranges_of(file):
        words = lines.words(citation)
        seen[citation.path, words] += 1
        nth = seen[citation.path, words]
        found.append(Claim(file, citation, cited, f"{words}~{nth}" if nth > 1 else words))
    return tuple(found)


def shown(file: File, citation: Citation) -> str:
    """A digest of what the page shows for proof: the quote, else the name of its signature."""
    text = " ".join(quoted(file, citation).split()) or "".join(file.defined_names[:1])
    return hashlib.sha256(text.encode()).hexdigest()[:12] if text else ""


def paired(claims: Iterable[Claim], entries: Iterable[Entry]) -> Iterator[tuple[Claim, Entry]]:
    """Claims and entries of one page that belong together, the surest pairs first."""
    left, free = list(claims), list(entries)
    for of_claim, of_entry in _LIKENESSES:
        waiting: dict[Hashable, list[Entry]] = defaultdict(list)
        for entry in free:
            waiting[of_entry(entry)].append(entry)
        unpaired = []
        for claim in left:
            if same := waiting.get(of_claim(claim)):
                entry = same.pop(0)
                free.remove(entry)
                yield claim, entry
            else:
                unpaired.append(claim)
        left = unpaired


_LIKENESSES: tuple[tuple[Callable[[Claim], Hashable], Callable[[Entry], Hashable]], ...] = (
    (
        lambda c: (c.citation.path, c.key, c.lines.first, c.lines.last),
        lambda e: (e.cited, e.key, e.first, e.last),
    ),
    (
        lambda c: (c.citation.path, c.lines.first, c.lines.last),
        lambda e: (e.cited, e.first, e.last),
    ),
    (lambda c: (c.citation.path, c.key), lambda e: (e.cited, e.key)),
    (lambda c: c.key, lambda e: e.key),
)
"""Unchanged; words of the page changed; numbers changed; the path was written anew as well."""


class _Lines:
    """The lines of a page without what is cited there."""

    def __init__(self, file: File) -> None:
        self._text = file.text
        self._words: dict[int, str] = {}
        self._cited: dict[int, list[Span]] = defaultdict(list)
        for citation in file.citations:
            start, _ = self._line(citation.span.start)
            while start < citation.span.end:
                self._cited[start].append(citation.span)
                _, end = self._line(start)
                start = end + 1

    def words(self, citation: Citation) -> str:
        """The words on the line of a citation apart from all that is cited there."""
        start, end = self._line(citation.span.start)
        if start not in self._words:
            self._words[start] = self._read(start, end)
        return self._words[start]

    def _line(self, at: int) -> tuple[int, int]:
        """Where a line begins and ends that has the place `at`."""
        end = self._text.find("\n", at)
        return self._text.rfind("\n", 0, at) + 1, end if end >= 0 else len(self._text)

    def _read(self, start: int, end: int) -> str:
        parts, at = [], start
        for span in self._cited[start]:
            if span.start < end:
                parts.append(self._text[at : max(at, span.start)])
                at = max(at, span.end)
        parts.append(self._text[min(at, end) : end])
        words = ""
        for word in _WORD.findall(" ".join(parts).lower()):
            longer = f"{words}-{word}" if words else word[:_LONGEST]
            if len(longer) > _LONGEST:
                break
            words = longer
        return words or _NO_WORDS
