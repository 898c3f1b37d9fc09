"""One pass over many files for the lines and definitions that somebody looks for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from kbaudit.target.revision import Revision

_AT_A_TIME = 200  # files whose text is held at once


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
    defined = _definition_pattern(names)
    ordered = sorted(paths)
    for start in range(0, len(ordered), _AT_A_TIME):
        for path, data in revision.read_many(ordered[start : start + _AT_A_TIME]).items():
            for key in wanted.keys() & set(map(bytes.strip, data.split(b"\n"))):
                hits.lines[wanted[key]].add(path)
            if defined is not None and path.endswith((".py", ".pyi")):
                for name in set(defined.findall(data)):
                    hits.names[name.decode()].add(path)
    return hits


def _definition_pattern(names: Collection[str]) -> re.Pattern[bytes] | None:
    if not names:
        return None
    either = "|".join(sorted(map(re.escape, names)))
    return re.compile(
        rf"^[ \t]*(?:async[ \t]+def|def|class)[ \t]+({either})\b".encode(), re.MULTILINE
    )
