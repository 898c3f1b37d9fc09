"""The form of ``kbaudit.lock``, and how its text is read."""

from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, Field, StrictInt, StringConstraints, ValidationError

from kbaudit.engine.complaints import complaints
from kbaudit.engine.config import Part, Word
from kbaudit.engine.located import Located
from kbaudit.engine.lockfile import Lock
from kbaudit.engine.lockfile_lines import read_lines
from kbaudit.model.errors import ConfigError
from kbaudit.rulekit.lock import Entry
from kbaudit.rulekit.wording import code

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


def _entry(page: str, one: LockedRange) -> Entry:
    path, (first, last) = one.path or one.cited, one.lines
    shows = one.shows or ""
    return Entry(
        page, one.cited, one.key, path, first, last, one.blob, one.commit, shows, one.proven
    )
