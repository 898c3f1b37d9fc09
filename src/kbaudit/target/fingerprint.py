"""What all answers of a repository follow from, as one digest, without asking git.

Commits, trees and blobs never change. What can change is what the repository holds of them, which
names lead to them, and how git is configured to look at them: small files, all of which are read.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from kbaudit.model.regex import regex

_CONFIGURED = ("config", "config.worktree")
_SMALL_FILES = ("HEAD", "packed-refs", "shallow", "commondir", "info/grafts", "info/attributes")
_INCLUDED = regex(r"(?im)^[ \t]*path[ \t]*=[ \t]*\"?([^\"\n]+)")
"""What a file of settings names as another one that belongs to it."""


def fingerprint(git_dir: Path) -> str:
    """A digest that differs when anything may be answered differently about the repository.

    `git_dir` is what ``git rev-parse --absolute-git-dir`` gives; that of a linked worktree leads to
    the one that has the objects. What cannot be read counts as not being there.
    """
    whole = blake2b(digest_size=20)
    for line in _state(git_dir):
        whole.update(line.encode("utf-8", "surrogateescape") + b"\n")
    return whole.hexdigest()


def horizon(git_dir: Path) -> str:
    """A digest of what can change an answer about commits that are named by their ids.

    That is how far history reaches, and which tags there are. `git_dir` is as for `fingerprint`.
    """
    common = git_dir / _text(git_dir / "commondir").strip()
    whole = blake2b(digest_size=20)
    for line in (
        _text(common / "shallow"),
        _text(common / "info" / "grafts"),
        _text(common / "packed-refs"),
        *_contents(common / "refs" / "tags"),
        *(_contents(common / "reftable")),
    ):
        whole.update(line.encode("utf-8", "surrogateescape") + b"\n")
    return whole.hexdigest()


def git_dir_of(folder: Path) -> Path | None:
    """The git directory of a working tree with its top in `folder`, or of a bare repository."""
    place = folder / ".git"
    if place.is_dir():
        return place
    text = _text(place)
    if text.startswith("gitdir:"):
        return folder / text.removeprefix("gitdir:").strip()
    return folder if (folder / "HEAD").is_file() and (folder / "objects").is_dir() else None


def _state(git_dir: Path) -> Iterator[str]:
    common = git_dir / _text(git_dir / "commondir").strip()
    for folder in dict.fromkeys((git_dir, common)):
        for name in sorted({*_SMALL_FILES, *_heads(folder)}):
            yield f"{name} {_text(folder / name)}"
        for part in ("refs", "reftable"):
            yield from _contents(folder / part)
    yield from _objects(common / "objects", seen=())
    own = (folder / name for folder in (git_dir, common) for name in _CONFIGURED)
    yield from _settings((*own, *_of_users()))


def _of_users() -> Iterator[Path]:
    """Where settings stand that are not of one repository; variables say it, else habit."""
    common = Path(os.environ.get("XDG_CONFIG_HOME") or "~/.config")
    named = os.environ.get("GIT_CONFIG_GLOBAL")
    yield from (Path(named),) if named else (Path("~/.gitconfig"), common / "git" / "config")
    yield Path(os.environ.get("GIT_CONFIG_SYSTEM") or "/etc/gitconfig")


def _settings(paths: Iterable[Path]) -> Iterator[str]:
    """Files of settings, and those that they include, under whatever condition."""
    wanted, seen = list(paths), set[Path]()
    while wanted:
        path = wanted.pop(0).expanduser()
        if path not in seen:
            seen.add(path)
            text = _text(path)
            yield f"{path} {text}"
            wanted += [
                path.parent / Path(one.strip()).expanduser() for one in _INCLUDED.findall(text)
            ]


def _heads(folder: Path) -> Iterator[str]:
    """Names such as FETCH_HEAD, which users may give as revisions."""
    return (entry.name for entry in _entries(folder) if entry.name.endswith("HEAD"))


def _contents(folder: Path, above: tuple[Path, ...] = ()) -> Iterator[str]:
    """All files below a folder; git follows links there, but none to a folder `above`."""
    own = folder.resolve()
    for entry in _entries(folder) if own not in above else ():
        place = Path(entry.path)
        if place.is_dir():
            yield from _contents(place, (*above, own))
        elif place.is_file():
            yield f"{place} {_text(place)}"


def _objects(objects: Path, seen: tuple[Path, ...]) -> Iterator[str]:
    """Which packs there are, and when a loose object was last added."""
    yield from (entry.name for entry in _entries(objects / "pack"))
    for entry in _entries(objects):
        with suppress(FileNotFoundError):  # git may be clearing up
            yield f"{entry.name} {entry.stat().st_mtime_ns if len(entry.name) == 2 else 0}"
    for line in _text(objects / "info" / "alternates").splitlines():
        other = objects / line
        yield line
        if other not in seen:
            yield from _objects(other, (*seen, objects))


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        return sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return []


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", "surrogateescape")
    except OSError:
        return ""
