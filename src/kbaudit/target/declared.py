"""What a Python file declares, as values: functions with parameters, classes with their members.

Lines are 1-based and inclusive.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Argument:
    """A parameter of a function or a field of a class.

    `default` is the source of its value, empty when it has none, and None when it has one that
    cannot be told (a factory, a descriptor). `hidden` marks fields that no constructor takes.
    """

    name: str
    default: str | None = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Function:
    """A function or method; its first parameter is left out where it is the object or class.

    `rest` is what takes arguments without a name of their own (``**kwargs``), empty when nothing
    does. `decorated` are the strings in its decorators, where renamed parameters are kept alive.
    """

    qualified: str
    start: int
    end: int
    arguments: tuple[Argument, ...]
    rest: str = ""
    decorated: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Class:
    """A class. `bases` are as written, empty where an expression stands instead of a name.

    `members` are all names that the body or the methods give it, `fields` those with an annotation
    or a value in the body, in order. `generated` tells that a decorator makes its constructor from
    the fields; `dynamic` that it can have members which nothing here shows.
    """

    qualified: str
    start: int
    end: int
    bases: tuple[str, ...]
    members: frozenset[str]
    fields: tuple[Argument, ...]
    annotated: tuple[Argument, ...]
    generated: bool = False
    dynamic: bool = False


@dataclass(frozen=True, slots=True)
class Import:
    """``from module import name``; `level` counts the dots, `name` is empty for ``import x``."""

    module: str
    name: str
    level: int = 0


@dataclass(frozen=True)
class Declarations:
    """The functions and classes of a file by qualified name, its imports and its constants."""

    functions: dict[str, tuple[Function, ...]]
    classes: dict[str, tuple[Class, ...]]
    imports: dict[str, Import]
    constants: dict[str, str]
