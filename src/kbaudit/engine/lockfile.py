"""``kbaudit.lock``: where it is, and how it is put into text.

The file is YAML, for editors and their schemas, with one cited range a line, for git: what two
branches record of different citations merges line by line, and the line of each page keeps the
blocks of two pages apart. Only what kbaudit writes is read, line by line and not by a parser of
YAML, which takes seconds for some thousand entries.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from kbaudit.engine.lockfile_lines import HELP, VERSION
from kbaudit.engine.request import Request
from kbaudit.model.errors import ConfigError
from kbaudit.rulekit.lock import LOCK_NAME, Entry

_HEADER = f"""\
# Where each citation pointed when it was last true. `kbaudit lock` writes this file; commit it.
# After a merge conflict take either side, then run `kbaudit lock`.
version: {VERSION}
"""


@dataclass(frozen=True, slots=True)
class Lock:
    """A lock as read. `text` is that of the file, None where there is none."""

    entries: tuple[Entry, ...] = ()
    all: bool = False
    text: str | None = None


def read_lock(root: Path) -> Lock:
    """The lock of the knowledge base `root`, an empty one where it has none.

    Raises ConfigError that names the place of what is wrong.
    """
    path = root / LOCK_NAME
    if path.is_dir():
        raise ConfigError(f"{path}:1:1: this is a folder: the lock is a file")
    if not (path.exists() or path.is_symlink()):
        return Lock()
    return _lock_of(path.read_bytes(), path)


def lock_in(request: Request) -> Lock:
    """The lock of the knowledge base of `request`: of the disk, or as git has it."""
    if request.recorded is None:
        return read_lock(request.root)
    data = request.recorded.read(LOCK_NAME)
    return Lock() if data is None else _lock_of(data, request.root / LOCK_NAME)


def _lock_of(data: bytes, path: Path) -> Lock:
    from kbaudit.engine.lockfile_form import parse_lock

    try:
        return parse_lock(data.decode("utf-8-sig"), str(path))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{path}:{line}:1: this is not UTF-8 text; {HELP}") from None


def lock_text(entries: Iterable[Entry], *, everything: bool) -> str:
    """The file that holds `entries`."""
    ordered = sorted(entries, key=lambda entry: entry.order)
    parts = [_HEADER, "all: true\n" if everything else "", "pages:" if ordered else "pages: {}"]
    parts.append("\n")
    for page, group in groupby(ordered, key=lambda entry: entry.page):
        parts.append(f"  {_json(page)}:\n")
        parts += [f"    - {_json(_view(entry))}\n" for entry in group]
    return "".join(parts)


def _view(entry: Entry) -> dict[str, Any]:
    view: dict[str, Any] = {"cited": entry.cited, "key": entry.key}
    if entry.path != entry.cited:
        view["path"] = entry.path
    view |= {"lines": [entry.first, entry.last], "blob": entry.blob, "commit": entry.revision}
    if entry.shows:
        view["shows"] = entry.shows
    if not entry.proven:
        view["proven"] = False
    return view


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
