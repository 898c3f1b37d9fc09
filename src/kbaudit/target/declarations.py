"""What the functions of a Python file take, and what its classes have.

More than the outline of `symbols`: parameters with their defaults, bases, members and fields.
Parsed with `ast`, nothing is imported or run. Lines are 1-based and inclusive.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

_FIELD_CALLS = frozenset({"field", "Field", "attrib", "ib"})


@dataclass(frozen=True, slots=True)
class Argument:
    """A parameter of a function or a field of a class.

    `default` is the source of its value, empty when it has none, and None when it has one that
    cannot be told (a factory, a descriptor). `hidden` marks fields that no constructor takes.
    """

    name: str
    default: str | None = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Function:
    """A function or method; its first parameter is left out where it is the object or class.

    `anything` tells that it takes arguments that it does not name. `decorated` are the strings in
    its decorators, where parameters that were renamed are kept alive.
    """

    qualified: str
    start: int
    end: int
    arguments: tuple[Argument, ...]
    anything: bool = False
    decorated: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Class:
    """A class. `bases` are as written, empty where an expression stands instead of a name.

    `members` are all names that the body or the methods give it, `fields` those with an annotation
    or a value in the body, in order. `generated` tells that a decorator makes its constructor from
    the fields; `dynamic` that it can have members which nothing here shows.
    """

    qualified: str
    start: int
    end: int
    bases: tuple[str, ...]
    members: frozenset[str]
    fields: tuple[Argument, ...]
    annotated: tuple[Argument, ...]
    generated: bool = False
    dynamic: bool = False


@dataclass(frozen=True, slots=True)
class Import:
    """``from module import name``; `level` counts the dots, `name` is empty for ``import x``."""

    module: str
    name: str
    level: int = 0


@dataclass(frozen=True)
class Declarations:
    """The functions and classes of a file by qualified name, its imports and its constants."""

    functions: dict[str, tuple[Function, ...]]
    classes: dict[str, tuple[Class, ...]]
    imports: dict[str, Import]
    constants: dict[str, str]


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
        for node in body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                function = _function(node, prefix, method=inside == "class")
                before = self.functions.get(function.qualified, ())
                self.functions[function.qualified] = (*before, function)
                self.block(node.body, f"{prefix}{node.name}.", "function")
            elif isinstance(node, ast.ClassDef):
                found = _class(node, prefix)
                self.classes[found.qualified] = (*self.classes.get(found.qualified, ()), found)
                self.block(node.body, f"{prefix}{node.name}.", "class")
            else:
                if inside == "module":
                    self._bind(node)
                for nested in _blocks(node):
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
            for target in _names(node):
                # A name that is bound twice has no one value.
                known = self.constants.get(target)
                value = ast.unparse(node.value) if _simple(node.value) else ""
                self.constants[target] = value if known in (None, value) else ""


def _function(
    node: ast.FunctionDef | ast.AsyncFunctionDef, prefix: str, *, method: bool
) -> Function:
    decorators = [ast.unparse(one).split("(")[0].split(".")[-1] for one in node.decorator_list]
    spec = node.args
    positional = [*spec.posonlyargs, *spec.args]
    padding: list[ast.expr | None] = [None] * (len(positional) - len(spec.defaults))
    pairs = [
        *zip(positional, [*padding, *spec.defaults], strict=True),
        *zip(spec.kwonlyargs, spec.kw_defaults, strict=True),
    ]
    if method and positional and "staticmethod" not in decorators:
        pairs = pairs[1:]
    arguments = tuple(
        Argument(arg.arg, "" if value is None else ast.unparse(value)) for arg, value in pairs
    )
    return Function(
        prefix + node.name,
        _first_line(node),
        node.end_lineno or node.lineno,
        arguments,
        spec.kwarg is not None or spec.vararg is not None,
        frozenset(_strings(node.decorator_list)),
    )


def _class(node: ast.ClassDef, prefix: str) -> Class:
    decorators = [ast.unparse(one).split("(")[0].split(".")[-1] for one in node.decorator_list]
    members: set[str] = set()
    fields: list[Argument] = []
    annotated: list[Argument] = []
    for inner in _flat(node.body):
        if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            members.add(inner.name)
        elif isinstance(inner, ast.Import | ast.ImportFrom):
            members.update(alias.asname or alias.name.split(".")[0] for alias in inner.names)
        elif isinstance(inner, ast.Assign | ast.AnnAssign):
            field = _value(inner)
            fields += [Argument(name, *field) for name in _names(inner)]
            if isinstance(inner, ast.AnnAssign) and not _class_variable(inner.annotation):
                annotated += [Argument(name, *field) for name in _names(inner)]
    members.update(field.name for field in fields)
    for part in ast.walk(node):
        if isinstance(part, ast.Attribute) and isinstance(part.ctx, ast.Store):
            members.add(part.attr)
    metaclass = [ast.unparse(one.value) for one in node.keywords if one.arg == "metaclass"]
    return Class(
        prefix + node.name,
        _first_line(node),
        node.end_lineno or node.lineno,
        tuple(_dotted(base) for base in node.bases),
        frozenset(members),
        tuple(fields),
        tuple(annotated),
        generated=any(
            "dataclass" in one or one in ("define", "frozen", "attrs", "s") for one in decorators
        ),
        dynamic=bool({"__getattr__", "__getattribute__"} & members)
        or any(one.split(".")[-1] not in ("ABCMeta", "EnumMeta", "EnumType") for one in metaclass),
    )


def _value(node: ast.Assign | ast.AnnAssign) -> tuple[str | None, bool]:
    """Default of a field as `Argument` has it, and whether no constructor takes the field."""
    value = node.value
    if value is None:
        return "", False
    if not isinstance(value, ast.Call):
        return ast.unparse(value), False
    if _dotted(value.func).split(".")[-1] not in _FIELD_CALLS:
        return None, False
    given = {one.arg: one.value for one in value.keywords}
    taken = given.get("init")
    hidden = isinstance(taken, ast.Constant) and taken.value is False
    default = given.get("default", value.args[0] if value.args else None)
    if default is None:
        factory = "default_factory" in given or "factory" in given or None in given
        return None if factory else "", hidden
    required = isinstance(default, ast.Constant) and default.value is Ellipsis
    return "" if required else ast.unparse(default), hidden


def _class_variable(annotation: ast.expr) -> bool:
    return "ClassVar" in ast.unparse(annotation)


def _names(node: ast.Assign | ast.AnnAssign) -> list[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _dotted(node: ast.expr) -> str:
    """A base as written, without what stands in brackets behind it."""
    if isinstance(node, ast.Subscript):
        return _dotted(node.value)
    if isinstance(node, ast.Attribute):
        before = _dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return node.id if isinstance(node, ast.Name) else ""


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


def _first_line(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> int:
    return min([node.lineno, *(one.lineno for one in node.decorator_list)])


def _flat(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a class body, those under conditions included."""
    for node in body:
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for nested in _blocks(node):
                yield from _flat(nested)


def _blocks(node: ast.stmt) -> Iterator[list[ast.stmt]]:
    for part in ("body", "orelse", "finalbody"):
        yield getattr(node, part, [])
    for branch in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
        yield branch.body
