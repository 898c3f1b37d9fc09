"""One pass over many files for the lines and definitions that somebody looks for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO

from kbaudit.model.regex import regex
from kbaudit.target.revision import Revision

_AT_A_TIME = 200  # files whose text is held at once
_FEW = 30  # so many are looked for at one look, before a file is taken to pieces
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
        found = revision.read_many(ordered[start : start + _AT_A_TIME])
        for path in _worth_it(revision, found, lines):
            # Nothing goes through the lines of all files as fast, and no list is made of them.
            for key in held.intersection(map(bytes.strip, BytesIO(found[path]))):
                hits.lines[wanted[key]].add(path)
        for path in _worth_it(revision, found, names):
            if path.endswith((".py", ".pyi")):
                for key in called.keys() & set(_defined(found[path])):
                    hits.names[called[key]].add(path)
    return hits


def _worth_it(
    revision: Revision, found: Mapping[str, bytes], words: Collection[str]
) -> Iterable[str]:
    """The files that hold any of `words`, as long as these are few; else all."""
    return found if len(words) > _FEW else revision.holding(words, found)


def _defined(data: bytes) -> Iterator[bytes]:
    """The names that a Python file defines, and those that its texts seem to define."""
    for header, before in _HEADERS:
        for found in header.finditer(data):
            at = found.start()
            if before(data, data.rfind(b"\n", 0, at) + 1, at):
                yield found[1]
