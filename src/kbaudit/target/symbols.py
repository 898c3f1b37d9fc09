"""What a Python file defines, and on which lines.

Parsed with `ast`, nothing is imported or run. A file that does not parse (newer syntax, a template,
Python 2) is read by indentation instead, which finds definitions but no other names. Lines are
1-based and inclusive.
"""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass, field
from functools import cached_property

from kbaudit.target.definitions import Definition, Kind, by_indentation
from kbaudit.target.revision import is_python
from kbaudit.target.syntax import blocks, compound

__all__ = ["Definition", "Outline", "is_python", "outline", "outline_of", "parse"]

_TYPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True)
class Outline:
    """The definitions of a file in order, and the other names that it makes.

    `names`: what assignments, imports, loops and the like bind, at the top of the module (`X`) or
    of a class (`Model.x`), with the line of the first binding. `strings`: identifiers in string
    constants of the module's own statements, as in `__all__` or a table of lazy imports. `stars`:
    modules imported with `*`. `parsed` is False when only indentation was read.
    """

    definitions: tuple[Definition, ...] = ()
    names: dict[str, int] = field(default_factory=dict)
    strings: frozenset[str] = frozenset()
    stars: tuple[str, ...] = ()
    parsed: bool = True

    @cached_property
    def by_qualified(self) -> dict[str, tuple[Definition, ...]]:
        """Definitions by qualified name: several for overloads, property setters and conditions."""
        found: dict[str, tuple[Definition, ...]] = {}
        for one in self.definitions:
            found[one.qualified] = (*found.get(one.qualified, ()), one)
        return found

    def has(self, name: str) -> bool:
        """Whether the file defines, binds or re-exports `name`, bare or qualified."""
        return name in self.by_qualified or name in self.names or name in self.strings


def outline(text: str) -> Outline:
    """The outline of a Python source text. Never raises."""
    tree = parse(text)
    if tree is not None:
        return outline_of(tree)
    return Outline(by_indentation(text), parsed=False)


def parse(text: str) -> ast.Module | None:
    """The syntax tree of a Python source text, None where it does not parse. Never raises."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def outline_of(tree: ast.Module) -> Outline:
    """The outline of a file that parsed."""
    reader = _Reader()
    reader.block(tree.body, "", inside="module")
    return Outline(
        tuple(sorted(reader.definitions, key=lambda one: (one.start, -one.end))),
        reader.names,
        frozenset(reader.strings),
        tuple(reader.stars),
    )


class _Reader:
    """Walks statements only: definitions and bindings do not hide in expressions."""

    def __init__(self) -> None:
        self.definitions: list[Definition] = []
        self.names: dict[str, int] = {}
        self.strings: set[str] = set()
        self.stars: list[str] = []

    def block(self, body: list[ast.stmt], prefix: str, inside: str) -> None:
        for statement in compound(body) if inside == "function" else body:
            if isinstance(statement, _TYPES):
                self._definition(statement, prefix, inside)
                continue
            if inside != "function":
                self._bind(statement, prefix)
            if inside == "module":
                self._constants(statement)
            for nested in blocks(statement):
                self.block(nested, prefix, inside)

    def _definition(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, prefix: str, inside: str
    ) -> None:
        kind: Kind = "method" if inside == "class" else "function"
        if isinstance(node, ast.ClassDef):
            kind = "class"
        first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
        qualified = prefix + node.name
        self.definitions.append(
            Definition(qualified, first, node.lineno, node.end_lineno or node.lineno, kind)
        )
        self.block(node.body, f"{qualified}.", "class" if kind == "class" else "function")

    def _bind(self, statement: ast.stmt, prefix: str) -> None:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            for alias in statement.names:
                if alias.name == "*" and isinstance(statement, ast.ImportFrom):
                    self.stars.append("." * statement.level + (statement.module or ""))
                else:
                    bound = alias.asname or alias.name.split(".")[0]
                    self.names.setdefault(prefix + bound, statement.lineno)
            return
        for target in _targets(statement):
            for node in ast.walk(target):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                    self.names.setdefault(prefix + node.id, node.lineno)

    def _constants(self, statement: ast.stmt) -> None:
        if isinstance(statement, ast.Assign | ast.AugAssign | ast.AnnAssign | ast.Expr):
            for node in ast.walk(statement):
                value = node.value if isinstance(node, ast.Constant) else None
                if isinstance(value, str) and value.isidentifier():
                    self.strings.add(value)


def _targets(statement: ast.stmt) -> list[ast.expr]:
    match statement:
        case ast.Assign(targets=targets):
            return targets
        case ast.AnnAssign(target=target) | ast.AugAssign(target=target) | ast.For(target=target):
            return [target]
        case ast.With(items=items):
            return [item.optional_vars for item in items if item.optional_vars is not None]
    # `type X = ...` is a node of Python 3.12 and later.
    name = getattr(statement, "name", None)
    return [name] if isinstance(name, ast.expr) else []
