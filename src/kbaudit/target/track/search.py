"""Looks for code that is no longer where it was: in renamed files, under the name of its
definition, and by its lines among those that are new in the target."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kbaudit.target.track.align import align
from kbaudit.target.track.answer import Query
from kbaudit.target.track.bench import Bench, extension
from kbaudit.target.track.carry import Carried, carry
from kbaudit.target.track.filemap import FileMap, Pair, WindowMap
from kbaudit.target.track.scan import Hits, scan
from kbaudit.target.track.sheet import STRONG, Sheet

_WORTH_A_LOOK = 0.4  # share of the range's lines that a file must have
_FILES = 12  # files looked at for one range
_WINDOWS = 3  # places looked at in one file
_COPY = 0.8


@dataclass(frozen=True, slots=True)
class Found:
    """A place where the code may be now. `score` (0..1) is how much of it is there.

    `named`: the definition there has the qualified name of the one here. `copied`: the same code
    stood elsewhere at the base and still does, so that a new copy of it says nothing about this
    one.
    """

    path: str
    carried: Carried
    score: float
    how: str
    named: bool = False
    copied: bool = False


@dataclass(frozen=True, slots=True)
class _Case:
    """A range with what identifies it: its telling lines and the definition around it that is
    lost."""

    query: Query
    sheet: Sheet
    keys: dict[str, float]
    lost: int | None

    @property
    def start(self) -> int:
        return self.query.start - 1

    @property
    def end(self) -> int:
        return self.query.end - 1

    @property
    def total(self) -> float:
        return sum(self.keys.values())

    @property
    def lost_name(self) -> str | None:
        return None if self.lost is None else self.sheet.definitions[self.lost].name

    def share(self, path: str, hits: Hits) -> float:
        """The share of the telling lines that a file has."""
        there = sum(w for key, w in self.keys.items() if path in hits.lines.get(key, ()))
        return there / self.total if self.total else 0.0


def search(bench: Bench, queries: Sequence[Query]) -> dict[Query, list[Found]]:
    """For each range the places where it may be, the best first."""
    cases = [_case(bench, query) for query in queries]
    extensions = {extension(query.path) for query in queries}
    lines = {key for case in cases for key in case.keys}
    names = {name for case in cases if (name := case.lost_name)}
    hits = scan(bench.target, bench.changed(extensions), lines, names)
    before = scan(
        bench.base, [p for p in bench.base.files if extension(p) in extensions], lines, ()
    )
    return {case.query: _places(bench, case, hits, before) for case in cases}


def _case(bench: Bench, query: Query) -> _Case:
    sheet = bench.sheet(bench.base, query.path)
    span = range(query.start - 1, query.end)
    keys = {sheet.keys[i]: sheet.weights[i] for i in span if sheet.weights[i] >= STRONG}
    known = bench.map(query.path, query.path).twins if bench.target.blob(query.path) else {}
    lost = None
    whole = sheet.whole(query.start - 1, query.end - 1)
    owner = sheet.owners[query.start - 1] if whole is None else whole
    while owner >= 0 and owner not in known:
        if sheet.definitions[owner].end >= query.end:
            lost = owner
        owner = sheet.parents[owner]
    return _Case(query, sheet, keys, lost)


def _places(bench: Bench, case: _Case, hits: Hits, before: Hits) -> list[Found]:
    found = [
        *_in_renamed(bench, case),
        *_by_definition(bench, case, hits),
        *_by_lines(bench, case, hits),
    ]
    best: dict[tuple[str, int, int], Found] = {}
    for one in sorted(found, key=_order):
        best.setdefault((one.path, one.carried.start, one.carried.end), one)
    if any(_copied(bench, case, path, hits, before) for path in _holders(case, before)):
        return [
            Found(one.path, one.carried, one.score, one.how, one.named, one.how != "rename")
            for one in best.values()
        ]
    return list(best.values())


def _order(found: Found) -> tuple[bool, float, bool, str, int]:
    return (not found.carried.sure, -found.score, not found.named, found.path, found.carried.start)


def _in_renamed(bench: Bench, case: _Case) -> Iterator[Found]:
    guess = bench.renamed(case.query.path)
    if guess is not None:
        carried = carry(bench.map(case.query.path, guess.path), case.start, case.end)
        if carried is not None:
            yield Found(guess.path, carried, _score(carried), "rename", named=True)


def _by_definition(bench: Bench, case: _Case, hits: Hits) -> Iterator[Found]:
    """Definitions of the lost one's name that are new where they are."""
    if case.lost is None or case.lost_name is None:
        return
    lost = case.sheet.definitions[case.lost]
    paths = sorted(
        hits.names.get(case.lost_name, ()), key=lambda path: (-case.share(path, hits), path)
    )
    for path in paths[:_FILES]:
        sheet = bench.sheet(bench.target, path)
        for index in _new_definitions(bench, sheet, path, case.lost_name):
            carried = carry(FileMap(case.sheet, sheet, (case.lost, index)), case.start, case.end)
            if carried is not None:
                named = sheet.definitions[index].qualified == lost.qualified
                yield Found(path, carried, _score(carried), "definition", named)


