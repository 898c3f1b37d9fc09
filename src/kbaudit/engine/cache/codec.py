"""Values of our classes to JSON and back, by the annotations of their fields.

Only data comes out of it, whatever goes in: what does not fit the class that is asked for is an
error, and nothing is ever run.
"""

import dataclasses
import json
import types
import typing
from collections.abc import Callable, Hashable
from enum import Enum
from functools import cache
from itertools import chain
from operator import attrgetter, itemgetter
from typing import Any, TypeVar, cast

T = TypeVar("T")
_Coder = Callable[[Any], Any]
PLAIN = (str, int, float, bool)
"""Classes of which JSON has values as they are."""


class MisfitError(Exception):
    """The bytes are none that `encoded` made of such a value."""


def encoded(kind: type[T], value: T) -> bytes:
    """`value`, which is of class `kind`, as JSON."""
    return dumped(plain(kind, value))


def decoded(kind: type[T], data: bytes) -> T:
    """The value of class `kind` that `encoded` made `data` of. Raises MisfitError for others."""
    return made(kind, loaded(data))


def plain(kind: type[T], value: T) -> Any:
    """`value`, which is of class `kind`, as lists, dictionaries and plain values."""
    return _writer(cast("Hashable", kind))(value)


def made(kind: type[T], data: Any) -> T:
    """The value of class `kind` that `plain` made `data` of. Raises MisfitError for others."""
    try:
        value: T = _reader(cast("Hashable", kind))(data)
    except (ValueError, TypeError, KeyError, IndexError, RecursionError) as error:
        raise MisfitError(str(error)) from error
    return value


def dumped(data: Any) -> bytes:
    """What `plain` made, as JSON.

    Escaped, two lone surrogates side by side would be read as the one character that they make.
    """
    whole = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return whole.encode("utf-8", "surrogatepass")


