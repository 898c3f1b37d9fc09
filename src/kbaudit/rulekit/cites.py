"""Which files of the target a page says that it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kbaudit.read.file import File
from kbaudit.rulekit.cited import Status

if TYPE_CHECKING:
    from kbaudit.rulekit.sources import Sources

_LABELLED = frozenset({"item", "items", "link"})


@dataclass(frozen=True, slots=True)
class Cites:
    """The Python files that a page cites for its code.

    `all` tells that these are all of its source, `labelled` that the page names its source at all.
    """

    files: tuple[str, ...] = ()
    all: bool = False
    labelled: bool = False
    ranges: tuple[tuple[str, int, int], ...] = ()


def read_cites(file: File, sources: Sources) -> Cites:
    """Files under a label or behind a link are the page's source; else any that it names."""
    cited = [(one, sources.cited(file, one)) for one in file.citations]
    named = [pair for pair in cited if pair[0].form in _LABELLED and not _of_tests(pair[0].path)]
    chosen = named or [pair for pair in cited if pair[1].status is Status.FOUND]
    files: dict[str, None] = {}
    complete = bool(chosen)
    ranges = []
    for citation, answer in chosen:
        if answer.status is Status.FOUND and sources.symbols.code(answer.path) is not None:
            files[answer.path] = None
            ranges += [(answer.path, one.first, one.last) for one in citation.ranges]
        else:
            complete = False
    return Cites(tuple(files), complete and bool(files), bool(named), tuple(ranges))


def _of_tests(path: str) -> bool:
    """Whether a path is of tests: pages cite those beside the source, never as the source."""
    return any(part in ("tests", "test") for part in path.split("/"))
