"""The Python files of a revision, parsed once and only when they are asked for."""

import ast
import re
from collections.abc import MutableMapping
from dataclasses import dataclass

from kbaudit.model.regex import regex
from kbaudit.target.declarations import declarations
from kbaudit.target.declared import Class, Declarations, Function
from kbaudit.target.definitions import by_indentation
from kbaudit.target.revision import Revision
from kbaudit.target.skeleton import skeleton
from kbaudit.target.symbols import Outline, is_python, outline_of, parse
from kbaudit.target.tables import Tables

_GLOBAL = regex(r"^[ \t]*global[ \t]+([\w, \t]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Code:
    """A file that parsed; `defined` are the bare names of its definitions at any depth."""

    path: str
    outline: Outline
    declared: Declarations
    defined: tuple[str, ...]
    globals: frozenset[str]


@dataclass(frozen=True, slots=True)
class Place:
    """A function or class and the file that declares it."""

    path: str
    node: Function | Class


class Codes:
    """The code of one revision.

    Most questions are answered without the bodies of functions; those are parsed for the few that
    are not.
    """

    def __init__(self, revision: Revision, tables: Tables) -> None:
        self.revision = revision
        self._code: MutableMapping[str, Code | None] = tables.table(
            f"code {revision.commit}", Code | None
        )
        self._whole: MutableMapping[str, Code | None] = tables.table(
            f"whole code {revision.commit}", Code | None
        )
        self._lines: dict[tuple[str, int, int], str] = {}

    def code(self, path: str) -> Code | None:
        """A Python file of the revision, without what stands inside of functions.

        Classes have the members that their own bodies give them, and not what their methods set.
        None when there is no such file or it does not parse.
        """
        if path not in self._code:
            text = self._text(path)
            tree = parse(skeleton(text)) if text is not None else None
            found = _read(path, text, tree) if text is not None and tree is not None else None
            self._code[path] = found or self.whole(path)
        return self._code[path]

    def whole(self, path: str) -> Code | None:
        """All of a Python file of the revision; None when there is none or it does not parse."""
        if path not in self._whole:
            text = self._text(path)
            tree = parse(text) if text is not None else None
            found = _read(path, text, tree) if text is not None and tree is not None else None
            self._whole[path] = found
        return self._whole[path]

    def _text(self, path: str) -> str | None:
        return self.revision.text(path) if is_python(path) else None

    def lines(self, place: Place) -> str:
        """The text of a declaration."""
        first, last = place.node.start, place.node.end
        key = (place.path, first, last)
        if key not in self._lines:
            lines = (self.revision.text(place.path) or "").split("\n")
            self._lines[key] = "\n".join(lines[first - 1 : last])
        return self._lines[key]


def _read(path: str, text: str, tree: ast.Module) -> Code:
    stated = _GLOBAL.findall(text) if "global" in text else ()
    names = frozenset(name.strip() for line in stated for name in line.split(","))
    defined = tuple(one.name for one in by_indentation(text))
    return Code(path, outline_of(tree), declarations(tree), defined, names)
