"""What a class of a Python file has: its bases, members and fields."""

import ast
from typing import TypeGuard

from kbaudit.model.regex import regex
from kbaudit.target.declared import Argument, Class
from kbaudit.target.syntax import bound_names, decorator_names, first_line, flat, source, walk

_FIELD_CALLS = frozenset({"field", "Field", "attrib", "ib"})
_GENERATING = frozenset({"define", "frozen", "mutable", "attrs", "s"})
_WRITING = frozenset({"setattr", "vars", "locals", "exec"})
LOOSE = regex(rf"__dict__|__getattr|\b(?:{'|'.join(sorted(_WRITING))})[\s\\]*\(")
"""What stands in each class, its methods included, that can have members which it does not show."""
_HARMLESS_METACLASSES = frozenset({"ABCMeta", "EnumMeta", "EnumType"})


def read_class(node: ast.ClassDef, prefix: str) -> Class:
    """The class at `node`; `prefix` are the names around it, each with its dot."""
    decorators = decorator_names(node)
    members: set[str] = set()
    fields: list[Argument] = []
    annotated: list[Argument] = []
    for inner in flat(node.body):
        if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            members.add(inner.name)
        elif isinstance(inner, ast.Import | ast.ImportFrom):
            members.update(alias.asname or alias.name.split(".")[0] for alias in inner.names)
        elif isinstance(inner, ast.Assign | ast.AnnAssign):
            field = _value(inner)
            fields += [Argument(name, *field) for name in bound_names(inner)]
            if isinstance(inner, ast.AnnAssign) and not _class_variable(inner.annotation):
                annotated += [Argument(name, *field) for name in bound_names(inner)]
        if not isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            members.update(part.id for part in walk(inner) if _stored(part))
    dynamic = False
    for part in walk(node):
        if isinstance(part, ast.Attribute):
            if isinstance(part.ctx, ast.Store):
                members.add(part.attr)
            dynamic |= part.attr == "__dict__"
        elif isinstance(part, ast.Call) and isinstance(part.func, ast.Name):
            dynamic |= part.func.id in _WRITING
    metaclass = [source(one.value) for one in node.keywords if one.arg == "metaclass"]
    return Class(
        prefix + node.name,
        first_line(node),
        node.end_lineno or node.lineno,
        tuple(_dotted(base) for base in node.bases),
        frozenset(members),
        tuple(fields),
        tuple(annotated),
        generated=any("dataclass" in one or one in _GENERATING for one in decorators),
        dynamic=dynamic
        or bool({"__getattr__", "__getattribute__"} & members)
        or any(one.rpartition(".")[2] not in _HARMLESS_METACLASSES for one in metaclass),
    )


def _value(node: ast.Assign | ast.AnnAssign) -> tuple[str | None, bool]:
    """Default of a field as `Argument` has it, and whether no constructor takes the field."""
    value = node.value
    if value is None:
        return "", False
    if not isinstance(value, ast.Call):
        return source(value), False
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
    return "" if required else source(default), hidden


def _stored(node: ast.AST) -> TypeGuard[ast.Name]:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


def _class_variable(annotation: ast.expr) -> bool:
    return "ClassVar" in source(annotation)


def _dotted(node: ast.expr) -> str:
    """A base as written, without what stands in brackets behind it."""
    if isinstance(node, ast.Subscript):
        return _dotted(node.value)
    if isinstance(node, ast.Attribute):
        before = _dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return node.id if isinstance(node, ast.Name) else ""
