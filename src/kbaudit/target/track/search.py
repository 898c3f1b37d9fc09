"""Looks for code that is no longer where it was.

In renamed files, under the name of its definition, and by its lines among those that are new in the
target.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from kbaudit.target.track import remains
from kbaudit.target.track.answer import Query
from kbaudit.target.track.bench import Bench, extension
from kbaudit.target.track.carry import Carried, carry
from kbaudit.target.track.case import Case, make_case
from kbaudit.target.track.filemap import FileMap
from kbaudit.target.track.findings import Findings
from kbaudit.target.track.found import Found
from kbaudit.target.track.names import Names
from kbaudit.target.track.scan import Hits, scan
from kbaudit.target.track.twins import RENAMED
from kbaudit.target.track.windows import between_ends, windows

_WORTH_A_LOOK = 0.4  # share of the range's lines that a file must have
_FILES = 12  # files looked at for one range
_COPY = 0.8


def search(
    bench: Bench, queries: Mapping[Query, Carried | None]
) -> Iterator[tuple[Query, Findings]]:
    """For each range, given with what its own file says about it, the places where it may be.

    Code is looked for in files with the extension of its own, whatever else is asked beside it.
    """
    for kind in sorted({extension(query.path) for query in queries}):
        alike = {query: queries[query] for query in queries if extension(query.path) == kind}
        yield from _among(bench, kind, alike)


def _among(
    bench: Bench, kind: str, queries: Mapping[Query, Carried | None]
) -> Iterator[tuple[Query, Findings]]:
    """The same for ranges of files with the extension `kind`, with one look at all such files."""
    cases = {query: make_case(bench, query) for query in queries}
    around = {query: outer for query, case in cases.items() if (outer := case.around())}
    cases |= {outer: make_case(bench, outer) for outer in set(around.values()) - set(cases)}
    lines = {key for case in cases.values() for key in case.keys}
    names = {name for case in cases.values() for name in case.names}
    after = scan(bench.target, bench.changed(kind), lines, names)
    old_files = [path for path in bench.base.files if extension(path) == kind]
    # Who else defined a name matters only where it is defined now.
    before = scan(bench.base, old_files, lines, set(after.names))

    def findings(query: Query) -> Findings:
        carried = queries[query] if query in queries else in_place(bench, query)
        return _Search(bench, cases[query], before, after).findings(carried)

    # Ranges inside of a definition that is lost ask for what became of that; no others are kept.
    whole = {query: findings(query) for query in sorted(set(around.values()))}
    for query in sorted(queries):
        found = whole.get(query) or findings(query)
        if query in around:
            found = replace(found, whole=around[query], around=whole[around[query]])
        yield query, found


def in_place(bench: Bench, query: Query) -> Carried | None:
    """What the range's own file says."""
    if bench.target.line_count(query.path) is None:
        return None
    return carry(bench.map(query.path, query.path), query.start - 1, query.end - 1)


