"""What the last run left, so that the next one looks only at what changed and what depends on it.

Most edits change the words of a page and nothing that anybody else asks of it. Then nearly all
holds that was found before, and need not even be looked up: results of pages that did not read the
edited one, and what came of indexes, maps, reports and the knowledge base as a whole.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, fields, is_dataclass, replace
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from kbaudit.engine.room import EVERYTHING, OUTSIDE, Question
from kbaudit.model.finding import Finding
from kbaudit.model.report import Coverage, Skipped
from kbaudit.model.span import Span
from kbaudit.read.file import FOR_THEMSELVES, Kind
from kbaudit.read.part import LACKS, SAYS
from kbaudit.read.secrets import find_secrets

if TYPE_CHECKING:
    from kbaudit.engine.results import Kept, Known
    from kbaudit.engine.room import Room
    from kbaudit.read.file import File


_TOLD = {"relations": "leads"}
"""Parts that have no more than others do but places, of which `Whole.beginnings` tells."""
_PAGES = ""
"""Stands for the paths of all pages."""
_OF_LINES = re.compile(r"\blines?\b")
_ALL = 1 << 60
"""A line behind the last one of every file."""


@dataclass(frozen=True, slots=True)
class Whole:
    """What came of all that speaks of the whole knowledge base, and on what that depends.

    `read` has by the name of a part the files of which it was read for that, or for answers, where
    these are not all pages; `asked` has questions.
    `coverage` and `checked` (of maps and of the lock) are by scope. `beginnings` has for each page
    at which a finding points the last line that is meant, and a digest of all up to its end,
    `words` for which words pages were asked.
    """

    findings: tuple[Finding, ...]
    skipped: tuple[Skipped, ...]
    coverage: dict[str, tuple[Coverage, ...]]
    checked: dict[str, tuple[Coverage, ...]]
    read: dict[str, frozenset[str]]
    asked: tuple[Question, ...]
    beginnings: dict[str, str] = field(default_factory=dict)
    words: dict[str, frozenset[str]] = field(default_factory=dict)

    def parts(self, file: File) -> list[str]:
        """The parts of `file` on which it depends."""
        if EVERYTHING in self.asked:
            return ["text"]
        return sorted(
            _TOLD.get(part, part)
            for part, paths in self.read.items()
            if file.path in paths or (_PAGES in paths and file.kind is Kind.PAGE)
        )

    def is_as_asked(self, file: File) -> bool:
        """Whether the words that `file` was asked for still stand in it, or still do not."""
        text = file.source.text
        return all(
            (
                one.removeprefix(SAYS) in text
                if one.startswith(SAYS)
                else one[len(LACKS) :] not in text
            )
            for one in self.words.get(file.path, ())
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


@dataclass
class LastRun:
    """What a run left of a knowledge base.

    `files` are digests of all files by path, `directory` one of all paths. `answers` are those to
    questions that no page answers. `readers` has for each file those whose results depend, or did
    once, on its text (with a tab behind each), `speaking` those with findings, `open` those whose
    results hold for no other run and `silencing` those with comments that silence rules.
    `coverage` (by scope) and `skipped` (how often) are those of all but `open` ones. `secret` tells
    that a secret stands in a file, which a finding might show.
    """

    files: dict[str, str]
    directory: str
    whole: Whole
    answers: dict[Question, str] = field(default_factory=dict)
    readers: dict[str, str] = field(default_factory=dict)
    speaking: set[str] = field(default_factory=set)
    open: set[str] = field(default_factory=set)
    silencing: frozenset[str] = frozenset()
    coverage: dict[str, tuple[Coverage, ...]] = field(default_factory=dict)
    skipped: dict[Skipped, int] = field(default_factory=dict)
    secret: bool = False

    def changed(self, files: Sequence[File]) -> list[File] | None:
        """Those of `files` whose text is another one; None where others came or went."""
        if len(files) != len(self.files):
            return None
        held = self.files
        changed = [file for file in files if held.get(file.path) != file.digest]
        return changed if all(file.path in held for file in changed) else None

    def affected(self, changed: Iterable[File]) -> set[str]:
        """The paths of all files whose results may be others now."""
        paths = {file.path for file in changed}
        read = (self.readers.get(path, "").split("\t")[:-1] for path in paths)
        return paths.union(self.open, *read)

    def follow(self, room: Room, known: Known, kept: Mapping[str, Kept | None]) -> None:
        """Become what a run leaves that had nothing to judge but what `kept` has results of."""
        for path in kept:
            self.files[path] = room.digest(path)
        words = {
            path: self.whole.words.get(path, frozenset()) | asked
            for path, asked in room.words.items()
        }
        read = {
            part: self.whole.read.get(part, frozenset()) | paths
            for part, paths in _shorter(room.read, room).items()
        }
        self.whole = replace(
            self.whole, read=self.whole.read | read, words=self.whole.words | words
        )
        self.speaking -= known.stale
        self.open -= known.stale
        for path, one in sorted(kept.items()):
            self._take(path, one)
            for other in one.files if one is not None else ():
                readers = self.readers.get(other, "")
                if f"\t{path}\t" not in f"\t{readers}":
                    self.readers[other] = f"{readers}{path}\t"
        self._count(known.coverage, known.skipped, kept)

    def _count(
        self,
        coverage: Mapping[str, Sequence[Coverage]],
        skipped: Mapping[Skipped, int],
        kept: Mapping[str, Kept | None],
    ) -> None:
        """Add to what is known of files what came of others, but of those that are open."""
        totals = {scope: list(found) for scope, found in coverage.items()}
        said = Counter(dict(skipped))
        for path, one in kept.items():
            if one is not None and path not in self.open:
                totals.setdefault(one.scope, []).extend(one.coverage)
                said.update(one.skipped)
        self.coverage = {scope: added(found) for scope, found in sorted(totals.items())}
        self.skipped = dict(sorted(said.items()))

    def _take(self, path: str, kept: Kept | None) -> None:
        """Note what came of the file at `path`; None is for what is not to be kept."""
        self.secret = self.secret or (kept is not None and kept.secret)
        unfit = kept is None or any(question[0] == "everything" for question, _ in kept.answers)
        if kept is None or unfit or "\t" in path:
            self.open.add(path)
            return
        self.answers.update(pair for pair in kept.answers if pair[0][0] in OUTSIDE)
        if kept.findings:
            self.speaking.add(path)


def left_by(
    room: Room,
    whole: Whole,
    answers: Mapping[Question, str],
    kept: Mapping[str, Kept | None],
    silencing: Iterable[str],
) -> LastRun:
    """What a run leaves that has judged, or looked up, all files of `room`.

    `kept` are results by path, `answers` those to questions of `whole` that no page answers, and
    `silencing` the files with comments that silence rules.
    """
    last = LastRun(
        {file.path: file.digest for file in room.kb.files},
        room.directory,
        replace(
            whole,
            read=_shorter(room.read, room),
            beginnings=dict(_beginnings(whole, room)),
            words={path: frozenset(words) for path, words in sorted(room.words.items())},
        ),
        dict(answers),
        silencing=frozenset(silencing),
    )
    readers: dict[str, list[str]] = {}
    for file in room.kb.files:
        if file.kind not in FOR_THEMSELVES:
            last.secret = last.secret or bool(find_secrets(file.source))
            continue
        one = kept.get(file.path)
        last._take(file.path, one)
        for other in one.files if one is not None else ():
            readers.setdefault(other, []).append(file.path)
    last.readers = {path: "\t".join([*found, ""]) for path, found in sorted(readers.items())}
    last._count({}, {}, kept)
    return last


def _shorter(read: Mapping[str, Set[str]], room: Room) -> dict[str, frozenset[str]]:
    """The same with one word for all pages."""
    pages = frozenset(page.path for page in room.kb.pages)
    return {
        part: frozenset((paths - pages) | {_PAGES} if pages <= paths else paths)
        for part, paths in sorted(read.items())
    }


def _beginnings(whole: Whole, room: Room) -> Iterator[tuple[str, str]]:
    lines: dict[str, int] = {}
    for finding in whole.findings:
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


def outside(questions: Iterable[Question]) -> Iterator[Question]:
    """Those of `questions` whose answers can change although no page does."""
    return (question for question in questions if question[0] in OUTSIDE)


def added(coverage: Iterable[Coverage], less: Iterable[Coverage] = ()) -> tuple[Coverage, ...]:
    """One entry for each kind of claim: the sum of `coverage` without what is `less`."""
    totals: Counter[str] = Counter()
    reasons: dict[str, Counter[str]] = {}
    for one in coverage:
        totals[one.what] += one.total
        reasons.setdefault(one.what, Counter()).update(dict(one.undecided))
    for one in less:
        totals[one.what] -= one.total
        reasons.setdefault(one.what, Counter()).subtract(dict(one.undecided))
    return tuple(
        Coverage(what, totals[what], tuple(sorted((+counts).items())))
        for what, counts in sorted(reasons.items())
    )


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
