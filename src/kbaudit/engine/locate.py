"""Where a knowledge base is, by what its folder holds."""

from collections.abc import Iterator
from pathlib import Path

from kbaudit.model.regex import regex
from kbaudit.read.tree import PAGE_SUFFIXES
from kbaudit.read.vocabulary import Vocabulary

CONFIG_NAME = "kbaudit.yaml"
"""The name of the configuration, at the root of a knowledge base."""

_NAMED = regex(r"_\w+Index\.md|_RepoMap_.+\.md")


def looks_like_one(folder: Path) -> bool:
    """Whether `folder` has an index, a repository map, or a folder of pages."""
    try:
        if any(_NAMED.fullmatch(entry.name) for entry in folder.iterdir()):
            return True
        folders = (folder / kind.folder for kind in Vocabulary().types)
        return any(
            entry.suffix in PAGE_SUFFIXES
            for place in folders
            if place.is_dir()
            for entry in place.iterdir()
        )
    except OSError:
        return False  # what cannot be listed cannot be looked at


def surely_one(folder: Path) -> bool:
    """Whether `folder` is a knowledge base beyond doubt: for one that nobody named.

    Many a repository has a folder named `workflows` or `environments` with a page in it.
    """
    try:
        names = {entry.name for entry in folder.iterdir()}
    except OSError:
        return False
    if CONFIG_NAME in names or any(_NAMED.fullmatch(name) for name in names):
        return True
    kinds = [kind.folder for kind in Vocabulary().types if kind.folder in names]
    return len(kinds) > 1 and looks_like_one(folder)


def enclosing(start: Path) -> Path | None:
    """The nearest of `start` and the folders around it that is a knowledge base."""
    for folder in (start, *start.parents):
        if (folder / CONFIG_NAME).is_file() or looks_like_one(folder):
            return folder
    return None


def below(folder: Path, depth: int = 2) -> Iterator[Path]:
    """The knowledge bases inside `folder`, in the order of names, down to `depth` folders."""
    try:
        inner = sorted(p for p in folder.iterdir() if p.is_dir() and not p.name.startswith("."))
    except OSError:
        return
    for place in inner:
        if looks_like_one(place):
            yield place
        elif depth > 1:
            yield from below(place, depth - 1)
