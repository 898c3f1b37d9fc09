"""The values of expressions in a Python file, worked out from its syntax tree and never run.

Only what has one value for every reader is taken: strings, numbers, lists and dictionaries, sums of
them, names bound in the same file, and the few calls that build lists of requirements. All else is
`UNKNOWN`. Work is counted, so that no file can make it last.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable
from typing import Any

from kbaudit.target.requirements.values import (
    LONGEST_LIST,
    UNKNOWN,
    FileLines,
    Word,
    by_name,
    capped,
    combined,
    flat,
    items,
    path_of,
    read_from,
    text_of,
)

_BUDGET = 600_000
_READS = frozenset({"open", "read", "read_text", "readlines", "splitlines", "split", "strip"})
_LISTS = frozenset({"list", "tuple", "sorted", "set", "frozenset", "sum", "chain", "from_iterable"})


def tree_of(text: str) -> ast.Module | None:
    """The syntax tree of a Python file, None for what is none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None


class Literals:
    """Expressions of one file; `bound` are the names that it binds, `functions` those it defines.

    Raises RecursionError for expressions nested too deep; the caller says that it cannot read them.
    """

    def __init__(self) -> None:
        self.bound: dict[str, Any] = {}
        self.functions: dict[str, ast.FunctionDef] = {}
        self._work = 0
        self._running: set[str] = set()

    def value(self, node: ast.expr) -> Any:
        """The value of an expression."""
        self._work += 1
        if self._work > _BUDGET:
            return UNKNOWN
        method: Callable[[Any], Any] | None = getattr(self, f"_{type(node).__name__}", None)
        return method(node) if method is not None else UNKNOWN

    def _Constant(self, node: ast.Constant) -> Any:  # noqa: N802
        if isinstance(node.value, str):
            return Word.at(node.value, node.lineno)
        return node.value if isinstance(node.value, int | float) else UNKNOWN

    def _JoinedStr(self, node: ast.JoinedStr) -> Any:  # noqa: N802
        parts = [self.value(part) for part in node.values]
        return text_of(parts, node.lineno)

    def _FormattedValue(self, node: ast.FormattedValue) -> Any:  # noqa: N802
        return self.value(node.value) if node.format_spec is None else UNKNOWN

    def _Name(self, node: ast.Name) -> Any:  # noqa: N802
        return self.bound.get(node.id, UNKNOWN)

    def _List(self, node: ast.List | ast.Tuple | ast.Set) -> Any:  # noqa: N802
        found: list[Any] = []
        for item in node.elts:
            if len(found) >= LONGEST_LIST:
                break
            if isinstance(item, ast.Starred):
                found += items(self.value(item.value))
            else:
                found.append(self.value(item))
        return found[:LONGEST_LIST]

    _Tuple = _Set = _List

    def _Dict(self, node: ast.Dict) -> Any:  # noqa: N802
        found: dict[Any, Any] = {}
        for key, value in zip(node.keys, node.values, strict=True):
            held = self.value(value)
            if key is None:
                found.update(held if isinstance(held, dict) else {})
            elif isinstance(name := self.value(key), str | int):
                found[name] = held
        return found

    def _BinOp(self, node: ast.BinOp) -> Any:  # noqa: N802
        right: list[tuple[ast.operator, ast.expr]] = []
        left: ast.expr = node
        while isinstance(left, ast.BinOp):  # long sums lean to the left
            right.append((left.op, left.right))
            left = left.left
        value = self.value(left)
        for operator, operand in reversed(right):
            value = combined(operator, value, self.value(operand), node.lineno)
        return value

    def _IfExp(self, node: ast.IfExp) -> Any:  # noqa: N802
        return capped([self.value(node.body), self.value(node.orelse)]) or UNKNOWN

    def _Subscript(self, node: ast.Subscript) -> Any:  # noqa: N802
        holder, key = self.value(node.value), self.value(node.slice)
        if isinstance(holder, dict):
            return holder.get(key, UNKNOWN) if isinstance(key, str | int) else UNKNOWN
        if isinstance(holder, list) and isinstance(key, int) and -len(holder) <= key < len(holder):
            return holder[key]
        return UNKNOWN

    def _ListComp(self, node: ast.ListComp | ast.GeneratorExp | ast.SetComp) -> Any:  # noqa: N802
        """Each item by itself where the loop is a plain one; conditions are passed over."""
        loop = node.generators[0]
        source = self.value(loop.iter)
        if len(node.generators) > 1 or not isinstance(loop.target, ast.Name):
            return UNKNOWN
        name, before = loop.target.id, self.bound.get(loop.target.id, UNKNOWN)
        if isinstance(source, FileLines):
            return source
        found = []
        for item in items(source):
            self.bound[name] = item
            found.append(self.value(node.elt))
        self.bound[name] = before
        return found

    _GeneratorExp = _SetComp = _ListComp

    def _DictComp(self, node: ast.DictComp) -> Any:  # noqa: N802
        """A table of requirements by name, where a list of requirements is all that goes in."""
        names = [n for loop in node.generators for n in ast.walk(loop.iter)]
        for name in names:
            held = self.bound.get(name.id, UNKNOWN) if isinstance(name, ast.Name) else UNKNOWN
            if isinstance(held, list):
                return by_name(held)
        return UNKNOWN

    def _Call(self, node: ast.Call) -> Any:  # noqa: N802
        name = called(node)
        values = [self.value(a.value if isinstance(a, ast.Starred) else a) for a in node.args]
        if isinstance(node.func, ast.Attribute) and name in {*_READS, "values", "as_posix"}:
            return self._method(name, self.value(node.func.value), values)
        if name == "dict":
            return {k.arg: self.value(k.value) for k in node.keywords if k.arg}
        if name == "join" and values:
            return path_of(values, node.lineno)
        if name in _LISTS:
            return capped(flat(value) for value in values)
        if name in ("Path", "str", "abspath", "PurePath", "resolve") and len(values) == 1:
            return values[0]
        if name in self.functions and name not in self._running:
            return self._own(self.functions[name], values)
        return read_from(values)

    def _method(self, name: str, holder: Any, values: list[Any]) -> Any:
        if isinstance(holder, dict):
            return capped(flat(held) for held in holder.values())
        if isinstance(holder, FileLines):
            return holder
        if isinstance(holder, Word):
            if name in ("read_text", "open", "read"):
                return read_from([holder])
            if name in ("splitlines", "split"):
                parts = holder.split("\n") if "\n" in holder else holder.split()
                return [Word.at(part, holder.line + at) for at, part in enumerate(parts)]
            return holder
        return read_from(values)

    def _own(self, function: ast.FunctionDef, values: list[Any]) -> Any:
        """What a function of the file returns: its last ``return``, or the file that it reads."""
        if isinstance(found := read_from(values), FileLines):
            return found
        outer, self._running = dict(self.bound), self._running | {function.name}
        for parameter, value in zip(function.args.args, values, strict=False):
            self.bound[parameter.arg] = value
        if function.args.vararg is not None:
            self.bound[function.args.vararg.arg] = values[len(function.args.args) :]
        result: Any = UNKNOWN
        for node in ast.walk(function):
            if isinstance(node, ast.Return) and node.value is not None:
                result = self.value(node.value)
        self._running, self.bound = self._running - {function.name}, outer
        if result is not UNKNOWN:
            return result
        words = [n for n in ast.walk(function) if isinstance(n, ast.Constant)]
        return read_from([self._Constant(word) for word in words])


def called(node: ast.Call) -> str:
    """The last name of what a call calls."""
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