class _Search:
    """The search for one range; `before` and `after` say which files have its lines."""

    def __init__(self, bench: Bench, case: Case, before: Hits, after: Hits) -> None:
        self.bench = bench
        self.case = case
        self.before = before
        self.after = after
        self.names = Names(bench, case, before, after)

    def findings(self, carried: Carried | None) -> Findings:
        """All that is known about the range, given what its own file says."""
        case, path = self.case, self.case.query.path
        here = self._found(path, carried, carried.how) if carried is not None else None
        against = carried is not None and remains.contradicted(
            case, carried, self.before, self.after
        )
        left = own_left = 0.0
        if self.bench.target.blob(path) is not None:
            left, own_left = remains.left(
                case, self.bench.sheet(self.bench.target, path), self.before
            )
        scattered = remains.scattered(case, self.before, self.after)
        lost = bool(case.lost)
        files = self.after.names.get(case.lost_name or "", ())
        return Findings(
            self._places(),
            here,
            self._between_ends(),
            against,
            left,
            own_left,
            scattered,
            lost,
            named=self.names.any_new(),
            vanished=lost and not files and case.around() is None,
            nameless=lost and case.whole and not self.names.any_namesake(),
        )

    def _between_ends(self) -> Found | None:
        case, path = self.case, self.case.query.path
        if self.bench.target.blob(path) is None:
            return None
        window = between_ends(case, self.bench.sheet(self.bench.target, path))
        carried = carry(window, case.start, case.end) if window is not None else None
        found = self._found(path, carried, carried.how) if carried is not None else None
        return found if found is not None and found.bounded else None

    def _places(self) -> list[Found]:
        found = [*self._in_renamed(), *self._by_definition(), *self._by_lines()]
        best: dict[tuple[str, int, int], Found] = {}
        for one in sorted(found, key=_order):
            best.setdefault((one.path, one.carried.start, one.carried.end), one)
        copied = self._copied()
        own = self.case.query.path
        return [
            replace(one, copied=copied and one.how != "rename" and one.path != own)
            for one in best.values()
        ]

    def _found(self, path: str, carried: Carried, how: str, *, named: bool = False) -> Found:
        sheet = self.bench.sheet(self.bench.target, path)
        # What is found by its lines of a whole definition is not it if it is a part of one.
        whole = sheet.whole(carried.start, carried.end) is not None
        case, at_home = self.case, path == self.case.query.path
        part = how == "search" and case.whole and not whole
        # Nor is what took the place of a vanished one, if it is little like it.
        if at_home and how == "lines" and case.whole and case.lost:
            part = carried.similarity < RENAMED
        if part:
            carried = replace(carried, sure=False)
        score, told = self.case.score(carried, path, self.before)
        if carried.same_text and told:
            score = 1.0
        if path == self.case.query.path and not told:
            told = self.case.kept_in_file(carried, self.bench.map(path, path), self.before)
        anchored = not part and self.case.anchored(carried, sheet, self.before, self.after)
        bounded = case.between_ends(carried, sheet)
        at_name = case.sheet.name_around(case.start) == sheet.name_around(carried.start)
        return Found(path, carried, score, how, named, told, anchored, bounded, at_name)

    def _in_renamed(self) -> Iterator[Found]:
        case = self.case
        guess = self.bench.renamed(case.query.path)
        if guess is not None:
            carried = carry(self.bench.map(case.query.path, guess.path), case.start, case.end)
            if carried is not None:
                named = carried.plain
                yield self._found(guess.path, carried, "rename", named=named)

    def _by_definition(self) -> Iterator[Found]:
        """Definitions of the lost ones' names that are new where they are."""
        case = self.case
        for index in case.lost:
            qualified, name = (one := case.sheet.definitions[index]).qualified, one.name
            named = self.names.newly_in(qualified)
            paths = set(named)
            if index == case.lost[0]:
                paths |= self.after.names.get(name, set())
            for path in sorted(paths, key=lambda one: self._rank(one, named))[:_FILES]:
                sheet = self.bench.sheet(self.bench.target, path)
                for other in self.names.new_definitions(path, name):
                    carried = carry(
                        FileMap(case.sheet, sheet, (index, other)), case.start, case.end
                    )
                    if carried is not None:
                        same = path in named and sheet.definitions[other].qualified == qualified
                        yield self._found(path, carried, "definition", named=same and carried.named)

    def _rank(self, path: str, named: Collection[str]) -> tuple[bool, float, str]:
        """What comes first: files with the qualified name, then those with most of the lines."""
        return (path not in named, -self.case.share(path, self.after), path)

    def _by_lines(self) -> Iterator[Found]:
        """Places where many of the lines are new."""
        case, after = self.case, self.after
        shares = case.shares(after, _WORTH_A_LOOK)
        own = case.query.path
        for path in case.files_of_ends(self.before, after):
            shares.setdefault(path, 0.0)
        for path in sorted(shares, key=lambda one: (one != own, -shares[one], one))[:_FILES]:
            sheet = self.bench.sheet(self.bench.target, path)
            fresh = self.bench.fresh(path, same_file=path == own)
            for window in windows(case, sheet, fresh):
                carried = carry(window, case.start, case.end)
                if carried is not None:
                    yield self._found(path, carried, "search")

    def _copied(self) -> bool:
        """Whether another file had this code at the base and has it still."""
        case, bench = self.case, self.bench
        for path, had in case.shares(self.before, _COPY).items():
            if path == case.query.path:
                continue
            unchanged = bench.target.blob(path) == bench.base.blob(path)
            if unchanged or case.share(path, self.after) >= _COPY * had:
                return True
        return False


def _order(found: Found) -> tuple[bool, float, float, bool, str, int]:
    carried = found.carried
    return (
        not carried.sure,
        -round(found.score, 2),
        -carried.exact,
        not found.named,
        found.path,
        carried.start,
    )
