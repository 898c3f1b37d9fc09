"""What came of all that speaks of the whole knowledge base, and whether it holds after an edit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, fields, is_dataclass, replace
from hashlib import blake2b
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from kbaudit.engine.reuse.answers import Question
from kbaudit.engine.reuse.room import EVERYTHING
from kbaudit.model.finding import Finding
from kbaudit.model.regex import regex
from kbaudit.model.report import Coverage, Skipped
from kbaudit.model.span import Position, Span
from kbaudit.read.citation import without_lines
from kbaudit.read.kind import FOR_THEMSELVES, Kind
from kbaudit.read.part import APART, LACKS, LINKED, NAMES, NEAR, SAYS, told

if TYPE_CHECKING:
    from kbaudit.engine.reuse.named_otherwise import NamedOtherwise
    from kbaudit.engine.reuse.room import Room
    from kbaudit.read.file import File


_LESS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "cited_files": ("citations", without_lines),
    "relations": ("leads", attrgetter("relations")),  # and places: see `Whole.beginnings`
}
"""What is told where less is wanted than a part has: the part, and what makes less of it."""
_PAGES = ""
"""Stands for the paths of all pages."""
_OF_LINES = regex(r"\blines?\b")
_ALL = 1 << 60
"""A line behind the last one of every file."""
_NOWHERE, _NO_LINE = Span(0, 0), Position(1, 1)


@dataclass(frozen=True, slots=True)
class Whole:
    """What came of all that speaks of the whole knowledge base, and on what that depends.

    `read` has by the name of a part the files of which it was read for that, or for answers, where
    these are not all pages; `asked` has questions.
    `coverage` and `checked` (of maps and of the lock) are by scope. `beginnings` has for each page
    at which a finding points the last line that is meant, and a digest of all up to its end,
    `words` for which words and names pages were asked. `counted` are the rules whose findings in
    pages count.
    """

    findings: tuple[Finding, ...]
    skipped: tuple[Skipped, ...]
    coverage: dict[str, tuple[Coverage, ...]]
    checked: dict[str, tuple[Coverage, ...]]
    read: dict[str, frozenset[str]]
    asked: tuple[Question, ...]
    beginnings: dict[str, str] = field(default_factory=dict)
    words: dict[str, frozenset[str]] = field(default_factory=dict)
    counted: frozenset[str] = frozenset()

    def parts(self, file: File) -> list[str]:
        """The parts of `file` on which it depends."""
        if EVERYTHING in self.asked:
            return ["text"]
        return sorted(
            part
            for part, paths in self.read.items()
            if part not in (NAMES, NEAR)
            and (file.path in paths or (_PAGES in paths and file.kind is Kind.PAGE))
        )

    @property
    def is_about_names(self) -> bool:
        """Whether it was asked of any page whom it names, or who names it."""
        return not self.read.keys().isdisjoint((NAMES, NEAR)) or any(
            one.startswith((APART, LINKED)) for words in self.words.values() for one in words
        )

    def depends_on(self, named: NamedOtherwise) -> bool:
        """Whether it matters that pages name others than before."""
        naming, near = self.read.get(NAMES, frozenset()), self.read.get(NEAR, frozenset())
        fewer = {path for path, others in named.fewer.items() if others}
        if fewer and (_PAGES in naming or not fewer.isdisjoint(naming)):
            return True
        if named.ends and (_PAGES in near or not named.ends.isdisjoint(near)):
            return True
        if any(
            f"{APART}{other}" in self.words.get(path, ())
            for path, others in named.more.items()
            for other in others
        ):
            return True
        return self.is_linked_otherwise(named)

    def is_linked_otherwise(self, named: NamedOtherwise) -> bool:
        """Whether it matters which names links use now, or used."""
        linked = {f"{LINKED}{word}" for word in named.words}
        return bool(linked) and not all(map(linked.isdisjoint, self.words.values()))

    def is_as_asked(self, file: File) -> bool:
        """Whether the words that `file` was asked for still stand in it, or still do not."""
        return all(
            told(file.source.text, one.split(" ", 1)[1]) == one
            for one in self.words.get(file.path, ())
            if one.startswith((SAYS, LACKS))
        )

    def may_speak_otherwise(self, file: File) -> bool:
        """Whether a finding may be another one now that the words of `file` are.

        One that stands in it does not move while all is the same up to the end of its line. What
        else a finding says of a page does not hang on its words, but for numbers of lines.
        """
        beginning = self.beginnings.get(file.path)
        if beginning is not None and beginning != _beginning(file, int(beginning.split()[0])):
            return True
        return any(
            (file.path in words or file.name in words) and _OF_LINES.search(words)
            for one in self.findings
            for words in (f"{one.message} {one.help} {one.related}",)
        )

    def and_asked(self, read: Mapping[str, Set[str]], words: Mapping[str, Set[str]]) -> Whole:
        """The same after more was read or asked for; itself where that is nothing new."""
        known_read, known_words = self.read, self.words
        more_read = {part: known_read.get(part, frozenset()) | read[part] for part in read}
        more_words = {path: known_words.get(path, frozenset()) | words[path] for path in words}
        if more_read.items() <= known_read.items() and more_words.items() <= known_words.items():
            return self
        return replace(self, read=known_read | more_read, words=known_words | more_words)

    def count(self, findings: Iterable[Finding]) -> Counter[Finding]:
        """Those of `findings` that count, as they are wherever they stand in their file."""
        return Counter(
            replace(one, span=_NOWHERE, start=_NO_LINE, end=_NO_LINE, related=(), fix=None)
            for one in findings
            if one.rule in self.counted
        )


def shorter(read: Mapping[str, Set[str]], room: Room) -> dict[str, frozenset[str]]:
    """The same with one word for all pages."""
    pages = frozenset(page.path for page in room.kb.pages)
    return {
        part: frozenset((paths - pages) | {_PAGES} if pages <= paths else paths)
        for part, paths in sorted(read.items())
    }


def beginnings(findings: Iterable[Finding], room: Room) -> Iterator[tuple[str, str]]:
    """Of each page at which one of `findings` points: see `Whole`."""
    lines: dict[str, int] = {}
    for finding in findings:
        for path, line in _pointed_at(finding):
            lines[path] = max(line, lines.get(path, 0))
    for path, line in sorted(lines.items()):
        file = room.kb.by_path.get(path)
        if file is not None and file.kind in FOR_THEMSELVES:
            yield path, _beginning(file, line)


def _pointed_at(finding: Finding) -> Iterator[tuple[str, int]]:
    """Files of the knowledge base and lines (1-based) on which a finding depends."""
    one_line = finding.start.line == finding.end.line
    yield finding.path, finding.start.line if one_line else _ALL
    for related in finding.related:
        if not related.revision:
            yield related.path, max(related.first, related.last)
    for edit in finding.fix.edits if finding.fix is not None else ():
        yield edit.path, _ALL  # it may stand where a section ends


def _beginning(file: File, line: int) -> str:
    """A line, and a digest of the text up to its end, the line end with it."""
    starts = file.source.line_starts
    text = file.source.text[: starts[line] if line < len(starts) else None]
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16)
    return f"{line} {digest.hexdigest()}"


def as_told(name: str, part: Callable[[str], Any]) -> Any:
    """What was told as `name` of a file, of which `part` gives parts by name."""
    if name not in _LESS:
        return part(name)
    whole, less = _LESS[name]
    return less(part(whole))


def same_elsewhere(one: Any, other: Any) -> bool:
    """Whether two values are the same but for the places in the text at which they stand."""
    if isinstance(one, Span):
        return isinstance(other, Span)
    if isinstance(one, tuple):
        return (
            isinstance(other, tuple)
            and len(one) == len(other)
            and all(map(same_elsewhere, one, other))
        )
    if is_dataclass(one) and type(one) is type(other):
        return all(
            same_elsewhere(getattr(one, name.name), getattr(other, name.name))
            for name in fields(one)
        )
    return bool(one == other)
