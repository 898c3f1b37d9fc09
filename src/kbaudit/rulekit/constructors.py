"""What the constructor of a class takes: its ``__init__``, an inherited one, or its fields."""

from collections.abc import Iterator

from kbaudit.rulekit.symbols import Place, Symbols
from kbaudit.target.declared import Argument, Class, Function

_OF_FIELDS = frozenset(
    {"BaseModel", "BaseSettings", "NamedTuple", "TypedDict", "Struct", "SQLModel"}
)


UNSEEN = "*"
"""What takes further arguments where a base of the class is not of the target."""


def constructors(place: Place, symbols: Symbols) -> tuple[Place, ...]:
    """The constructors that calling the class at `place` can mean; none where it is not told.

    For a class whose constructor is made from its fields a function with these is given, at the
    place of the class.
    """
    family, _ = symbols.family(place)
    for one in family:
        code = symbols.code(one.path)
        if not isinstance(one.node, Class) or code is None:
            return ()
        found = code.declared.functions.get(f"{one.node.qualified}.__init__", ())
        if found:
            return tuple(Place(one.path, node) for node in found)
        if one.node.generated or _OF_FIELDS.intersection(_last(base) for base in one.node.bases):
            node = place.node
            fields = tuple(_fields([kin.node for kin in family]))
            rest = "" if symbols.is_closed(place) else UNSEEN
            plain = Function(node.qualified, node.start, node.end, fields, rest)
            return (Place(place.path, plain),)
        if {"__new__", "__init__"} & one.node.members:
            return ()
    return ()


def _fields(family: list[Function | Class]) -> Iterator[Argument]:
    """The fields of all ancestors, the eldest first; one that is stated again keeps its place."""
    fields: dict[str, Argument] = {}
    for node in reversed(family):
        if isinstance(node, Class):
            fields.update((field.name, field) for field in node.annotated)
    yield from fields.values()


def _last(base: str) -> str:
    return base.rpartition(".")[2]
