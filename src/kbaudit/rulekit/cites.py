"""Which files of the target a page says that it is about."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from kbaudit.read.file import File
from kbaudit.rulekit.cited import Status
from kbaudit.target.symbols import is_python

if TYPE_CHECKING:
    from kbaudit.rulekit.sources import Sources

_LABELLED = frozenset({"item", "items", "link"})


class Cites:
    """The Python files that a page cites for its code: `paths`, as far as they are there.

    Files under a label or behind a link are the page's source; else any that it names. `labelled`
    tells that the page names its source at all, `ranges` are the cited lines with their paths.
    Nothing is parsed before somebody asks which of the files can be.
    """

    def __init__(self, file: File, sources: Sources) -> None:
        self._symbols = sources.symbols
        cited = [(one, sources.cited(file, one)) for one in file.citations]
        named = [one for one in cited if one[0].form in _LABELLED and not _of_tests(one[0].path)]
        chosen = named or [one for one in cited if one[1].status is Status.FOUND]
        there = [
            (one, answer.path)
            for one, answer in chosen
            if answer.status is Status.FOUND and is_python(answer.path)
        ]
        self.labelled = bool(named)
        self.paths = tuple(dict.fromkeys(path for _, path in there))
        self.ranges = tuple((path, r.first, r.last) for one, path in there for r in one.ranges)
        self._are_there = len(there) == len(chosen)

    @cached_property
    def files(self) -> tuple[str, ...]:
        """Those of the files that parse."""
        return tuple(path for path in self.paths if self._symbols.code(path) is not None)

    @property
    def parse(self) -> bool:
        """Whether any of them parses."""
        return any(self._symbols.code(path) is not None for path in self.paths)

    @property
    def all(self) -> bool:
        """Whether the files that parse are all of the page's source."""
        return self._are_there and 0 < len(self.files) == len(self.paths)


def _of_tests(path: str) -> bool:
    """Whether a path is of tests: pages cite those beside the source, never as the source."""
    return any(part in ("tests", "test") for part in path.split("/"))
