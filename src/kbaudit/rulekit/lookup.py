"""What a stub of a page means at the revision: where it is declared, or that it is nowhere.

A name is looked up where the page puts it: in the class written around it, in the files that the
page cites as its source, in the module from which the page imports it. Only when all of these were
read and none has it, and nothing else of the target makes such a name, it is called absent.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING

from kbaudit.read.file import File
from kbaudit.read.stub import Imported, Stub
from kbaudit.rulekit.cites import Cites
from kbaudit.rulekit.symbols import Has, Place
from kbaudit.target.declared import Class

if TYPE_CHECKING:
    from kbaudit.rulekit.sources import Sources


class Fate(Enum):
    """What became of a stub; only FOUND and ABSENT are decided."""

    FOUND = "found"
    ABSENT = "absent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Found:
    """A stub held against the revision.

    `places` are the declarations that it can mean, none where the name is made in another way.
    `inside` is the class that lacks it, when one is known; `looked` the files that were read.
    `since_base` tells that it is absent here because it stood here at the base.
    """

    fate: Fate
    places: tuple[Place, ...] = ()
    inside: Place | None = None
    looked: tuple[str, ...] = ()
    since_base: bool = False


_UNKNOWN = Found(Fate.UNKNOWN)


class Lookup:
    """Answers for one page."""

    def __init__(self, file: File, sources: Sources) -> None:
        self.file = file
        self.sources = sources
        self.symbols = sources.symbols

    @cached_property
    def cites(self) -> Cites:
        """The files that the page cites for its code."""
        return Cites(self.file, self.sources)

    def stub(self, stub: Stub) -> Found:
        """Where a stub is declared at the revision, with the help of the base if there is one."""
        if self._foreign(stub):
            return _UNKNOWN
        found = self.plain(stub)
        if found.fate is Fate.UNKNOWN and self.cites.parse:
            return self._since_base(stub)
        return found

    def at_base(self, stub: Stub) -> Found:
        """Where a stub is declared at the base; UNKNOWN when there is none but the revision."""
        base = self.sources.at_base
        if base is None or base.is_at(self.sources.revision):
            return _UNKNOWN
        return Lookup(self.file, base).plain(stub)

    def _since_base(self, stub: Stub) -> Found:
        """What became of a declaration that stood at the base, in the same file and class."""
        owners = {
            (place.path, place.node.qualified.rpartition(".")[0])
            for place in self.at_base(stub).places
        }
        if len(owners) != 1:
            return _UNKNOWN
        (path, owner) = owners.pop()
        words = self.symbols.mentions
        if not owner:
            lacks = self.symbols.module_has(path, stub.name) is Has.NO
            if lacks and not words.definition(stub.name):
                return Found(Fate.ABSENT, looked=(path,), since_base=True)
            return _UNKNOWN
        for place in self.symbols.declared(path, owner):
            has, functions = self.symbols.member(place, stub.name)
            family, _ = self.symbols.family(place)
            if has is Has.YES:
                return Found(Fate.FOUND, tuple(functions))
            dynamic = any(map(self.symbols.is_dynamic, family))
            if family and not dynamic and not words.attribute(stub.name):
                return Found(Fate.ABSENT, inside=place, looked=(path,), since_base=True)
        return _UNKNOWN

    def plain(self, stub: Stub) -> Found:
        """Where a stub is declared, by the revision alone."""
        if self._foreign(stub):
            return _UNKNOWN
        if stub.owner:
            return self._owned(stub)
        places = self._in_files(stub.name)
        if places:
            return Found(Fate.FOUND, tuple(self._narrowed(places)))
        return self._nowhere(stub.name)

    def imported(self, one: Imported) -> Found:
        """Whether an import of the target's own packages would find what it names."""
        modules = self.symbols.modules
        if not modules.is_own(one.module) or (self.cites.labelled and not self.cites.parse):
            return _UNKNOWN
        files = modules.files(one.module)
        if not files:
            return self._module(one.module)
        if not one.name:
            return Found(Fate.FOUND)
        answers = {self.symbols.module_has(path, one.name) for path in files}
        if Has.YES in answers:
            return Found(Fate.FOUND)
        if one.name.startswith("__"):
            return _UNKNOWN  # every module has some of these without a word of its own
        if Has.UNKNOWN in answers and self.symbols.mentions.bound(one.name):
            return _UNKNOWN
        return Found(Fate.ABSENT, looked=tuple(files))

    def _module(self, module: str) -> Found:
        """A module without a file: built from other sources, made by code, or not there."""
        parent, _, leaf = module.rpartition(".")
        above = self.symbols.modules.files(parent)
        if not above or leaf.startswith("_") or self.symbols.modules.is_folder(module):
            return _UNKNOWN
        if any(self.symbols.module_has(path, leaf) is Has.YES for path in above):
            return _UNKNOWN
        if self.symbols.mentions.module(leaf):
            return _UNKNOWN
        return Found(Fate.ABSENT, looked=tuple(above))

    def _foreign(self, stub: Stub) -> bool:
        """Whether the page imports the stub, or the class it belongs to, from another package."""
        first = (*stub.owner, stub.name)[0]
        modules = [one.module for one in self.file.statements.imports if one.name == first]
        return bool(modules) and not any(self.symbols.modules.is_own(one) for one in modules)

    def _in_files(self, name: str) -> list[Place]:
        """Declarations of a bare name: of the module, else at any depth, else where imported."""
        for file in self.cites.paths:
            if places := self.symbols.declared(file, name):
                return places
        deep = [place for file in self.cites.files for place in self.symbols.deep(file, name)]
        return deep or self._imported(name)

    def _imported(self, name: str) -> list[Place]:
        for one in self.file.statements.imports:
            if one.name == name:
                for path in self.symbols.modules.files(one.module):
                    if places := self.symbols.declared(path, name):
                        return places
        return []

    def _owned(self, stub: Stub) -> Found:
        owner = ".".join(stub.owner)
        places = self._in_files(owner)
        if not places and "." in owner:
            places = self._in_files(stub.owner[-1])
        classes = [place for place in places if isinstance(place.node, Class)]
        if not classes:
            return self._of_value(stub, places)
        unsure = False
        for place in classes:
            has, functions = self.symbols.member(place, stub.name)
            if has is Has.YES:
                return Found(Fate.FOUND, tuple(functions))
            unsure |= has is Has.UNKNOWN
        if unsure and self.symbols.mentions.word(stub.name):
            return _UNKNOWN
        if self.symbols.mentions.attribute(stub.name):
            return _UNKNOWN
        return Found(Fate.ABSENT, inside=classes[0], looked=(classes[0].path,))

    def _of_value(self, stub: Stub, places: list[Place]) -> Found:
        """A stub whose owner is no class: a function around it, or a variable before the dot."""
        for place in places:
            inner = f"{place.node.qualified}.{stub.name}"
            if found := self.symbols.declared(place.path, inner):
                return Found(Fate.FOUND, tuple(found))
        if not stub.owner[-1][:1].islower():
            # The class itself is reported, if it is nowhere; its methods stand and fall with it.
            return _UNKNOWN
        deep = [place for file in self.cites.files for place in self.symbols.deep(file, stub.name)]
        if deep:
            return Found(Fate.FOUND, tuple(self._narrowed(deep)))
        return self._nowhere(stub.name)

    def _narrowed(self, places: list[Place]) -> list[Place]:
        """Of several declarations those that the page means: by its name, imports, or lines."""
        if len({(place.path, place.node.qualified) for place in places}) < 2:
            return places
        tests = (self._in_page_name, self._in_imports, self._in_lines)
        for test in tests:
            kept = [place for place in places if test(place)]
            if kept:
                return kept
        return places

    def _in_page_name(self, place: Place) -> bool:
        owner = place.node.qualified.rpartition(".")[0].rpartition(".")[2]
        return bool(owner) and f"_{owner}_" in f"_{self.file.name}_"

    def _in_imports(self, place: Place) -> bool:
        owner = place.node.qualified.rpartition(".")[0].rpartition(".")[2]
        return any(one.name == owner for one in self.file.statements.imports)

    def _in_lines(self, place: Place) -> bool:
        return any(
            path == place.path and first <= place.node.end and place.node.start <= last
            for path, first, last in self.cites.ranges
        )

    def _nowhere(self, name: str) -> Found:
        """FOUND when the cited files make the name in any way; ABSENT when nothing does."""
        if name.startswith("__"):
            return _UNKNOWN
        for file in self.cites.files:
            if self.symbols.module_has(file, name) is Has.YES:
                return Found(Fate.FOUND)
        if not self.cites.all or self.symbols.mentions.bound(name):
            return _UNKNOWN
        return Found(Fate.ABSENT, looked=self.cites.files)
