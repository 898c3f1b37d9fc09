"""Which commits changed a piece of code: told by when its lines come and go.

All versions of the files are read in bulk. A commit did it when after it other lines of the piece
stand in the file than before; where no commit is like that (lines only shifted), all that changed
the file did it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kbaudit.model.errors import TargetError
from kbaudit.target.revision import Change, Commit, Target, split_lines

_TELLING = 4
"""Lines of at most this many characters stand anywhere."""


@dataclass(frozen=True, slots=True)
class Trace:
    """Files in which a piece of code is, or was, and its lines in either version."""

    paths: frozenset[str]
    lines: frozenset[bytes]

    @classmethod
    def of(
        cls, paths: Iterable[str], texts: Iterable[tuple[str | None, tuple[int, int]]]
    ) -> "Trace":
        """The trace of lines `first` to `last` of some texts."""
        found = {
            line.strip().encode("utf-8", "replace")
            for text, (first, last) in texts
            for line in split_lines(text or "")[first - 1 : last]
        }
        return cls(frozenset(paths), frozenset(line for line in found if len(line) > _TELLING))


class Blame:
    """The commits between two revisions, asked for pieces of code."""

    def __init__(self, target: Target, changes: Sequence[Change]) -> None:
        self._target = target
        self._changes = changes

    def commits(self, traces: Sequence[Trace]) -> list[tuple[Commit, ...]]:
        """For each trace the commits that changed it, newest first."""
        wanted: dict[str, list[int]] = defaultdict(list)
        for number, trace in enumerate(traces):
            for path in sorted(trace.paths):
                wanted[path].append(number)
        hits: list[set[str]] = [set() for _ in traces]
        touching: list[set[str]] = [set() for _ in traces]
        for path, numbers in sorted(wanted.items()):
            changes = [change for change in self._changes if path in change.paths]
            blobs = {blob for change in changes for blob in change.paths[path] if blob}
            held = self._held(sorted(blobs), [traces[n].lines for n in numbers])
            nothing: list[frozenset[bytes]] = [frozenset()] * len(numbers)
            for change in changes:
                before, after = (held.get(blob, nothing) for blob in change.paths[path])
                for number, old, new in zip(numbers, before, after, strict=True):
                    touching[number].add(change.commit.id)
                    if old != new:
                        hits[number].add(change.commit.id)
        return [
            tuple(c.commit for c in self._changes if c.commit.id in (hit or touched))
            for hit, touched in zip(hits, touching, strict=True)
        ]

    def _held(
        self, blobs: Sequence[str], pieces: Sequence[frozenset[bytes]]
    ) -> dict[str, list[frozenset[bytes]]]:
        """For each version of a file the lines of each piece that are in it."""
        held: dict[str, list[frozenset[bytes]]] = {}
        try:
            versions = self._target.contents(blobs)
        except TargetError:  # a partial clone: what changed the file is all that can be said
            return held
        for blob, data in versions.items():
            lines = {line.strip() for line in data.split(b"\n")}
            held[blob] = [piece & lines for piece in pieces]
        return held
