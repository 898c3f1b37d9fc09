"""Many values of one class to JSON and back, field by field: see `kbaudit.engine.cache.codec`.

What is done to each value of a column is done by Python itself, which takes a third of the time.
"""

import dataclasses
import types
import typing
from collections import deque
from collections.abc import Callable, Hashable, Sequence
from enum import Enum
from functools import cache
from itertools import chain, islice, repeat
from operator import attrgetter
from typing import Any, TypeVar, cast

from kbaudit.engine.cache.codec import PLAIN, MisfitError, fields_of, only

T = TypeVar("T")
_Coder = Callable[[Any], Any]


def in_columns(kind: type[T], values: Sequence[T]) -> Any:
    """`values`, which are of class `kind`, as lists and plain values."""
    return _writer(cast("Hashable", kind))(values)


def of_columns(kind: type[T], data: Any) -> list[T]:
    """The values that `in_columns` made `data` of. Raises MisfitError for others."""
    try:
        values: list[T] = _reader(cast("Hashable", kind))(data)
    except (ValueError, TypeError, KeyError, IndexError, RecursionError) as error:
        raise MisfitError(str(error)) from error
    return values


@cache
def _writer(kind: Any) -> _Coder:
    """The function that makes a column of values."""
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if kind in PLAIN:
        return list
    if origin in (types.UnionType, typing.Union):
        write = _writer(only(inner))
        return lambda values: [
            [value is not None for value in values],
            write([value for value in values if value is not None]),
        ]
    if origin is tuple:
        code = _writer(_each(inner))
        return lambda values: [list(map(len, values)), code(list(chain.from_iterable(values)))]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return lambda values: list(map(attrgetter("_name_"), values))
    fields = [(attrgetter(name), _writer(hint)) for name, hint in fields_of(kind)]
    return lambda values: [code(list(map(field, values))) for field, code in fields]


@cache
def _reader(kind: Any) -> _Coder:
    """The function that makes the values of a column."""
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if kind in PLAIN:
        return lambda data: _checked(data, kind)
    if origin in (types.UnionType, typing.Union):
        read = _reader(only(inner))
        return lambda data: _spread(_checked(data[0], bool), read(data[1]))
    if origin is tuple:
        code = _reader(_each(inner))
        return lambda data: _parted(_checked(data[0], int), code(data[1]))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return lambda data: list(map(kind.__members__.__getitem__, data))
    reads = [_reader(hint) for _, hint in fields_of(kind)]
    make = _put_together(kind)

    def made(data: Any) -> list[Any]:
        columns = [code(one) for code, one in zip(reads, data, strict=True)]
        if len(set(map(len, columns))) != 1:
            raise ValueError(f"columns of {kind} that differ in length")
        return make(columns)

    return made


def _put_together(kind: Any) -> Callable[[list[list[Any]]], list[Any]]:
    """The function that makes values of the columns of their fields.

    What a frozen dataclass does to make itself takes twice as long as to fill its slots. It is
    asked to where it does more than that.
    """
    slots = [vars(kind).get(field.name) for field in dataclasses.fields(kind)]
    own = hasattr(kind, "__post_init__") or not kind.__dataclass_params__.init
    if own or not all(isinstance(slot, types.MemberDescriptorType) for slot in slots):
        return lambda columns: list(map(kind, *columns))

    def make(columns: list[list[Any]]) -> list[Any]:
        values = list(map(kind.__new__, repeat(kind, len(columns[0]))))
        for slot, column in zip(slots, columns, strict=True):
            deque(map(slot.__set__, values, column), maxlen=0)
        return values

    return make


def _each(inner: tuple[Any, ...]) -> Any:
    """The class of the values of a tuple of any length."""
    if inner[1:] != (Ellipsis,):
        raise TypeError(f"a tuple of {inner} cannot be kept in columns")
    return inner[0]


def _checked(data: Any, kind: type) -> list[Any]:
    if type(data) is not list or not {kind}.issuperset(map(type, data)):
        raise TypeError(f"no column of {kind}")
    return data


def _spread(there: list[bool], values: list[Any]) -> list[Any]:
    """Values where there are any, and None elsewhere."""
    if sum(there) != len(values):
        raise ValueError("another number of values")
    left = iter(values)
    return [next(left) if one else None for one in there]


def _parted(lengths: list[int], values: list[Any]) -> list[Any]:
    """Tuples of these lengths."""
    if sum(lengths) != len(values) or min(lengths, default=0) < 0:
        raise ValueError("another number of values")
    left = iter(values)
    return [tuple(islice(left, length)) if length else () for length in lengths]
