"""``kbaudit.baseline``: where it is, and how it is put into text.

The file is YAML, for editors and their schemas, with one entry a line in a fixed order, for git.
Each line stands for itself, so that ``merge=union`` in ``.gitattributes`` merges it without
conflicts. Only what kbaudit writes is read, line by line, as the lock is.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kbaudit.engine.request import Request
from kbaudit.model.errors import ConfigError, UsageError
from kbaudit.model.regex import regex
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
HELP = "restore the file from git, or run `kbaudit baseline`"
UNSAFE = regex("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")  # not for every editor, nor for UTF-8


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
    from kbaudit.engine.baseline_form import parse_baseline

    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{path}:{line}:1: this is not UTF-8 text; {HELP}") from None
    return Baseline(parse_baseline(text, str(path)), path)


def baseline_text(entries: Iterable[BaselineEntry]) -> str:
    """The file that holds `entries`, which are in order."""
    lines = [f"  - {_line(entry)}\n" for entry in entries]
    return "".join((_HEADER, "findings:\n" if lines else "findings: []\n", *lines))


def _line(entry: BaselineEntry) -> str:
    view: dict[str, Any] = {"path": entry.path, "rule": entry.rule, "key": entry.key}
    if entry.count > 1:
        view["count"] = entry.count
    text = json.dumps({**view, "fingerprint": entry.fingerprint}, ensure_ascii=False)
    return UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
