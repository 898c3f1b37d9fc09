"""One pass over many files for the lines and definitions that somebody looks for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from kbaudit.target.revision import Revision

_AT_A_TIME = 200  # files whose text is held at once
_FEW = 12  # so many are looked for one by one before a file is taken to pieces
_KEYWORDS = frozenset((b"def ", b"def\t", b"clas", b"asyn"))
_HEADER = re.compile(rb"(?:async[ \t]+def|def|class)[ \t]+([A-Za-z_\x80-\xff][\w\x80-\xff]*)")


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
            python = path.endswith((".py", ".pyi")) and _worth_it(data, called)
            if not python and not _worth_it(data, wanted):
                continue
            there = list(map(bytes.strip, data.split(b"\n")))
            for key in held.intersection(there):
                hits.lines[wanted[key]].add(path)
            for key in [one for one in there if one[:4] in _KEYWORDS] if python else ():
                header = _HEADER.match(key)
                if header and header[1] in called:
                    hits.names[called[header[1]]].add(path)
    return hits


def _worth_it(data: bytes, wanted: Collection[bytes]) -> bool:
    """Whether a file can hold one of few things; where there are many it is not asked."""
    return len(wanted) > _FEW or any(map(data.__contains__, wanted))