def _new_definitions(bench: Bench, sheet: Sheet, path: str, name: str) -> list[int]:
    old: Counter[str] = Counter()
    if bench.base.blob(path) is not None:
        old.update(one.qualified for one in bench.sheet(bench.base, path).definitions)
    new = Counter(one.qualified for one in sheet.definitions)
    return [
        index
        for index, one in enumerate(sheet.definitions)
        if one.name == name and new[one.qualified] > old[one.qualified]
    ]


def _by_lines(bench: Bench, case: _Case, hits: Hits) -> Iterator[Found]:
    """Places where many of the lines are new."""
    shares = {
        path: share
        for path in {path for key in case.keys for path in hits.lines.get(key, ())}
        if (share := case.share(path, hits)) >= _WORTH_A_LOOK
    }
    for path in sorted(shares, key=lambda path: (-shares[path], path))[:_FILES]:
        sheet = bench.sheet(bench.target, path)
        fresh = _fresh_lines(bench, case, path, sheet)
        for window in _windows(case, sheet, fresh):
            carried = carry(window, case.start, case.end)
            if carried is not None:
                yield Found(path, carried, carried.found, "search")


def _fresh_lines(bench: Bench, case: _Case, path: str, sheet: Sheet) -> list[bool]:
    """Which lines of the target file were not there before."""
    if path == case.query.path:
        taken = bench.map(path, path).taken
        return [j not in taken for j in range(len(sheet))]
    if bench.base.blob(path) is None:
        return [True] * len(sheet)
    old = bench.sheet(bench.base, path).counts
    return [weight < STRONG or sheet.counts[key] > old[key]
            for key, weight in zip(sheet.keys, sheet.weights, strict=True)]  # fmt: skip


def _windows(case: _Case, sheet: Sheet, fresh: list[bool]) -> Iterator[WindowMap]:
    """The stretches of the file for which most lines of the range vote, aligned with it."""
    where: dict[str, list[int]] = defaultdict(list)
    for j, key in enumerate(sheet.keys):
        if fresh[j] and key in case.keys:
            where[key].append(j)
    votes: Counter[int] = Counter()
    for i in range(case.start, case.end + 1):
        for j in where.get(case.sheet.keys[i], ()):
            votes[j - i] += 1
    slack = 5 + (case.end - case.start + 1) // 2
    a = case.sheet.keys[case.start : case.end + 1]
    used: list[int] = []
    for offset, _ in sorted(votes.items(), key=lambda vote: (-vote[1], vote[0])):
        if any(abs(offset - other) <= slack for other in used):
            continue
        used.append(offset)
        low = max(0, case.start + offset - slack)
        high = min(len(sheet), case.end + offset + slack + 1)
        # Lines that were there before are nobody's new place; "\0" is no line of a text.
        b = [sheet.keys[j] if fresh[j] else "\0" for j in range(low, high)]
        pairs: dict[int, Pair] = {
            case.start + n: (low + j, ratio) for n, (j, ratio) in enumerate(align(a, b)) if j >= 0
        }
        yield WindowMap(case.sheet, sheet, pairs)
        if len(used) == _WINDOWS:
            return


def _score(carried: Carried) -> float:
    return max(carried.found, carried.similarity)


def _holders(case: _Case, before: Hits) -> list[str]:
    """Other files of the base that have this code, too."""
    counts: Counter[str] = Counter()
    for key in case.keys:
        counts.update(before.lines.get(key, ()))
    del counts[case.query.path]
    needed = _COPY * len(case.keys)
    return [
        path
        for path, count in counts.items()
        if count >= needed and case.share(path, before) >= _COPY
    ]


def _copied(bench: Bench, case: _Case, path: str, hits: Hits, before: Hits) -> bool:
    """Whether a file that had this code at the base has it still."""
    if bench.target.blob(path) == bench.base.blob(path):
        return True
    return case.share(path, hits) >= _COPY * case.share(path, before)
