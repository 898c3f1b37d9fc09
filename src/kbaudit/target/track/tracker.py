"""Follows code from a base to a target revision.

The order is from cheap to dear, and the first answer that its content vouches for wins: the same
blob; the same file, definition by definition and line by line; a file under another name; the lines
that are new in the target, wherever they are. What nothing vouches for is `gone` when next to
nothing is left of it, and `unsure` otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kbaudit.target.opening import open_target
from kbaudit.target.revision import Revision
from kbaudit.target.track.answer import Answer, Query
from kbaudit.target.track.bench import Bench, Repository, extension
from kbaudit.target.track.carry import Carried
from kbaudit.target.track.search import in_place, search
from kbaudit.target.track.verdict import conclude, settled


class Tracker:
    """Answers where code of `base` is in `target`; prepares each file once for many questions.

    `repository` is the target that both revisions belong to (`open_target`, or one in memory).
    """

    def __init__(self, repository: Repository, base: Revision, target: Revision) -> None:
        self._bench = Bench(repository, base, target)
        self._open: dict[Query, Carried | None] = {}
        """What the files themselves do not decide, with what they say."""
        self._foreseen: set[str] = set()

    def locate(self, path: str, start: int, end: int) -> Answer:
        """Where lines `start` to `end` (1-based, inclusive) of `path` at the base are now."""
        return self.locate_all([(path, start, end)])[0]

    def locate_all(self, queries: Iterable[tuple[str, int, int]]) -> list[Answer]:
        """Answers in the order of the questions; searches the tree once for all that need it."""
        asked = [Query(*query) for query in queries]
        answers = self._decide(asked)
        still_open = {query: self._open.pop(query) for query in asked if query in self._open}
        found = search(self._bench, still_open) if still_open else ()
        answers |= {query: conclude(query, findings) for query, findings in found}
        return [answers[query] for query in asked]

    def decided(self, queries: Iterable[tuple[str, int, int]]) -> list[Answer | None]:
        """Answers in the order of the questions, without a search: None for what needs one.

        Many questions can so be asked in portions, and those left over at the end, all at once.
        """
        asked = [Query(*query) for query in queries]
        answers = self._decide(asked)
        return [answers.get(query) for query in asked]

    def _decide(self, queries: Iterable[Query]) -> dict[Query, Answer]:
        """The answers that the files themselves give; the rest is `_open`."""
        asked = sorted(set(queries) - self._open.keys())
        self._bench.prefetch({query.path for query in asked})
        answers: dict[Query, Answer] = {}
        for query in asked:
            answer, carried = self._in_place(query)
            if answer is not None:
                answers[query] = answer
                continue
            self._open[query] = carried
            if (kind := extension(query.path)) not in self._foreseen:
                self._foreseen.add(kind)
                self._bench.foresee(kind)
        return answers

    def _in_place(self, query: Query) -> tuple[Answer | None, Carried | None]:
        """The answer if the file itself decides it, and what it says in any case."""
        path, start, end = query
        base, target = self._bench.base, self._bench.target
        blob = base.blob(path)
        if blob is None:
            return Answer("unsure", how="no such file at the base"), None
        lines = base.line_count(path)
        if lines is None or not 1 <= start <= end <= lines:
            return Answer("unsure", how="no such lines at the base"), None
        if blob == target.blob(path):
            return Answer("same", path, start, end, 1.0, "blob"), None
        carried = in_place(self._bench, query)
        if carried is None or not carried.plain:
            return None, carried
        return settled(query, path, carried), carried


def locate(
    repository: str | Path, base: str, target: str, path: str, start: int, end: int
) -> Answer:
    """Where lines `start` to `end` (1-based, inclusive) of `path` at `base` are at `target`.

    `repository` is the path of a clone, `base` and `target` are revisions as `git rev-parse` takes
    them. For more than one question about the same revisions make a `Tracker` and ask it.
    """
    with open_target(repository) as opened:
        tracker = Tracker(opened, opened.revision(base), opened.revision(target))
        return tracker.locate(path, start, end)
