"""One pass over many files for the lines and definitions that somebody looks for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO

from kbaudit.model.regex import regex
from kbaudit.target.revision import Revision

_AT_A_TIME = 200  # files whose text is held at once
_FEW = 3  # so many are looked for one by one before a file is taken to pieces
_NAME = rb"([A-Za-z_\x80-\xff][\w\x80-\xff]*)"
_HEADERS = (
    (regex(rb"def[ \t]+" + _NAME), re.compile(rb"\s*(?:async[ \t]+)?").fullmatch),
    (regex(rb"class[ \t]+" + _NAME), re.compile(rb"\s*").fullmatch),
)
"""What begins with a word, which is found fast, and what may stand before that on its line."""


@dataclass(frozen=True)
class Hits:
    """Where things stand: files by line, and files by name of a definition."""

    lines: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


def scan(
    revision: Revision, paths: Iterable[str], lines: Collection[str], names: Collection[str]
) -> Hits:
    """Which of `paths` hold which of `lines` (stripped) and define which of `names`."""
    hits = Hits()
    if not lines and not names:
        return hits
    wanted = {line.encode("utf-8", "surrogatepass"): line for line in lines}
    held = frozenset(wanted)
    called = {name.encode("utf-8", "surrogatepass"): name for name in names}
    ordered = sorted(paths)
    for start in range(0, len(ordered), _AT_A_TIME):
        for path, data in revision.read_many(ordered[start : start + _AT_A_TIME]).items():
            if _worth_it(data, wanted):
                # Nothing goes through the lines of all files as fast, and no list is made of them.
                for key in held.intersection(map(bytes.strip, BytesIO(data))):
                    hits.lines[wanted[key]].add(path)
            if called and path.endswith((".py", ".pyi")) and _worth_it(data, called):
                for key in called.keys() & set(_defined(data)):
                    hits.names[called[key]].add(path)
    return hits


def _worth_it(data: bytes, wanted: Collection[bytes]) -> bool:
    """Whether a file can hold one of few things; where there are many it is not asked."""
    return len(wanted) > _FEW or any(map(data.__contains__, wanted))


def _defined(data: bytes) -> Iterator[bytes]:
    """The names that a Python file defines, and those that its texts seem to define."""
    for header, before in _HEADERS:
        for found in header.finditer(data):
            at = found.start()
            if before(data, data.rfind(b"\n", 0, at) + 1, at):
                yield found[1]
