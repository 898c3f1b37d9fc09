"""What the functions of a Python file take, and what its classes have.

More than the outline of `symbols`: parameters with their defaults, bases, members and fields.
Parsed with `ast`, nothing is imported or run.
"""

import ast
from collections.abc import Iterator

from kbaudit.target.classes import read_class
from kbaudit.target.declared import Argument, Class, Declarations, Function, Import
from kbaudit.target.syntax import (
    blocks,
    bound_names,
    compound,
    decorator_names,
    first_line,
    source,
)


def declarations(tree: ast.Module) -> Declarations:
    """What a parsed file declares."""
    reader = _Reader()
    reader.block(tree.body, "", "module")
    return Declarations(reader.functions, reader.classes, reader.imports, reader.constants)


class _Reader:
    def __init__(self) -> None:
        self.functions: dict[str, tuple[Function, ...]] = {}
        self.classes: dict[str, tuple[Class, ...]] = {}
        self.imports: dict[str, Import] = {}
        self.constants: dict[str, str] = {}

    def block(self, body: list[ast.stmt], prefix: str, inside: str) -> None:
        for node in compound(body) if inside == "function" else body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                function = _function(node, prefix, method=inside == "class")
                before = self.functions.get(function.qualified, ())
                self.functions[function.qualified] = (*before, function)
                self.block(node.body, f"{prefix}{node.name}.", "function")
            elif isinstance(node, ast.ClassDef):
                found = read_class(node, prefix)
                self.classes[found.qualified] = (*self.classes.get(found.qualified, ()), found)
                self.block(node.body, f"{prefix}{node.name}.", "class")
            else:
                if inside == "module":
                    self._bind(node)
                for nested in blocks(node):
                    self.block(nested, prefix, inside)

    def _bind(self, node: ast.stmt) -> None:
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                found = Import(node.module or "", alias.name, node.level)
                self.imports.setdefault(alias.asname or alias.name, found)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                module = alias.name if alias.asname else alias.name.split(".")[0]
                self.imports.setdefault(alias.asname or module, Import(module, ""))
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            for target in bound_names(node):
                # A name that is bound twice has no one value.
                known = self.constants.get(target)
                value = source(node.value) if _simple(node.value) else ""
                self.constants[target] = value if known in (None, value) else ""


def _function(
    node: ast.FunctionDef | ast.AsyncFunctionDef, prefix: str, *, method: bool
) -> Function:
    decorators = decorator_names(node)
    spec = node.args
    positional = [*spec.posonlyargs, *spec.args]
    padding: list[ast.expr | None] = [None] * (len(positional) - len(spec.defaults))
    pairs = [
        *zip(positional, [*padding, *spec.defaults], strict=True),
        *zip(spec.kwonlyargs, spec.kw_defaults, strict=True),
    ]
    bound = method and "staticmethod" not in decorators
    # Functions that are made methods elsewhere name the object as methods do.
    if positional and (bound or positional[0].arg in ("self", "cls")):
        pairs = pairs[1:]
    arguments = tuple(
        Argument(arg.arg, "" if value is None else source(value)) for arg, value in pairs
    )
    return Function(
        prefix + node.name,
        first_line(node),
        node.end_lineno or node.lineno,
        arguments,
        f"**{spec.kwarg.arg}" if spec.kwarg else f"*{spec.vararg.arg}" if spec.vararg else "",
        frozenset(_strings(node.decorator_list)),
    )


def _simple(node: ast.expr) -> bool:
    inner = node.operand if isinstance(node, ast.UnaryOp) else node
    return isinstance(inner, ast.Constant | ast.Name | ast.Attribute | ast.Tuple)


def _strings(nodes: list[ast.expr]) -> Iterator[str]:
    for node in nodes:
        for inner in ast.walk(node):
            if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
                yield inner.value
            elif isinstance(inner, ast.keyword) and inner.arg:
                yield inner.arg
