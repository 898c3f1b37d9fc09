"""The files of a knowledge base: which there are, and the bytes of those that hold text.

The only place of this package that touches the disk. The order never depends on the file system.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from kbaudit.model.errors import UsageError
from kbaudit.model.span import Source
from kbaudit.read.stored import Storage, Stored
from kbaudit.read.unread import Unread, native

PAGE_SUFFIXES = (".md", ".markdown", ".wiki", ".mediawiki")


@dataclass(frozen=True)
class Tree:
    """All paths below `root`, relative and with forward slashes, and the bytes of the pages.

    `problems` holds pages that could not be opened, with the reason. `excluded` names the paths
    (folders end with a slash) that the caller wanted left out: they exist, but are not read. `same`
    names pages that are as they were in an earlier reading, and were not read again. `unread` has
    those that were not read because what they hold is known.
    """

    root: str
    paths: frozenset[str]
    folders: frozenset[str]
    data: Mapping[str, bytes | Stored]
    problems: dict[str, str]
    excluded: frozenset[str] = frozenset()
    same: frozenset[str] = frozenset()
    unread: Mapping[str, Source] = field(default_factory=dict)


def read_tree(
    root: Path,
    *,
    exclude: Callable[[str], bool] | None = None,
    progress: Callable[[int], None] | None = None,
    known: Mapping[str, str] = MappingProxyType({}),
) -> Tree:
    """Read the knowledge base at `root`, but for the pages of which `known` has the digest.

    `exclude` is asked with relative paths; those of folders end in ``/``. Hidden
    files and folders are left out. Links to folders are not followed. `progress` is told
    how many files were read so far. Raises UsageError when `root` is not a folder or not readable.
    """
    if not root.exists():
        raise UsageError(f"{root} does not exist; name the folder of a knowledge base")
    if not root.is_dir():
        raise UsageError(f"{root} is a file; name the folder of the knowledge base that holds it")
    paths: set[str] = set()
    folders: set[str] = set()
    left: set[str] = set()
    data: dict[str, bytes | Stored] = {}
    storage = Storage()
    problems: dict[str, str] = {}
    unread: dict[str, Source] = {}
    for path, is_folder in _walk(root, exclude, left):
        (folders if is_folder else paths).add(path)
        if not path.lower().endswith(PAGE_SUFFIXES):
            continue
        if is_folder:
            problems[path] = "is a folder, not a page"
            continue
        if (digest := known.get(path)) is not None:
            unread[path] = Unread(root, path, digest)
            continue
        try:
            data[path] = storage.put(Path(os.fsdecode(native(root, path))).read_bytes())
        except OSError as error:
            problems[path] = f"cannot be read ({(error.strerror or 'input/output error').lower()})"
        if progress is not None:
            progress(len(data))
    ordered = {path: data[path] for path in sorted(data)}
    return Tree(
        str(root),
        frozenset(paths),
        frozenset(folders),
        ordered,
        problems,
        frozenset(left),
        unread=unread,
    )


def _walk(
    root: Path, exclude: Callable[[str], bool] | None, left: set[str]
) -> Iterator[tuple[str, bool]]:
    """All paths below `root` that are neither hidden nor excluded, and whether each is a folder."""
    pending = [""]
    while pending:
        folder = pending.pop()
        try:
            entries = sorted(os.scandir(native(root, folder)), key=lambda entry: entry.name)
        except OSError as error:
            if not folder:
                reason = (error.strerror or "input/output error").lower()
                raise UsageError(f"{root} cannot be listed ({reason})") from error
            continue
        for entry in entries:
            if entry.name.startswith(b"."):
                continue
            path = folder + entry.name.decode("utf-8", "surrogateescape")
            is_folder = entry.is_dir(follow_symlinks=False)
            if exclude is not None and exclude(f"{path}/" if is_folder else path):
                left.add(f"{path}/" if is_folder else path)
                continue
            if is_folder:
                pending.append(f"{path}/")
                yield path, True
            elif entry.is_symlink():
                yield path, _leads_to_folder(entry)
            elif entry.is_file():
                yield path, False


def _leads_to_folder(entry: os.DirEntry[bytes]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads around in circles
        return False
