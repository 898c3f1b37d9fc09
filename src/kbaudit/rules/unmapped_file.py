"""See the docstring of the rule."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from posixpath import dirname

from kbaudit.model.edit import Fix, Safety
from kbaudit.model.finding import Finding, Level
from kbaudit.read.kind import Kind
from kbaudit.read.lists import RepoMap
from kbaudit.rulekit import Context, Need, code, count, listing, rule
from kbaudit.rules._map_rows import new_rows
from kbaudit.rules._places import heading_or_start

_COMPLETE = 0.9


@rule(level=Level.INFO, tags=("map",), needs=(Need.REVISION, Need.BASE), fix=Safety.SAFE)
def unmapped_file(repo_map: RepoMap, ctx: Context) -> Iterator[Finding]:
    """The target has files that the map should list, and does not.

    Why:
        What is not on the map is not explored, and no page is written about it.

    Example:
        ``src/pkg/`` got two modules since the map was made; the map lists all the others.

    Remedy:
        Add rows for the files, and explore them. What a map covers is told by what it lists: files
        with the same endings, in folders of which it listed at least nine of ten files at the base,
        and new folders inside such. Each folder is reported once.

    Fix safety:
        Safe for files that were there at the base: a row is added with the number of lines and the
        pages that cite the file, and marked as not explored. The rows of a map describe the tree of
        the base, so files that came later are left to a new map.
    """
    if repo_map.kind is not Kind.MAP or not repo_map.rows:
        return
    base = ctx.target.of_map(repo_map)
    if base is None:
        return
    known = _Known(repo_map, tuple(base.revision.files))
    folders: dict[str, list[str]] = defaultdict(list)
    for path in sorted({*ctx.target.revision.files, *base.revision.files} - known.listed):
        if known.covers(path) and path in ctx.target.revision.files:
            folders[dirname(path)].append(path)
    for folder, paths in sorted(folders.items()):
        old = [path for path in paths if path in base.revision.files]
        new = [path for path in paths if path not in old]
        for some, since in ((old, ""), (new, ", added since it was made")):
            if some:
                yield ctx.found(
                    heading_or_start(repo_map),
                    f"{code(f'{folder}/') if folder else 'the root'} has "
                    f"{count(len(some), 'file')} that the map does not list{since}: "
                    f"{listing([code(path.rsplit('/', 1)[-1]) for path in some])}",
                    fix=_fix(repo_map, some, ctx) if some is old else None,
                    key=f"{folder}{since}",
                )


def _fix(repo_map: RepoMap, paths: Sequence[str], ctx: Context) -> Fix | None:
    edit = new_rows(repo_map, paths, ctx)
    if edit is None:
        return None
    title = f"add {count(len(paths), 'row')}"
    return Fix(title, (edit,), leaves=("map-total-mismatch", "stale-coverage"))


@dataclass(frozen=True)
class _Known:
    """What a map lists, and what it therefore claims to cover. `files` are those of the base."""

    repo_map: RepoMap
    files: tuple[str, ...]

    @cached_property
    def listed(self) -> frozenset[str]:
        return frozenset(row.path.removeprefix("./") for row in self.repo_map.rows)

    @cached_property
    def endings(self) -> frozenset[str]:
        return frozenset(_ending(path) for path in self.listed)

    @cached_property
    def _folders(self) -> dict[str, tuple[int, int]]:
        """For each folder of the base how many files below it are listed, and how many there are.

        The first pair is of the files directly in it.
        """
        counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for path in self.files:
            if _ending(path) in self.endings:
                folder = dirname(path)
                counts[folder][0] += path in self.listed
                counts[folder][1] += 1
        return {folder: (one, all_) for folder, (one, all_) in counts.items()}

    @cached_property
    def _below(self) -> dict[str, tuple[int, int]]:
        totals: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for folder, (one, all_) in self._folders.items():
            above = folder
            while above:
                totals[above][0] += one
                totals[above][1] += all_
                above = dirname(above)
        return {folder: (one, all_) for folder, (one, all_) in totals.items()}

    def covers(self, path: str) -> bool:
        """Whether a file that is not listed should be."""
        if _ending(path) not in self.endings:
            return False
        folder = dirname(path)
        if folder in self._folders:
            return _complete(*self._folders[folder])
        while folder and folder not in self._below:
            folder = dirname(folder)
        return bool(folder) and _complete(*self._below[folder])


def _complete(listed: int, there: int) -> bool:
    return listed >= 2 and listed >= _COMPLETE * there


def _ending(path: str) -> str:
    name = path.rsplit("/", 1)[-1]
    return name[name.rfind(".") :] if "." in name[1:] else name
