"""Parts of a file: each is made of its text when it is first asked for, and kept.

Whoever wants to know on which files an outcome depends can follow what is read of them meanwhile:
every part tells it, whether it is made or was there.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Generic, NoReturn, Self, TypeVar, overload

T = TypeVar("T")
Follower = Callable[[Any], None]
"""Told each file of which something is read."""

_GIVEN = "_given"
_followers: list[Follower | None] = [None]
"""Those who follow, the innermost last; None is nobody."""


@contextmanager
def followed(follower: Follower | None) -> Iterator[None]:
    """What is read of files inside is told to `follower` and to nobody else."""
    _followers.append(follower)
    try:
        yield
    finally:
        _followers.pop()


def tell(file: Any) -> None:
    """Something is read of `file`."""
    follower = _followers[-1]
    if follower is not None:
        follower(file)


def give(file: Any, parts: Mapping[str, Callable[[], Any]]) -> None:
    """Let parts of `file`, which were made of the same text before, come from elsewhere.

    Each function is called at most once, when the part of that name is asked for.
    """
    vars(file)[_GIVEN] = dict(parts)


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
            follower(file)
        values = file.__dict__
        if self._name in values:
            kept: T = values[self._name]
            return kept
        held = values[_GIVEN].pop(self._name, None) if _GIVEN in values else None
        made: T = self._make(file) if held is None else held()
        values[self._name] = made
        return made

    def made(self, file: object) -> T:
        """The part, made of the text whatever was given."""
        return self._make(file)

    def __set__(self, file: object, value: T) -> NoReturn:
        """Parts follow from the text: they cannot be set."""
        raise AttributeError(f"{self._name} follows from the text")
