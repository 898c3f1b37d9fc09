"""The form of ``kbaudit.baseline``, and how its text is read."""

import json
from typing import Annotated, Any, Literal

from pydantic import Field, StrictInt, StringConstraints, ValidationError

from kbaudit.engine.baseline import merged
from kbaudit.engine.baseline_file import HELP, UNSAFE, VERSION
from kbaudit.engine.complaints import complaints
from kbaudit.engine.config import Part, Word
from kbaudit.engine.located import Located
from kbaudit.engine.lockfile_lines import CONFLICT, Line
from kbaudit.model.errors import ConfigError
from kbaudit.model.regex import regex
from kbaudit.model.report import BaselineEntry

_ENTRY = regex(r"  - (\{.*\})")
_KEY = regex(r"(\w[\w-]*):(?: (.*))?")
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
            raise _error(name, number, f"this is not a line of a baseline; {HELP}")
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


def _checked(located: Line, errors: list[str]) -> tuple[BaselineEntry, ...]:
    words = located.value
    # Bytes of names that are no UTF-8 are no text to pydantic; what it checks stands for them.
    spelled = {name: UNSAFE.sub("?", v) if isinstance(v, str) else v for name, v in words.items()}
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
        raise _error(name, number, f"this line is damaged; {HELP}") from None


def _error(name: str, number: int, message: str) -> ConfigError:
    return ConfigError(f"{name}:{number}:1: {message}")
