"""Numbers of reports that are about files of the target, held against the map and each other."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from kbaudit.read.file import File
from kbaudit.read.lists import RepoMap
from kbaudit.read.report import CountClaim, Counted
from kbaudit.rulekit import code, count
from kbaudit.rulekit.reports import Reports

_OTHERWISE_COUNTED = 1
"""Some programs count the end of the last line as a line, and some do not."""
_MANY = 3
_DONE = ("✅", "☑", "✔", "✓")


@dataclass(frozen=True)
class FileNumbers:
    """The numbers of one report. `wrong` yields a clause for each that cannot be right."""

    file: File
    reports: Reports

    def wrong(self, claim: CountClaim) -> Iterator[str]:
        """What the report says, and what there is."""
        match claim.what:
            case Counted.PERCENT:
                yield f"{claim.number} % of the files explored, and its numbers make {claim.found}"
            case Counted.ALL_STEPS if claim.found != claim.number:
                yield f"{claim.number:,} steps in all, and its tables add up to {claim.found:,}"
            case Counted.DECIDED if claim.found != claim.number:
                files = count(claim.number, "file")
                yield f"{files} {claim.name.split()[-1]}, and lists {claim.found:,}"
            case Counted.EXPLORED:
                yield from self._explored(claim)
            case Counted.LINES:
                yield from self._lines(claim)
            case Counted.ALL_FILES | Counted.ALL_LINES:
                yield from self._totals(claim)

    def _explored(self, claim: CountClaim) -> Iterator[str]:
        whole = claim.found or 0
        said = f"{claim.number:,} of {whole:,} files explored"
        if claim.number > whole:
            yield f"{said}, which are more than there are"
            return
        first = self._first_explored
        if (
            claim.name
            and first is not None
            and (first.number, first.found) != (claim.number, claim.found)
        ):
            yield f"{said}, and {first.number:,} of {first.found or 0:,} in another place"
            return
        if self.map is None:
            return
        rows = self.map.rows
        marked = [row for row in rows if row.status]
        done = sum(row.status.startswith(_DONE) for row in marked)
        if whole > max(len(rows), *self._stated("explored", "files")):
            yield f"{said}; the map lists {len(rows):,}"
        elif whole == len(rows) == len(marked) and claim.number > done:
            yield f"{said}; the map marks {done:,}"

    @cached_property
    def _first_explored(self) -> CountClaim | None:
        """What the report says first of what was explored in the end."""
        counts = self.file.claims.counts
        return next((one for one in counts if one.what is Counted.EXPLORED and one.name), None)

    def _lines(self, claim: CountClaim) -> Iterator[str]:
        lines = self._lines_of(claim.name)
        if lines is not None and not self._agrees(claim) and self._counts_lines:
            yield f"{claim.number:,} lines of {code(claim.name)}; the map says {lines:,}"

    def _agrees(self, claim: CountClaim) -> bool | None:
        """Whether the map gives a file the same number of lines; None where it gives none."""
        lines = self._lines_of(claim.name)
        return None if lines is None else abs(lines - claim.number) <= _OTHERWISE_COUNTED

    @cached_property
    def _counts_lines(self) -> bool:
        """Whether the report can mean what the map counts: most agree, or there are few."""
        counts = self.file.claims.counts
        found = [self._agrees(one) for one in counts if one.what is Counted.LINES]
        return found.count(False) < _MANY or found.count(False) < found.count(True)

    def _totals(self, claim: CountClaim) -> Iterator[str]:
        if self.map is None:
            return
        rows = self.map.rows
        if claim.what is Counted.ALL_FILES:
            if claim.number > max(len(rows), *self._stated("files", "explored")):
                files = count(claim.number, "file")
                yield f"{files} of the target; the map lists {len(rows):,}"
            return
        same = {one.number for one in self.file.claims.counts if one.what is Counted.ALL_FILES}
        same |= {one.found or 0 for one in self.file.claims.counts if one.what is Counted.EXPLORED}
        if any(row.lines is None for row in rows) or same != {len(rows)}:
            return  # what rows there were then is not known
        right = sum(row.lines or 0 for row in rows)
        if claim.number not in (right, *self._stated("lines", "code")):
            yield f"{claim.number:,} lines of the target; the rows of the map add up to {right:,}"

    @cached_property
    def map(self) -> RepoMap | None:
        """The map as it was when the report was written; None where it may be a newer one."""
        maps = self.reports.kb.maps
        day = self.file.claims.date
        if len(maps) != 1 or maps[0].unreadable is not None or not maps[0].rows or not day:
            return None
        made = maps[0].property("generated")[:10]
        return maps[0] if made and made <= day else None

    def _stated(self, *words: str) -> tuple[int, ...]:
        """The numbers of those properties of the map whose names end with one of `words`."""
        found = [0]
        for one in self.map.properties if self.map is not None else ():
            last = one.value.rsplit("/", 1)[-1].strip().replace(",", "")
            if one.name.split()[-1:] and one.name.split()[-1] in words and last.isdecimal():
                found.append(int(last))
        return tuple(found)

    def _lines_of(self, path: str) -> int | None:
        """The lines of the one file that a path, or an end of one, names."""
        found = self._by_name.get(path.rsplit("/", 1)[-1], {})
        fits = [lines for one, lines in found.items() if f"/{one}".endswith(f"/{path}")]
        return fits[0] if len(fits) == 1 else None

    @cached_property
    def _by_name(self) -> Mapping[str, Mapping[str, int | None]]:
        by_name: dict[str, dict[str, int | None]] = {}
        for row in self.map.rows if self.map is not None else ():
            by_name.setdefault(row.path.rsplit("/", 1)[-1], {})[row.path] = row.lines
        return by_name
