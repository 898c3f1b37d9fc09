"""``kbaudit.lock``: its form, and how it is read and put into text.

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
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, Field, StrictInt, StringConstraints, ValidationError

from kbaudit.engine.complaints import complaints
from kbaudit.engine.config import Part, Word
from kbaudit.engine.located import Located
from kbaudit.engine.lockfile_lines import HELP, VERSION, read_lines
from kbaudit.engine.request import Request
from kbaudit.model.errors import ConfigError
from kbaudit.rulekit.holds import LOCK_NAME
from kbaudit.rulekit.lock import Entry
from kbaudit.rulekit.wording import code

_HEADER = f"""\
# Where each citation pointed when it was last true. `kbaudit lock` writes this file; commit it.
# After a merge conflict take either side, then run `kbaudit lock`.
version: {VERSION}
"""
_MOST_ERRORS = 20

Id = Annotated[str, StringConstraints(pattern=r"^(?:[0-9a-f]{40}|[0-9a-f]{64})$")]
Line = Annotated[StrictInt, Field(ge=1)]


def _forward(lines: tuple[int, int]) -> tuple[int, int]:
    if lines[0] > lines[1]:
        raise ValueError("the lines run backwards")
    return lines


class LockedRange(Part):
    """One cited range of a page."""

    cited: Word
    """The path as the page writes it."""
    key: Annotated[str, StringConstraints(pattern=r"^[^~]+(?:~[1-9][0-9]*)?$")]
    """The words around it; `~2` is behind them where they stand before, with the same path."""
    path: Word | None = None
    """The path in the target, where the page writes another."""
    lines: Annotated[tuple[Line, Line], AfterValidator(_forward)]
    """The first and the last line."""
    blob: Id
    """The git blob of the file at `commit`."""
    commit: Id
    """A commit at which the citation is true, and the file is this blob."""
    shows: Word | None = None
    """A digest of what the page showed for proof: its quote, or the name of its signature.

    Missing where it shows nothing, and where that stands a line off, which is to be told again."""
    proven: bool = True
    """Whether anything showed that the citation was true there."""


class LockFile(Part):
    """Where each citation of a knowledge base pointed when it was last true."""

    version: Literal[1]
    """The version of this form."""
    all: bool = False
    """Whether citations that nothing proves are recorded too."""
    pages: dict[Word, tuple[LockedRange, ...]]
    """The cited ranges of each page, by its path from the root of the knowledge base."""


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
    try:
        return parse_lock(data.decode("utf-8-sig"), str(path))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{path}:{line}:1: this is not UTF-8 text; {HELP}") from None


def parse_lock(text: str, name: str) -> Lock:
    """The lock that `text` holds; `name` stands in errors."""
    lines = read_lines(text.replace("\r\n", "\n"), name)
    errors: list[str] = []
    head = _checked(LockFile, lines.head, errors)
    entries: list[Entry] = []
    seen: dict[tuple[str, str, str], int] = {}
    for page, located in lines.ranges:
        one = _checked(LockedRange, located, errors)
        if one is None:
            continue
        entry = _entry(page, one)
        number, _ = located.place(())
        first = seen.setdefault(entry.identity, number)
        if first != number:
            message = f"{code(entry.cited)} has an entry of this key already, in line {first}"
            errors.append(located.error((), f"{message}: take one, then run `kbaudit lock`"))
        entries.append(entry)
    if errors or head is None:
        raise ConfigError("\n".join(errors[:_MOST_ERRORS]))
    return Lock(tuple(entries), head.all, text)


_Model = TypeVar("_Model", bound=Part)


def _checked(model: type[_Model], located: Located, errors: list[str]) -> _Model | None:
    try:
        return model.model_validate(located.value)
    except ValidationError as error:
        errors += complaints(error, model, located)
        return None


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


def _entry(page: str, one: LockedRange) -> Entry:
    path, (first, last) = one.path or one.cited, one.lines
    shows = one.shows or ""
    return Entry(
        page, one.cited, one.key, path, first, last, one.blob, one.commit, shows, one.proven
    )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
