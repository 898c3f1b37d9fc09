"""One range that is searched for, with what identifies it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kbaudit.target.track.answer import Query
from kbaudit.target.track.bench import Bench
from kbaudit.target.track.carry import Carried
from kbaudit.target.track.filemap import FileMap
from kbaudit.target.track.scan import Hits
from kbaudit.target.track.sheet import STRONG, Sheet
from kbaudit.target.track.twins import plain_name

OWN_FILES = 2
"""A line of so many files still tells which one it is of."""
_TELLING = 1.0
_LINES = 2  # so many lines, or one so long, are not the same by chance
_LONG = 20
_ANCHOR = 10  # letters of a line that can be told from all others
_LINES_OF_LOST = 6
_NO_FILES: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Case:
    """A range of the base: its telling lines with their weights, and the definitions that are lost.

    `lost` are those around the range that have no twin of their name in the file's new version, and
    those inside of these, the outermost first.
    """

    query: Query
    sheet: Sheet
    lost: Sequence[int]
    keys: dict[str, float] = field(default_factory=dict)

    @property
    def start(self) -> int:
        """First line, 0-based."""
        return self.query.start - 1

    @property
    def end(self) -> int:
        """Last line, 0-based, inclusive."""
        return self.query.end - 1

    @property
    def ends(self) -> tuple[int, int]:
        """First and last line, 0-based."""
        return self.start, self.end

    @property
    def whole(self) -> bool:
        """Whether the range is a definition, with or without its decorators."""
        return self.sheet.whole(self.start, self.end) is not None

    @property
    def lost_name(self) -> str | None:
        """The bare name of the outermost definition that is lost."""
        return self.sheet.definitions[self.lost[0]].name if self.lost else None

    @property
    def names(self) -> set[str]:
        """The bare names in the qualified names of what is lost, and of what is directly in it."""
        inside = [one for outer in self.lost[:1] for one in self.sheet.children.get(outer, ())]
        lost = [self.sheet.definitions[one].qualified for one in (*self.lost, *inside)]
        return {name for qualified in lost for name in qualified.split(".")}

    def share(self, path: str, hits: Hits) -> float:
        """The share (0..1) of the telling lines that a file has."""
        total = sum(self.keys.values())
        return self._there(path, hits) / total if total else 0.0

    def _there(self, path: str, hits: Hits) -> float:
        """The weight of the telling lines that a file has."""
        return sum(w for key, w in self.keys.items() if path in hits.lines.get(key, ()))

    def shares(self, hits: Hits, least: float) -> dict[str, float]:
        """The files that have at least the share `least` of the telling lines, with that share."""
        total = sum(self.keys.values())
        # Who has so much of them has one of the rarest lines that the rest does not make up for.
        rare: set[str] = set()
        left = total
        for files, weight in sorted(
            ((hits.lines.get(key, _NO_FILES), weight) for key, weight in self.keys.items()),
            key=lambda one: len(one[0]),
        ):
            if left < least * total:
                break
            rare |= files
            left -= weight
        there = {path: self._there(path, hits) for path in rare}
        return {path: w / total for path, w in there.items() if w >= least * total}

    def files_of_ends(self, before: Hits, after: Hits) -> set[str]:
        """The file that has both end lines, which are in no other file, now or then."""
        ends = [self.sheet.keys[i] for i in self.ends]
        if any(key not in self.keys or before.lines.get(key) != {self.query.path} for key in ends):
            return set()
        first, last = (after.lines.get(key, set()) for key in ends)
        return first & last if len(first) == len(last) == 1 else set()

    def score(self, carried: Carried, path: str, before: Hits) -> tuple[float, bool]:
        """How much of the range is in a place, and whether its lines tell by themselves what it is.

        Lines count by how rare they are: in their own file, when that is where they may still be,
        else in all files of the base.
        """
        at_home = path == self.query.path and not self.lost
        total = there = exact = 0.0
        for n, (j, ratio) in enumerate(carried.pairs):
            key = self.sheet.keys[self.start + n]
            if key not in self.keys:
                continue
            files = max(len(before.lines.get(key, ())), 1)
            others = self.sheet.counts[key]
            if not at_home:
                others = max(others, files)
            rarity = self.keys[key] / others
            total += rarity
            if j >= 0:
                there += rarity * ratio
                telling = self.keys[key] >= _TELLING and others <= 1
                exact += rarity * (ratio == 1.0 and telling)
        return (there / total if total else carried.found), exact >= _TELLING

    def between_ends(self, place: Carried, target: Sheet) -> bool:
        """Whether both end lines, which say much, are in a place, and once in both files."""
        for i, j in ((self.start, place.start), (self.end, place.end)):
            key = self.sheet.keys[i]
            if self.sheet.weights[i] < _TELLING or len(key) < _ANCHOR or key != target.keys[j]:
                return False
            if not self.sheet.counts[key] == target.counts[key] == 1:
                return False
        return True

    def anchored(self, place: Carried, target: Sheet, before: Hits, after: Hits) -> bool:
        """Whether both end lines are in a place as they were, and nowhere else, now or then.

        In another file, that is nowhere else in the tree. In the file itself, nowhere else in it;
        and where the definition around is lost, so that only the lines tell, there must be more.
        """
        own, path = self.query.path, target.path
        if not self.between_ends(place, target):
            return False
        for key in (self.sheet.keys[i] for i in self.ends):
            if path != own and (before.lines.get(key) != {own} or after.lines.get(key) != {path}):
                return False
        exact = sum(
            ratio == 1.0 and self.sheet.weights[i] >= STRONG
            for i, (_, ratio) in enumerate(place.pairs, start=self.start)
        )
        return path != own or not self.lost or exact >= _LINES_OF_LOST

    def kept_in_file(self, carried: Carried, own: FileMap, before: Hits) -> bool:
        """Whether the whole text, with a line that the file has once, is where it can be ours.

        That is in the class that it was in, be it in another method, or in a definition that is
        new: functions were taken apart, methods were made functions.
        """
        old, new = self.sheet, own.target
        span = range(self.start, self.end + 1)
        once = [
            key
            for i in span
            if old.weights[i] >= _TELLING and old.counts[key := old.keys[i]] == new.counts[key] == 1
        ]
        if not once or not carried.exact == carried.similarity == 1.0:
            return False
        around, there = old.outermost(self.start), new.outermost(carried.start)
        if (
            min(around, there) < 0
            or around != old.outermost(self.end)
            or there != new.outermost(carried.end)
        ):
            return False
        twin = own.twins.get(around, -1)
        if twin != there:
            rare = len(before.lines.get(once[0], ())) <= OWN_FILES
            long = len(once) >= _LINES or (rare and len(once[0]) >= _LONG)
            return long and there not in own.twins.values()
        one, other = old.definitions[around], new.definitions[there]
        return one.kind == "class" and one.qualified == other.qualified

    def around(self) -> Query | None:
        """The lost definition as a range of its own, None if there is none or it is this range."""
        if not self.lost:
            return None
        one, whole = self.sheet.definitions[self.lost[0]], self.sheet.whole(self.start, self.end)
        return None if whole == self.lost[0] else Query(self.query.path, one.start, one.end)


def make_case(bench: Bench, query: Query) -> Case:
    """The case of a range of the base."""
    sheet = bench.sheet(bench.base, query.path)
    span = range(query.start - 1, query.end)
    keys = {sheet.keys[i]: sheet.weights[i] for i in span if sheet.weights[i] >= STRONG}
    known = bench.map(query.path, query.path).twins if bench.target.blob(query.path) else {}
    around: list[int] = []
    lost = 0  # so many of them
    whole = sheet.whole(query.start - 1, query.end - 1)
    owner = sheet.owners[query.start - 1] if whole is None else whole
    while owner >= 0:
        twin = known.get(owner)
        one = sheet.definitions[owner]
        # A twin of another name is a guess that the search may prove wrong.
        kept = twin is not None and (
            plain_name(bench.sheet(bench.target, query.path).definitions[twin].qualified)
            == plain_name(one.qualified)
        )
        if one.end >= query.end:
            around.append(owner)
            lost = lost if kept else len(around)
        owner = sheet.parents[owner]
    return Case(query, sheet, around[:lost][::-1], keys)
