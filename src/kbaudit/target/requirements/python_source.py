"""Requirements in Python sources, by their syntax tree alone: nothing is imported or run.

``setup.py`` builds its lists from names, sums and tables of the same file. Only what a reader could
work out without running it is taken: strings in the arguments of ``setup()``, and what the names in
them were bound to. A bare name of a package, as in ``deps["torch"]`` or
``deps_list("torch", "accelerate")``, means the entry of that name in a table of the same file.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator

from kbaudit.target.requirements.lines import parse
from kbaudit.target.requirements.requirement import Origin, Requirement, Stated, canonical

_TABLE_SIZE = 5
_DEPTH = 12


def read_setup(text: str, path: str) -> Stated:
    """What a ``setup.py`` hands to ``setup()``."""
    tree = _tree(text)
    if tree is None:
        return Stated(problem="is not Python that can be read")
    return Stated(tuple(_Setup(tree, path).read()))


def read_table(text: str, path: str) -> Stated:
    """Requirements in the dictionaries that a module binds at its top, if they are many."""
    tree = _tree(text)
    if tree is None:
        return Stated(problem="is not Python that can be read")
    found: list[Requirement] = []
    for node in tree.body:
        value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
        if isinstance(value, ast.Dict):
            found += _dictionary(value, path)
    return Stated(tuple(found))


def _tree(text: str) -> ast.Module | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None


def _dictionary(node: ast.Dict, path: str) -> list[Requirement]:
    """Entries of a dictionary from names to requirement strings; empty where it is another one."""
    found = []
    for key, value in zip(node.keys, node.values, strict=True):
        if not (isinstance(key, ast.Constant) and isinstance(value, ast.Constant)):
            return []
        requirement = parse(str(value.value), path, value.lineno, "table")
        if requirement is None or requirement.name != canonical(str(key.value)):
            return []
        found.append(requirement)
    return found if len(found) >= _TABLE_SIZE else []


class _Setup:
    def __init__(self, tree: ast.Module, path: str) -> None:
        self.tree = tree
        self.path = path
        self.bound: dict[str, ast.expr] = {}
        self.extras: list[tuple[str, ast.expr]] = []
        self.table: dict[str, Requirement] = {}

    def read(self) -> Iterator[Requirement]:
        self._bind()
        call = next(self._calls(), None)
        if call is None:
            return
        for keyword in call.keywords:
            if keyword.arg == "install_requires":
                yield from self._requirements(keyword.value, "core")
            elif keyword.arg == "extras_require":
                yield from self._extras(keyword.value)
            elif keyword.arg == "python_requires":
                for text, line in self._strings(keyword.value, 0):
                    yield Requirement("python", text, self.path, line, "python")
        yield from self.table.values()

    def _calls(self) -> Iterator[ast.Call]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                name = (
                    node.func.attr
                    if isinstance(node.func, ast.Attribute)
                    else getattr(node.func, "id", "")
                )
                if name == "setup":
                    yield node

    def _bind(self) -> None:
        """Note what names, and entries of a dictionary of extras, are bound to."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.AnnAssign) and node.value is not None:
                targets: list[ast.expr] = [node.target]
                value = node.value
            elif isinstance(node, ast.Assign):
                targets, value = node.targets, node.value
            elif isinstance(node, ast.AugAssign):
                targets, value = [node.target], ast.BinOp(node.target, node.op, node.value)
                ast.copy_location(value, node)
                if isinstance(node.target, ast.Name) and node.target.id in self.bound:
                    value.left = self.bound[node.target.id]
            else:
                continue
            for target in targets:
                if isinstance(target, ast.Name):
                    self.bound[target.id] = value
                elif isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant):
                    self.extras.append((str(target.slice.value), value))
        for value in self.bound.values():
            if isinstance(value, ast.List | ast.Tuple):
                self._tabulate(value)

    def _tabulate(self, node: ast.List | ast.Tuple) -> None:
        """A long list of requirements at the top is a table that names are looked up in."""
        found = [
            requirement
            for item in node.elts
            if isinstance(item, ast.Constant)
            and isinstance(item.value, str)
            and (requirement := parse(item.value, self.path, item.lineno, "table"))
        ]
        if len(found) >= _TABLE_SIZE and len(found) == len(node.elts):
            for requirement in found:
                self.table.setdefault(requirement.name, requirement)

    def _extras(self, node: ast.expr) -> Iterator[Requirement]:
        if isinstance(node, ast.Name):
            yield from (
                requirement
                for extra, value in self.extras
                for requirement in self._requirements(value, "extra", extra)
            )
            node = self.bound.get(node.id, node)
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                extra = str(key.value) if isinstance(key, ast.Constant) else ""
                yield from self._requirements(value, "extra", extra)

    def _requirements(
        self, node: ast.expr, origin: Origin, extra: str = ""
    ) -> Iterator[Requirement]:
        for text, line in self._strings(node, 0):
            requirement = parse(text, self.path, line, origin, extra)
            if requirement is None:
                continue
            listed = self.table.get(requirement.name)
            if listed is not None and not requirement.specifier:
                requirement = Requirement(
                    listed.name, listed.specifier, self.path, listed.line, origin, extra
                )
            yield requirement

    def _strings(self, node: ast.expr, depth: int) -> Iterator[tuple[str, int]]:
        """All strings that a value can be seen to hold, with their lines."""
        if depth > _DEPTH:
            return
        if isinstance(node, ast.Constant):
            if isinstance(node.value, str):
                yield node.value, node.lineno
        elif isinstance(node, ast.Name):
            if node.id in self.bound:
                yield from self._strings(self.bound[node.id], depth + 1)
        elif isinstance(node, ast.List | ast.Tuple | ast.Set):
            for item in node.elts:
                yield from self._strings(item, depth + 1)
        elif isinstance(node, ast.Starred):
            yield from self._strings(node.value, depth + 1)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            yield from self._strings(node.left, depth + 1)
            yield from self._strings(node.right, depth + 1)
        elif isinstance(node, ast.Subscript):
            yield from self._subscript(node, depth)
        elif isinstance(node, ast.Call):
            for argument in node.args:
                yield from self._strings(argument, depth + 1)

    def _subscript(self, node: ast.Subscript, depth: int) -> Iterator[tuple[str, int]]:
        """``extras["x"]`` is that list, ``deps["torch"]`` the entry of a table."""
        if not isinstance(node.slice, ast.Constant) or not isinstance(node.slice.value, str):
            return
        wanted = node.slice.value
        lists = [value for extra, value in self.extras if extra == wanted]
        if lists:
            for value in lists:
                yield from self._strings(value, depth + 1)
        else:
            yield wanted, node.lineno
