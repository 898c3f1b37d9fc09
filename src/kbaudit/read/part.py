"""Parts of a file: each is made of its text when it is first asked for, and kept.

Whoever wants to know on which files an outcome depends can follow what is read of them meanwhile:
every part tells it, whether it is made or was there.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Generic, NoReturn, Self, TypeVar, overload
from weakref import ref

T = TypeVar("T")
Follower = Callable[[Any, str], None]
"""Told each file of which something is read, and what: the name of a part, or "text"."""

_GIVEN = "_given"
_MOST = 1_000
"""Files at most of which large parts are in memory."""
_followers: list[Follower | None] = [None]
"""Those who follow, the innermost last; None is nobody."""
_unfolded: deque[ref[Any]] = deque()
"""Files of which large parts were read, the latest last."""


@contextmanager
def followed(follower: Follower | None) -> Iterator[None]:
    """What is read of files inside is told to `follower` and to nobody else."""
    _followers.append(follower)
    try:
        yield
    finally:
        _followers.pop()


def tell(file: Any) -> None:
    """The text of `file` is read."""
    follower = _followers[-1]
    if follower is not None:
        follower(file, "text")


def give(file: Any, parts: Callable[[Any, str], Any]) -> None:
    """Let parts of `file`, which were made of the same text before, come from elsewhere.

    `parts` is asked for each by file and name, and raises LookupError where it does not have it.
    """
    vars(file)[_GIVEN] = parts


def put(file: Any, parts: Mapping[str, Any]) -> None:
    """Let `file` have parts that were made of the same text elsewhere."""
    vars(file).update(parts)


def unfold(file: Any) -> None:
    """Large parts of `file` are read; the one of which they were read first forgets its own.

    It makes them again if it is asked: what is read of many files must not stay in memory.
    """
    _unfolded.append(ref(file))
    if len(_unfolded) > _MOST:
        first = _unfolded.popleft()()
        if first is not None:
            first.forget()


class part(Generic[T]):  # noqa: N801 - used as `property` is
    """A property that is worked out once for each file, and tells when it is read."""

    def __init__(self, make: Callable[[Any], T]) -> None:
        self._make = make
        self._name = make.__name__
        self.__doc__ = make.__doc__

    @overload
    def __get__(self, file: None, owner: type) -> Self: ...
    @overload
    def __get__(self, file: object, owner: type | None = None) -> T: ...
    def __get__(self, file: object | None, owner: type | None = None) -> Self | T:
        """The part of `file`; the descriptor itself for a class."""
        if file is None:
            return self
        follower = _followers[-1]
        if follower is not None:
            follower(file, self._name)
        values = file.__dict__
        if self._name in values:
            kept: T = values[self._name]
            return kept
        _followers.append(None)  # of what it is made is no news
        try:
            made = self._given(file, values) if _GIVEN in values else self._make(file)
        finally:
            _followers.pop()
        values[self._name] = made
        return made

    def _given(self, file: object, values: Mapping[str, Any]) -> T:
        """The part as somebody else has it, else made of the text."""
        try:
            kept: T = values[_GIVEN](file, self._name)
        except LookupError:
            return self._make(file)
        return kept

    def __set__(self, file: object, value: T) -> NoReturn:
        """Parts follow from the text: they cannot be set."""
        raise AttributeError(f"{self._name} follows from the text")
