"""``kbaudit.baseline``: its form, and how it is read and put into text.

The file is YAML, for editors and their schemas, with one entry a line in a fixed order, for git.
Each line stands for itself, so that ``merge=union`` in ``.gitattributes`` merges it without
conflicts. Only what kbaudit writes is read, line by line, as the lock is.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, StrictInt, StringConstraints, ValidationError

from kbaudit.engine.baseline import merged
from kbaudit.engine.complaints import complaints
from kbaudit.engine.config import Part, Word
from kbaudit.engine.located import Located
from kbaudit.engine.lockfile_lines import CONFLICT, Line
from kbaudit.engine.request import Request
from kbaudit.model.errors import ConfigError, UsageError
from kbaudit.model.report import BaselineEntry

BASELINE_NAME = "kbaudit.baseline"
"""The name of the baseline, at the root of a knowledge base."""

VERSION = 1
"""Raised when a reader of the file would have to change."""

_HEADER = f"""\
# Findings that were here when this was written: kbaudit reports only those that are not in it.
# `kbaudit baseline` writes this file, `kbaudit baseline --prune` drops what was repaired.
version: {VERSION}
"""
_HELP = "restore the file from git, or run `kbaudit baseline`"
_ENTRY = re.compile(r"  - (\{.*\})")
_KEY = re.compile(r"(\w[\w-]*):(?: (.*))?")
_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")  # not for every editor, nor for UTF-8
_MOST_ERRORS = 20


class Recorded(Part):
    """Findings of one file, equal to each other."""

    path: Word
    """The file, from the root of the knowledge base."""
    rule: Word
    """The rule that found it."""
    key: str = ""
    """What it is about, for readers, and for telling which pages were renamed since."""
    fingerprint: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
    """By what it is known again; of the rule and the key, without the name of the page."""
    count: Annotated[StrictInt, Field(ge=1)] = 1
    """How often it was found in the file."""


class BaselineFile(Part):
    """Findings of a knowledge base that were here when they were recorded."""

    version: Literal[1]
    """The version of this form."""
    findings: tuple[Recorded, ...]
    """The findings, ordered by path, rule and key."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """A baseline as read. `path` is that of the file, None where there is none."""

    entries: tuple[BaselineEntry, ...] = ()
    path: Path | None = None


def baseline_of(request: Request) -> Baseline:
    """The baseline that `request` wants heeded.

    Raises ConfigError when it cannot be read, and UsageError when one was named that there is not.
    """
    if not request.heeding_baseline:
        return Baseline()
    if request.baseline is not None and not request.baseline.exists():
        raise UsageError(
            f"--baseline: there is no file {request.baseline}: `kbaudit baseline` writes one"
        )
    if request.recorded is None or request.baseline is not None:
        return read_baseline(request.baseline or request.root / BASELINE_NAME)
    data = request.recorded.read(BASELINE_NAME)
    return Baseline() if data is None else _baseline_of(data, request.root / BASELINE_NAME)


def read_baseline(path: Path) -> Baseline:
    """The baseline in the file `path`; an empty one where there is no such file.

    Raises ConfigError that names the place of what is wrong.
    """
    if path.is_dir():
        raise ConfigError(f"{path}:1:1: this is a folder: the baseline is a file")
    if not (path.exists() or path.is_symlink()):
        return Baseline()
    return _baseline_of(path.read_bytes(), path)


def _baseline_of(data: bytes, path: Path) -> Baseline:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{path}:{line}:1: this is not UTF-8 text; {_HELP}") from None
    return Baseline(parse_baseline(text, str(path)), path)


def parse_baseline(text: str, name: str) -> tuple[BaselineEntry, ...]:
    """The entries that `text` holds, in order; `name` stands in errors."""
    head = Located(name, {}, {}, {})
    entries: list[BaselineEntry] = []
    errors: list[str] = []
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if not line or line.startswith("#"):
            continue
        if CONFLICT.match(line):
            raise _error(name, number, "a merge conflict: keep the lines of both sides")
        if (match := _ENTRY.fullmatch(line)) and "findings" in head.value:
            located = Line(name, _value(match[1], name, number), {}, {(): (number, 5)})
            entries += _checked(located, errors)
        elif match := _KEY.fullmatch(line):
            head.keys[(match[1],)] = head.values[(match[1],)] = (number, 1)
            nothing = match[1] == "findings" and not match[2]
            head.value[match[1]] = [] if nothing else _value(match[2] or "null", name, number)
        else:
            raise _error(name, number, f"this is not a line of a baseline; {_HELP}")
    newer = head.value.get("version")
    if isinstance(newer, int) and newer > VERSION:
        message = f"the baseline has version {newer}, this kbaudit reads {VERSION}: update kbaudit"
        raise _error(name, head.values["version",][0], message)
    try:
        BaselineFile.model_validate(head.value)
    except ValidationError as error:
        errors += complaints(error, BaselineFile, head)
    if errors:
        raise ConfigError("\n".join(errors[:_MOST_ERRORS]))
    return merged(entries)


def baseline_text(entries: Iterable[BaselineEntry]) -> str:
    """The file that holds `entries`, which are in order."""
    lines = [f"  - {_line(entry)}\n" for entry in entries]
    return "".join((_HEADER, "findings:\n" if lines else "findings: []\n", *lines))


def _line(entry: BaselineEntry) -> str:
    view: dict[str, Any] = {"path": entry.path, "rule": entry.rule, "key": entry.key}
    if entry.count > 1:
        view["count"] = entry.count
    text = json.dumps({**view, "fingerprint": entry.fingerprint}, ensure_ascii=False)
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _checked(located: Line, errors: list[str]) -> tuple[BaselineEntry, ...]:
    words = located.value
    # Bytes of names that are no UTF-8 are no text to pydantic; what it checks stands for them.
    spelled = {name: _UNSAFE.sub("?", v) if isinstance(v, str) else v for name, v in words.items()}
    try:
        one = Recorded.model_validate(spelled)
    except ValidationError as error:
        errors += complaints(error, Recorded, located)
        return ()
    key = words.get("key", "")
    return (BaselineEntry(words["path"], one.rule, key, one.fingerprint, one.count),)


def _value(text: str, name: str, number: int) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise _error(name, number, f"this line is damaged; {_HELP}") from None


def _error(name: str, number: int, message: str) -> ConfigError:
    return ConfigError(f"{name}:{number}:1: {message}")
