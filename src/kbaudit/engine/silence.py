"""Takes out what pages silence, and finds the comments that silence nothing."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from kbaudit.model.finding import Finding
from kbaudit.model.report import Suppressed
from kbaudit.read.file import File
from kbaudit.rulekit.rule import TAGS, Rule
from kbaudit.rulekit.suppression import UNSILENCED, Suppression, read_suppressions

_Place = tuple[str, int, str]
"""A file, a line of it (0: the whole file), and the rule or tag that is silenced there."""


class Silencer:
    """The suppressions of all files of a knowledge base. `rules` are all that there are."""

    def __init__(self, files: Iterable[File], rules: Sequence[Rule], today: date) -> None:
        self._meanings: dict[str, tuple[Rule, ...]] = {rule.id: (rule,) for rule in rules}
        rules = [rule for rule in rules if rule.id not in UNSILENCED]
        for tag in TAGS:
            self._meanings[tag] = tuple(rule for rule in rules if tag in rule.tags)
        self._used: set[_Place] = set()
        self._first: dict[_Place, tuple[int, str]] = {}
        """For each place the first comment that is about it: where it stands, and its reason."""
        self._by_path: dict[str, tuple[Suppression, ...]] = {}
        for file in files:
            read = read_suppressions(file, self._meanings)
            if read:
                self._by_path[file.path] = tuple(
                    replace(one, expired=one.until is not None and one.until < today)
                    for one in read
                )
        for path, comments in self._by_path.items():
            for one in comments:
                for name in one.names if one.active else ():
                    place = (path, one.line, name.text)
                    self._first.setdefault(place, (one.span.start, one.reason))

    @property
    def paths(self) -> Iterable[str]:
        """The files in which there are such comments."""
        return self._by_path.keys()

    @property
    def named(self) -> frozenset[str]:
        """The rules of which comments speak, by name or by family."""
        words = {
            word for comments in self._by_path.values() for one in comments for word in one.names
        }
        return frozenset(rule.id for word in words for rule in self._meanings[word.text])

    def split(self, findings: Iterable[Finding]) -> tuple[list[Finding], list[Suppressed]]:
        """The findings that stay, and those that their page silences."""
        if not self._first:
            return list(findings), []
        kept: list[Finding] = []
        silenced: list[Suppressed] = []
        for finding in findings:
            reason = self._reason(finding)
            if reason is None:
                kept.append(finding)
            else:
                silenced.append(Suppressed(finding, reason))
        return kept, silenced

    def silences(self, finding: Finding) -> bool:
        """Whether any comment silences `finding`; none counts as used by that."""
        return bool(self._silencing(finding))

    def _reason(self, finding: Finding) -> str | None:
        """The reason of the first comment that silences `finding`; all that do count as used."""
        silencing = self._silencing(finding)
        self._used.update(silencing)
        return min(self._first[place] for place in silencing)[1] if silencing else None

    def _silencing(self, finding: Finding) -> list[_Place]:
        if finding.rule in UNSILENCED:
            return []
        words, lines = (finding.rule, *finding.tags), (0, finding.start.line)
        places = [(finding.path, line, word) for line in lines for word in words]
        return [place for place in places if place in self._first]

    def comments(self, judged: Callable[[Rule, str], bool]) -> Iterator[tuple[File, Suppression]]:
        """All comments with what `split` showed unused.

        `judged` says whether a rule has judged a file: of a rule that has not, nothing is known.
        """
        for path, comments in sorted(self._by_path.items()):
            for comment in comments:
                unused = tuple(
                    name
                    for name in comment.names
                    if comment.active
                    and (path, comment.line, name.text) not in self._used
                    and all(judged(rule, path) for rule in self._meanings[name.text])
                )
                yield comment.file, replace(comment, unused=unused)
