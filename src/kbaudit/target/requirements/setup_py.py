"""``setup.py``: what it hands to ``setup()``, from its syntax tree alone.

The lists of a ``setup.py`` are built from names, sums, tables and functions of the same file, and
from files beside it. Statements are followed from top to bottom, into every branch, and nothing of
them is run.
"""

from __future__ import annotations

import ast
import posixpath
from collections.abc import Iterable, Iterator
from typing import Any

from kbaudit.target.requirements.classifiers import python_from
from kbaudit.target.requirements.lines import parse
from kbaudit.target.requirements.literals import Literals, called, tree_of
from kbaudit.target.requirements.requirement import (
    Include,
    Origin,
    Requirement,
    Stated,
)
from kbaudit.target.requirements.values import (
    LONGEST_LIST,
    UNKNOWN,
    FileLines,
    Word,
    are_requirements,
    items,
)

_TABLE_SIZE = 5


def read_setup(text: str, path: str) -> Stated:
    """What a ``setup.py`` hands to ``setup()``."""
    tree = tree_of(text)
    if tree is None:
        return Stated(problem="is not Python that can be read")
    script = _Script()
    try:
        script.follow(tree.body)
        if not script.arguments:
            for function in list(script.literals.functions.values()):
                script.follow(function.body)
        return _stated(script, path)
    except RecursionError:
        return Stated(problem="is nested too deep to be read")


class _Script:
    """Follows statements; `arguments` are those of the first call of ``setup``."""

    def __init__(self) -> None:
        self.literals = Literals()
        self.arguments: dict[str, Any] = {}
        self._branches = 0

    def follow(self, body: Iterable[ast.stmt]) -> None:
        for statement in body:
            self._statement(statement)

    def _statement(self, node: ast.stmt) -> None:
        if isinstance(node, ast.FunctionDef):
            self.literals.functions[node.name] = node
        elif isinstance(node, ast.Assign):
            value = self.literals.value(node.value)
            for target in node.targets:
                self._bind(target, value)
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            self._bind(node.target, self.literals.value(node.value))
        elif isinstance(node, ast.AugAssign):
            held, more = self.literals.value(node.target), self.literals.value(node.value)
            if isinstance(node.op, ast.Add) and (items(held) or items(more)):
                both = (items(held) + items(more))[:LONGEST_LIST]
                self._bind(node.target, both, replace=True)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            self._call(node.value)
        elif isinstance(node, ast.If):
            self._branches += 1
            self.follow([*node.body, *node.orelse])
            self._branches -= 1
        elif isinstance(node, ast.With):
            for item in node.items:
                if item.optional_vars is not None:
                    self._bind(item.optional_vars, self.literals.value(item.context_expr))
            self.follow(node.body)
        elif isinstance(node, ast.Try):
            handlers = [statement for handler in node.handlers for statement in handler.body]
            self.follow([*node.body, *handlers, *node.orelse, *node.finalbody])
        elif isinstance(node, ast.For):
            self.follow(node.body)

    def _bind(self, target: ast.expr, value: Any, *, replace: bool = False) -> None:
        bound = self.literals.bound
        if isinstance(target, ast.Name):
            held = bound.get(target.id)
            if self._branches and not replace and isinstance(held, list):
                value = held + items(value)  # either branch may be taken
            bound[target.id] = value
        elif isinstance(target, ast.Tuple) and isinstance(value, list):
            for part, one in zip(target.elts, value, strict=False):
                self._bind(part, one)
        elif isinstance(target, ast.Subscript):
            holder = self.literals.value(target.value)
            key = self.literals.value(target.slice)
            if isinstance(holder, dict) and isinstance(key, str):
                holder[key] = value

    def _call(self, node: ast.Call) -> None:
        name = called(node)
        if name == "setup" and not self.arguments:
            for keyword in node.keywords:
                value = self.literals.value(keyword.value)
                if keyword.arg:
                    self.arguments[keyword.arg] = value
                elif isinstance(value, dict):
                    self.arguments.update(value)
        elif isinstance(node.func, ast.Attribute) and len(node.args) == 1:
            holder, more = self.literals.value(node.func.value), self.literals.value(node.args[0])
            if isinstance(holder, list) and name in ("append", "extend"):
                holder += [more] if name == "append" else items(more)
            elif isinstance(holder, dict) and name == "update" and isinstance(more, dict):
                holder.update(more)


def _stated(script: _Script, path: str) -> Stated:
    given = script.arguments
    found = list(_python(given, path))
    includes: list[Include] = []
    groups: list[tuple[Origin, str, Any]] = [("core", "", given.get("install_requires", UNKNOWN))]
    extras = given.get("extras_require", UNKNOWN)
    if isinstance(extras, dict):
        groups += [("extra", str(name), value) for name, value in extras.items()]
    for origin, extra, value in groups:
        for item in dict.fromkeys(_hashable(value)):
            if isinstance(item, FileLines):
                place = posixpath.normpath(posixpath.join(posixpath.dirname(path), item.path))
                includes.append(Include(place, item.line, origin, extra))
            elif one := parse(item, path, item.line, origin, extra):
                found.append(one)
    names = {one.name for one in found}
    tables = [v for v in script.literals.bound.values() if are_requirements(v, _TABLE_SIZE)]
    for word in dict.fromkeys(word for table in tables for word in table):
        one = parse(word, path, word.line, "table")
        if one is not None and one.name not in names:
            found.append(one)
    return Stated(tuple(dict.fromkeys(found)), tuple(dict.fromkeys(includes)))


def _hashable(value: Any) -> list[Word | FileLines]:
    return [one for one in items(value) or _lines(value) if isinstance(one, Word | FileLines)]


def _lines(value: Any) -> list[Word]:
    """A string with a requirement on each line, which setuptools takes as well."""
    if not isinstance(value, Word):
        return []
    return [Word.at(line, value.line + at) for at, line in enumerate(value.split("\n"))]


def _python(given: dict[str, Any], path: str) -> Iterator[Requirement]:
    asked = given.get("python_requires", UNKNOWN)
    if isinstance(asked, Word):
        yield Requirement("python", str(asked), path, asked.line, "python")
        return
    words = [word for word in items(given.get("classifiers")) if isinstance(word, Word)]
    yield from python_from([(word, word.line) for word in words], path)
