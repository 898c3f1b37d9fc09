"""Symbols of a revision: where a class or function is declared, and whether a module has a name."""

import re
from collections.abc import Iterable, Iterator, MutableMapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from kbaudit.rulekit.mentions import Mentions
from kbaudit.rulekit.modules import Modules
from kbaudit.target.declarations import declarations
from kbaudit.target.declared import Class, Declarations, Function
from kbaudit.target.revision import Revision
from kbaudit.target.symbols import Outline, is_python, outline_of, parse
from kbaudit.target.tables import Tables

_DYNAMIC = re.compile(
    r"\b(?:__getattr__|sys\.modules\b|globals\(\)|locals\(\)|vars\(\)|setattr\(|exec\(|_?LazyModule"
    r"|lazy_\w+|define_import_structure|_import_structure|import_module\()"
)
_HOPS = 8  # imports followed from file to file before giving up


class Has(Enum):
    """Whether something has a name; UNKNOWN where the code alone does not tell."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Code:
    """A file that parsed."""

    path: str
    outline: Outline
    declared: Declarations
    dynamic: bool
    globals: frozenset[str]


@dataclass(frozen=True, slots=True)
class Place:
    """A function or class and the file that declares it."""

    path: str
    node: Function | Class


class Symbols:
    """The symbols of one revision. Each file is parsed once, and only when it is asked for."""

    def __init__(self, revision: Revision, tables: Tables) -> None:
        self.revision = revision
        self.mentions = Mentions(revision, tables)
        self._code: MutableMapping[str, Code | None] = tables.table(
            f"code {revision.commit}", Code | None
        )

    @cached_property
    def modules(self) -> Modules:
        """Import paths of the revision."""
        return Modules([*self.revision.files, *self.revision.links])

    def code(self, path: str) -> Code | None:
        """A Python file of the revision; None when there is none or it does not parse."""
        if path not in self._code:
            text = self.revision.text(path) if is_python(path) else None
            tree = parse(text) if text is not None else None
            self._code[path] = None
            if tree is not None and text is not None:
                stated = re.findall(r"^[ \t]*global[ \t]+([\w, \t]+)", text, re.MULTILINE)
                names = frozenset(name.strip() for line in stated for name in line.split(","))
                dynamic = _DYNAMIC.search(text) is not None
                self._code[path] = Code(path, outline_of(tree), declarations(tree), dynamic, names)
        return self._code[path]

    def module_has(self, path: str, name: str, seen: frozenset[str] = frozenset()) -> Has:
        """Whether the module in the file `path` has `name` for those who import it."""
        code = self.code(path)
        if code is None:
            return Has.UNKNOWN
        if code.outline.has(name) or name in code.globals or self.modules.submodule(path, name):
            return Has.YES
        if name.startswith("__"):
            return Has.UNKNOWN
        answer = Has.UNKNOWN if code.dynamic else Has.NO
        for star in code.outline.stars:
            files = self._imported(path, star)
            if not files:
                answer = Has.UNKNOWN
            for file in files:
                found = Has.NO if file in seen else self.module_has(file, name, seen | {path})
                if found is Has.YES:
                    return found
                answer = found if found is Has.UNKNOWN else answer
        return answer

    def _imported(self, path: str, module: str) -> list[str]:
        dots = len(module) - len(module.lstrip("."))
        return self.modules.relative(path, module[dots:], dots)

    def declared(self, path: str, qualified: str, hops: int = _HOPS) -> list[Place]:
        """Where what the file `path` calls `qualified` is declared, through imports if need be."""
        code = self.code(path)
        if code is None or hops == 0:
            return []
        nodes: tuple[Function | Class, ...] = (
            *code.declared.classes.get(qualified, ()),
            *code.declared.functions.get(qualified, ()),
        )
        if nodes:
            return [Place(path, node) for node in nodes]
        first, _, rest = qualified.partition(".")
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

    def family(self, place: Place) -> tuple[list[Place], bool]:
        """A class with its ancestors, nearest first, and whether no other has a say in it."""
        found: list[Place] = []
        complete = True
        queue = [place]
        while queue:
            one = queue.pop(0)
            if one in found or not isinstance(one.node, Class):
                continue
            found.append(one)
            complete &= not one.node.dynamic
            for base in one.node.bases:
                if base.split(".")[-1] in _PLAIN_BASES:
                    continue
                places = self.declared(one.path, base) if base else []
                classes = [p for p in places if isinstance(p.node, Class) and p != one]
                complete &= bool(classes)
                queue += classes
        return found, complete

    def member(self, place: Place, name: str) -> tuple[Has, list[Place]]:
        """Whether a class has `name`, itself or from an ancestor, and the functions of that name.

        Of several ancestors the first that has the name decides, as it does when the code runs.
        """
        family, complete = self.family(place)
        for one in family:
            if isinstance(one.node, Class) and name in one.node.members:
                inner = f"{one.node.qualified}.{name}"
                code = self.code(one.path)
                functions = code.declared.functions.get(inner, ()) if code else ()
                return Has.YES, [Place(one.path, node) for node in functions]
        if name in _OF_OBJECTS:
            return Has.YES, []
        return (Has.NO if complete else Has.UNKNOWN), []

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
                yield from (one.name for one in code.outline.definitions)
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