def loaded(data: bytes) -> Any:
    """What `dumped` wrote. Raises MisfitError for what is no JSON."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise MisfitError(str(error)) from error


@cache
def _writer(kind: Any) -> _Coder:
    """The function that makes lists, dictionaries and plain values of a value."""
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if kind in PLAIN or kind is type(None):
        return lambda value: value
    if origin is typing.Literal:
        return lambda value: value
    if origin in (types.UnionType, typing.Union):
        write = _writer(only(inner))
        return lambda value: None if value is None else write(value)
    if origin is dict and inner == (str, str):
        return _joined
    if origin is dict:
        key, one = map(_writer, inner)
        return lambda value: [[key(k), one(v)] for k, v in value.items()]
    if origin in (tuple, frozenset, list, set):
        return _sequence(origin, tuple(map(_writer, _items(inner))), fixed=_is_fixed(inner))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return attrgetter("_name_")
    return _taken_apart(fields_of(kind))


@cache
def _reader(kind: Any) -> _Coder:
    """The function that makes a value of what `_writer` made."""
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if kind in PLAIN or kind is type(None):
        return lambda value: _checked(value, kind)
    if origin is typing.Literal:
        return lambda value: inner[inner.index(value)]
    if origin in (types.UnionType, typing.Union):
        read = _reader(only(inner))
        return lambda value: None if value is None else read(value)
    if origin is dict and inner == (str, str):
        return _parted
    if origin is dict:
        key, one = map(_reader, inner)
        return lambda value: {key(k): one(v) for k, v in value}
    if origin in (tuple, frozenset, list, set):
        if not _is_fixed(inner):
            return _all_of(origin, inner[0])
        if float not in inner and all(kind in PLAIN for kind in inner):
            return _as_it_is(origin, [*inner])
        read = _sequence(origin, tuple(map(_reader, _items(inner))), fixed=True)
        return lambda value: origin(read(_checked(value, list)))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind.__members__.__getitem__
    return _put_together(kind, [hint for _, hint in fields_of(kind)])


def _taken_apart(fields: list[tuple[str, Any]]) -> _Coder:
    """Writes the fields of a value as a list; plain ones are as they are."""
    names = [name for name, _ in fields]
    rest = [(at, _writer(hint)) for at, (_, hint) in enumerate(fields) if hint not in PLAIN]
    if len(names) == 1:
        return lambda value: [_writer(fields[0][1])(getattr(value, names[0]))]
    all_of = attrgetter(*names)

    def write(value: Any) -> list[Any]:
        values = list(all_of(value))
        for at, code in rest:
            values[at] = code(values[at])
        return values

    return write


def _all_of(origin: Any, kind: Any) -> _Coder:
    """Makes a sequence of values of one class."""
    code = _reader(kind)
    if kind in PLAIN and kind is not float:
        only = {kind}

        def same(value: Any) -> Any:
            if type(value) is not list or not only.issuperset(map(type, value)):
                raise TypeError(f"{value!r} are not all {kind}")
            return origin(value)

        return same
    return lambda value: origin(map(code, _checked(value, list)))


def _as_it_is(origin: Any, kinds: list[Any]) -> _Coder:
    """Makes a sequence of plain values, one of each class."""

    def same(value: Any) -> Any:
        if type(value) is not list or [*map(type, value)] != kinds:
            raise TypeError(f"{value!r} are not of {kinds}")
        return origin(value)

    return same


def _put_together(kind: Any, hints: list[Any]) -> _Coder:
    """Makes a value of what `_taken_apart` wrote; those are many, so that it takes no detours."""
    reads = [_reader(hint) for hint in hints]
    plain_at = [at for at, hint in enumerate(hints) if hint in PLAIN]
    rest = [(at, reads[at]) for at, hint in enumerate(hints) if hint not in PLAIN]
    types = [hints[at] for at in plain_at]
    if len(plain_at) < 2:
        return lambda value: kind(
            *[r(v) for r, v in zip(reads, _checked(value, list), strict=True)]
        )
    plain_of = itemgetter(*plain_at)
    wanted = len(hints)

    def read(value: Any) -> Any:
        if type(value) is not list or len(value) != wanted:
            raise ValueError(f"no {kind}: {value!r}")
        if [*map(type, plain_of(value))] != types:
            return kind(*[code(one) for code, one in zip(reads, value, strict=True)])
        if not rest:
            return kind(*value)
        values = value[:]
        for at, code in rest:
            values[at] = code(values[at])
        return kind(*values)

    return read


def _joined(words: dict[str, str]) -> Any:
    """Words by words as one text, which takes a tenth of the time of a list of them.

    A list where a line end is in them.
    """
    text = "\n".join(chain.from_iterable(words.items()))
    return text if text.count("\n") == max(2 * len(words) - 1, 0) else [*words.items()]


def _parted(value: Any) -> dict[str, str]:
    """What `_joined` made one."""
    if isinstance(value, list):
        return {_checked(key, str): _checked(one, str) for key, one in value}
    words = _checked(value, str).split("\n") if value else []
    return dict(zip(words[::2], words[1::2], strict=True))


def _sequence(origin: type, coders: tuple[_Coder, ...], *, fixed: bool) -> _Coder:
    if fixed:
        return lambda value: [code(one) for code, one in zip(coders, value, strict=True)]
    (code,) = coders
    if origin in (frozenset, set):
        return lambda value: sorted(map(code, value))
    return lambda value: list(map(code, value))


def _items(inner: tuple[Any, ...]) -> tuple[Any, ...]:
    return inner if _is_fixed(inner) else inner[:1]


def _is_fixed(inner: tuple[Any, ...]) -> bool:
    """Whether a tuple has a class for each place, and not one for any number of them."""
    return len(inner) > 1 and inner[-1] is not Ellipsis


def only(inner: tuple[Any, ...]) -> Any:
    """The class beside None in a union; others cannot be told apart when they are read."""
    (kind,) = [one for one in inner if one is not type(None)]
    return kind


def fields_of(kind: Any) -> list[tuple[str, Any]]:
    """The names and classes of the fields of a dataclass that it is made of."""
    if not dataclasses.is_dataclass(kind):
        raise TypeError(f"{kind} cannot be kept")
    hints = typing.get_type_hints(kind)
    return [(field.name, hints[field.name]) for field in dataclasses.fields(kind) if field.init]


def _checked(value: Any, kind: type) -> Any:
    if type(value) is not kind and not (kind is float and type(value) is int):
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value
