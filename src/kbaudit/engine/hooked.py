"""What a commit hook has to judge: knowledge bases of the repository, and the files that count."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kbaudit.engine.locate import surely_one
from kbaudit.engine.recorded import Recorded
from kbaudit.read.tree import PAGE_SUFFIXES
from kbaudit.target.home import Home, open_home


@dataclass(frozen=True, slots=True)
class Hooked:
    """One knowledge base: `root` leads there from the current folder.

    `recorded` is what is to be judged, `files` those that the hook was given and `changed` those
    that the commit changes, by their paths from the root. `since` is the commit to compare with
    where commits are pushed, None where one is made. `whole` tells that all pages were given, so
    that nothing is compared.
    """

    root: Path
    recorded: Recorded
    files: frozenset[str]
    changed: frozenset[str]
    since: str | None
    whole: bool


def hooked(paths: Sequence[str]) -> Iterator[Hooked]:
    """The knowledge bases in which something is staged, or to which files of `paths` belong.

    Folders in `paths` are the only knowledge bases that count. Raises UsageError outside of a
    repository.
    """
    home = open_home(Path.cwd()).at("")
    try:
        yield from _in(home, paths)
    finally:
        home.close()


def _in(home: Home, paths: Sequence[str]) -> Iterator[Hooked]:
    here, top = Path.cwd(), home.top.resolve()
    since = os.environ.get("PRE_COMMIT_FROM_REF") or None
    given = [_inside(here, top, path) for path in paths if not Path(path).is_dir()]
    listed = {path for path in given if path}
    changed = set(_changed(home, since))
    named = [_inside(here, top, path) for path in paths if Path(path).is_dir()]
    roots = [path for path in named if path is not None] or _roots(top, listed | changed)
    for root in sorted(set(roots)):
        prefix = f"{root}/" if root else ""
        files, touched = _below(prefix, listed), _below(prefix, changed)
        if not files and not touched:
            continue
        own = home.at(prefix)
        if since is None:
            own.begin_listing()
        entries = own.staged()
        # pre-commit has put away what is not staged, unless it was asked to check all files.
        disk = frozenset(own.unstaged()) if os.environ.get("PRE_COMMIT") else frozenset()
        place = Path(os.path.relpath(top / root, here))
        pages = {path for path in entries if path.lower().endswith(PAGE_SUFFIXES)}
        own.begin_reading([entries[path].blob for path in entries if path in pages or _ours(path)])
        recorded = Recorded(place, own, entries, disk)
        yield Hooked(place, recorded, files, touched, since, pages <= files)


def _changed(home: Home, since: str | None) -> Iterable[str]:
    if since is None:
        home.begin_comparing()
        return home.changed(home.head())
    last = os.environ.get("PRE_COMMIT_TO_REF") or "HEAD"
    return home.between(home.base(since), last)


def _inside(here: Path, top: Path, path: str) -> str | None:
    """A path from the top of the repository, links on the way followed; None outside of it."""
    given = here / path
    place = Path(os.path.realpath(given))
    if given.is_symlink():  # a link is a file of its own
        place = Path(os.path.realpath(given.parent)) / given.name
    if not place.is_relative_to(top):
        return None
    found = place.relative_to(top).as_posix()
    return "" if found == "." else found


def _ours(path: str) -> bool:
    return path.startswith("kbaudit.")


def _below(prefix: str, paths: Iterable[str]) -> frozenset[str]:
    return frozenset(path.removeprefix(prefix) for path in paths if path.startswith(prefix))


def _roots(top: Path, paths: Iterable[str]) -> list[str]:
    """The nearest knowledge base around each of `paths`, from the top of the repository."""
    seen: dict[str, str | None] = {}
    for path in paths:
        _root(top, path.rpartition("/")[0], seen)
    return [root for root in seen.values() if root is not None]


def _root(top: Path, folder: str, seen: dict[str, str | None]) -> str | None:
    if folder not in seen:
        hidden = any(part.startswith(".") for part in folder.split("/"))
        if not hidden and surely_one(top / folder):
            seen[folder] = folder
        else:
            seen[folder] = _root(top, folder.rpartition("/")[0], seen) if folder else None
    return seen[folder]
