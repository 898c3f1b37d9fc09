"""Parts of a file: each is made of its text when it is first asked for, and kept.

Whoever wants to know on which files an outcome depends can follow what is read of them meanwhile:
every part tells it, whether it is made or was there.
"""

from collections import deque
from collections.abc import Callable, Collection, Mapping
from typing import Any, Generic, NoReturn, Self, TypeVar, overload
from weakref import ref

T = TypeVar("T")
Follower = Callable[[Any, str], None]
"""Told each file of which something is read, and what: the name of a part, "text", or words."""
SAYS, LACKS = "says ", "lacks "
"""What is told of words that stand in a file, and of those that do not, before the words."""
APART, LINKED = "apart ", "linked "
"""What is told of a page that does not name another, before the path of that, and of a file of
which it is asked whether links use a name, before the name."""
NAMES, NEAR = "names", "near"
"""What is told of a page that names another, and of one of which all are asked that name it, or
that it names. It follows from its `leads`, and from those of others."""

_GIVEN = "_given"
_LARGE = "_large"
_SHUT = "_shut"
_NONE: Mapping[str, Any] = {}
_MOST = 1_000
"""Files at most of which large parts are in memory."""
_followers: list[Follower | None] = [None]
"""Those who follow, the innermost last; None is nobody."""
_with_large: deque[ref[Any]] = deque()
"""Files with large parts in memory, the latest last."""


class followed:  # noqa: N801 - used as a function behind `with`, and too often to be a generator
    """What is read of files inside is told to `follower` and to nobody else."""

    def __init__(self, follower: Follower | None) -> None:
        self._follower = follower

    def __enter__(self) -> None:
        _followers.append(self._follower)

    def __exit__(self, *_error: object) -> None:
        _followers.pop()


def tell(file: Any, what: str = "text") -> None:
    """The text of `file` is read, or asked for words."""
    follower = _followers[-1]
    if follower is not None:
        follower(file, what)


def told(text: str, words: str) -> str:
    """What is told of a `text` that is asked for `words`."""
    return f"{SAYS if words in text else LACKS}{words}"


def give(file: Any, parts: Callable[[Any, str], Any]) -> None:
    """Let parts of `file`, which were made of the same text before, come from elsewhere.

    `parts` is asked for each by file and name, and raises LookupError where it does not have it.
    """
    vars(file)[_GIVEN] = parts


def put(file: Any, parts: Mapping[str, Any]) -> None:
    """Let `file` have parts that were made of the same text elsewhere."""
    vars(file).update(parts)


def shut(file: Any, names: Collection[str], parts: Callable[[Any, str], Any]) -> None:
    """Let `file` forget its parts `names`. They come from `parts` when asked, as with `give`.

    From now on they are large parts.
    """
    values = vars(file)
    values[_GIVEN], values[_SHUT] = parts, names
    for name in names:
        values.pop(name, None)


def parts_of(file: Any) -> tuple[Mapping[str, Any], Callable[[Any, str], Any] | None]:
    """The parts of `file` that are there, by name, and where others come from, if from anywhere."""
    values = vars(file)
    return values | values.get(_LARGE, {}), values.get(_GIVEN)


def forget(file: Any) -> None:
    """Give back the memory of the large parts of `file`. They are made again if they are asked."""
    vars(file).pop(_LARGE, None)


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
        for values in (file.__dict__, file.__dict__.get(_LARGE, _NONE)):
            if self._name in values:
                kept: T = values[self._name]
                return kept
        _followers.append(None)  # of what it is made is no news
        try:
            made = self._given(file) if _GIVEN in file.__dict__ else self._make(file)
        finally:
            _followers.pop()
        self._values(file)[self._name] = made
        return made

    def _values(self, file: object) -> dict[str, Any]:
        """Where the part is to be kept, by its name."""
        values = file.__dict__
        return _large(file) if self._name in values.get(_SHUT, ()) else values

    def _given(self, file: object) -> T:
        """The part as somebody else has it, else made of the text."""
        try:
            kept: T = file.__dict__[_GIVEN](file, self._name)
        except LookupError:
            return self._make(file)
        return kept

    def __set__(self, file: object, value: T) -> NoReturn:
        """Parts follow from the text: they cannot be set."""
        raise AttributeError(f"{self._name} follows from the text")


class large_part(part[T]):  # noqa: N801 - used as `property` is
    """A part that takes much memory, and that hardly anybody asks of other files.

    Those of many files do not stay there: one of which they were read long ago forgets its own.
    """

    def _values(self, file: object) -> dict[str, Any]:
        return _large(file)


def _large(file: Any) -> dict[str, Any]:
    """The large parts of `file` by name."""
    values: dict[str, dict[str, Any]] = file.__dict__
    if _LARGE not in values:
        if len(_with_large) >= _MOST and (first := _with_large.popleft()()) is not None:
            first.forget()
        values[_LARGE] = {}
        _with_large.append(ref(file))
    return values[_LARGE]
