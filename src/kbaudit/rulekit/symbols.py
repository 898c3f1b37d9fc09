"""Symbols of a revision: where a class or function is declared, and whether a module has a name."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from enum import Enum
from functools import cached_property

from kbaudit.model.regex import regex
from kbaudit.rulekit.codes import Codes, Place
from kbaudit.rulekit.mentions import Mentions
from kbaudit.rulekit.modules import Modules
from kbaudit.target.classes import LOOSE
from kbaudit.target.declared import Class, Function
from kbaudit.target.revision import Revision
from kbaudit.target.tables import Tables

__all__ = ["Has", "Place", "Symbols"]

_STAR = regex(r"import[\s\\]*\*")
_DYNAMIC = regex(
    r"\b(?:__getattr__|sys\.modules\b|globals\(\)|locals\(\)|vars\(\)|setattr\(|exec\(|_?LazyModule"
    r"|lazy_\w+|define_import_structure|_import_structure|import_module\()"
)
_HOPS = 8  # imports followed from file to file before giving up


class Has(Enum):
    """Whether something has a name; UNKNOWN where the code alone does not tell."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Symbols(Codes):
    """The symbols of one revision."""

    def __init__(self, revision: Revision, tables: Tables) -> None:
        super().__init__(revision, tables)
        self.mentions = Mentions(revision, tables)

    @cached_property
    def modules(self) -> Modules:
        """Import paths of the revision."""
        return Modules([*self.revision.files, *self.revision.links])

    def module_has(self, path: str, name: str) -> Has:
        """Whether the module in the file `path` has `name` for those who import it."""
        if self._makes(path, name, frozenset()):
            return Has.YES
        return Has.UNKNOWN if name.startswith("__") or self._is_open(path) else Has.NO

    def _makes(self, path: str, name: str, seen: frozenset[str]) -> bool:
        """Whether the module makes `name`, or a module does from which it imports all."""
        if self.modules.submodule(path, name):
            return self.code(path) is not None
        code = None if self._lacks(path, name) else self.code(path)
        if code is None:
            return False
        return (
            code.outline.has(name)
            or name in code.globals
            or any(
                self._makes(file, name, seen | {path})
                for star in code.outline.stars
                for file in self._imported(path, star)
                if file not in seen
            )
        )

    def _lacks(self, path: str, name: str) -> bool:
        """Whether a look at the text shows that parsing it would not lead to `name`."""
        if path in self._code:
            return False
        text = self.revision.text(path)
        return text is None or (name not in text and _STAR.search(text) is None)

    def _is_open(self, path: str, seen: frozenset[str] = frozenset()) -> bool:
        """Whether the module may have names that its code does not show."""
        code = self.code(path)
        if code is None or _DYNAMIC.search(self.revision.text(path) or ""):
            return True
        stars = [self._imported(path, star) for star in code.outline.stars]
        return not all(stars) or any(
            self._is_open(file, seen | {path})
            for files in stars
            for file in files
            if file not in seen
        )

    def _imported(self, path: str, module: str) -> list[str]:
        dots = len(module) - len(module.lstrip("."))
        return self.modules.relative(path, module[dots:], dots)

    def declared(self, path: str, qualified: str, hops: int = _HOPS) -> list[Place]:
        """Where what the file `path` calls `qualified` is declared, through imports if need be."""
        first, _, rest = qualified.partition(".")
        code = None if hops == 0 or self._lacks(path, first) else self.code(path)
        if code is None:
            return []
        nodes: tuple[Function | Class, ...] = (
            *code.declared.classes.get(qualified, ()),
            *code.declared.functions.get(qualified, ()),
        )
        if nodes:
            return [Place(path, node) for node in nodes]
        found = code.declared.imports.get(first)
        if found is not None:
            files = self.modules.relative(path, found.module, found.level)
            inner = ".".join(part for part in (found.name, rest) if part)
            if (
                found.name
                and rest
                and files
                and (sub := self.modules.submodule(files[0], found.name))
            ):
                files, inner = [sub], rest
            for file in files:
                if file != path and inner:
                    return self.declared(file, inner, hops - 1)
            return []
        for star in code.outline.stars:
            for file in self._imported(path, star):
                if file != path and (places := self.declared(file, qualified, hops - 1)):
                    return places
        return []

    def deep(self, path: str, name: str) -> list[Place]:
        """Declarations of a bare name at any depth of a file."""
        code = self.code(path)
        named = [one for one in code.outline.definitions if one.name == name] if code else []
        if code is not None and code.defined.count(name) > len(named):
            code = self.whole(path)
            named = [one for one in code.outline.definitions if one.name == name] if code else []
        tables = (code.declared.functions, code.declared.classes) if code else ()
        return [
            Place(path, node)
            for one in named
            for table in tables
            for node in table.get(one.qualified, ())
            if node.start == one.start
        ]

    def family(self, place: Place) -> tuple[list[Place], bool]:
        """A class with its ancestors, nearest first, and whether all of them are of the target."""
        found: list[Place] = []
        complete = True
        queue = [place]
        while queue:
            one = queue.pop(0)
            if one in found or not isinstance(one.node, Class):
                continue
            found.append(one)
            for base in one.node.bases:
                if base.split(".")[-1] in _PLAIN_BASES:
                    continue
                places = self.declared(one.path, base) if base else []
                classes = [p for p in places if isinstance(p.node, Class) and p != one]
                complete &= bool(classes)
                queue += classes
        return found, complete

    def is_closed(self, place: Place) -> bool:
        """Whether a class has no members but those that it and its ancestors show."""
        family, complete = self.family(place)
        return complete and not any(self.is_dynamic(one) for one in family)

    def is_dynamic(self, place: Place) -> bool:
        """Whether a class itself can have members which its code does not show."""
        if not isinstance(place.node, Class) or place.node.dynamic:
            return isinstance(place.node, Class)
        loose = LOOSE.search(self.lines(place)) is not None
        return loose and self._whole_class(place, place.node).dynamic

    def holds(self, place: Place, name: str) -> bool:
        """Whether a class itself has `name`, in its body or as what its methods set."""
        if not isinstance(place.node, Class) or name in place.node.members:
            return isinstance(place.node, Class)
        stored = rf"\.[ \t]*{re.escape(name)}\b(?![ \t]*[\[(.])"
        return bool(re.search(stored, self.lines(place))) and name in self.members(place)

    def members(self, place: Place) -> frozenset[str]:
        """All names that the body of a class or its methods give it; none of a function."""
        node = place.node
        return self._whole_class(place, node).members if isinstance(node, Class) else frozenset()

    def _whole_class(self, place: Place, node: Class) -> Class:
        """A class with what its methods set; open to anything where that is not told."""
        whole = self.whole(place.path)
        found = whole.declared.classes.get(node.qualified, ()) if whole is not None else ()
        same = [one for one in found if one.start == node.start]
        return same[0] if same else replace(node, dynamic=True)

    def member(self, place: Place, name: str) -> tuple[Has, list[Place]]:
        """Whether a class has `name`, itself or from an ancestor, and the functions of that name.

        Of several ancestors the first that has the name decides, as it does when the code runs.
        """
        family, _ = self.family(place)
        for one in family:
            if self.holds(one, name):
                inner = f"{one.node.qualified}.{name}"
                code = self.code(one.path)
                functions = code.declared.functions.get(inner, ()) if code else ()
                return Has.YES, [Place(one.path, node) for node in functions]
        if name in _OF_OBJECTS:
            return Has.YES, []
        return (Has.NO if self.is_closed(place) else Has.UNKNOWN), []

    def constant(self, path: str, name: str) -> str | None:
        """The source of the one value that the module gives `name`, through imports if need be."""
        code = self.code(path)
        for _ in range(_HOPS):
            if code is None:
                return None
            if name in code.declared.constants:
                return code.declared.constants[name] or None
            found = code.declared.imports.get(name)
            if found is None or not found.name:
                return None
            files = self.modules.relative(code.path, found.module, found.level)
            name = found.name
            code = self.code(files[0]) if files else None
        return None

    def names(self, paths: Iterable[str]) -> Iterator[str]:
        """All names that the files define, bare, for asking which one was meant."""
        for path in paths:
            code = self.code(path)
            if code is not None:
                yield from code.defined
                yield from (name for name in code.outline.names if "." not in name)


_PLAIN_BASES = frozenset(
    {"object", "ABC", "Generic", "Protocol", "Enum", "IntEnum", "StrEnum", "Flag", "IntFlag"}
    | {"NamedTuple", "TypedDict", "str", "int", "float"}
)
"""Bases that add nothing a page would state: what they bring is in `_OF_OBJECTS`."""

_OF_OBJECTS = frozenset(
    {*dir(object), *dir(str), *dir(int), *dir(float), "name", "value", "_asdict", "_replace"}
    | {"__dict__", "__slots__"}
)
