"""Whether any pattern of kbaudit can be made slow: ``python patterns.py [NAME...]``.

Every compiled regular expression of the package searches texts of one repeated piece, made of the
characters that its own pattern names and of those that end a match: the texts on which a pattern
that tries one thing after another tries most. One that the package only ever tries at a place is
tried at one. Where twice the text takes far more than twice the time, pattern and piece are
printed, and the exit status is 1.
"""

import ast
import importlib
import itertools
import pkgutil
import re
import sys
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import kbaudit
from kbaudit.model.regex import Regex

_FIRST, _LAST = 24, 24 << 10
"""Characters of the first text and of the last; each has twice as many as the one before."""
_TELLING = 0.02
"""Seconds from which on a time can be compared."""
_LINEAR = 3.0
"""A search of twice the text takes less than so many times as long, give or take noise."""
_SOURCES = Path(kbaudit.__file__).parents[1]
_ALWAYS = " a1_.-/<>=\"'`|[]{}()*#:,\n"


def patterns() -> dict[str, re.Pattern[Any]]:
    """All compiled patterns of all modules, by module and name."""
    found: dict[str, re.Pattern[Any]] = {}
    for module in pkgutil.walk_packages(kbaudit.__path__, "kbaudit."):
        if not module.name.endswith("__main__"):
            names = vars(importlib.import_module(module.name))
            for name, value in names.items():
                for number, pattern in enumerate(_inside(value)):
                    found.setdefault(f"{module.name}.{name}[{number}]", pattern)
    unique = {(one.pattern, one.flags): (name, one) for name, one in reversed(found.items())}
    return dict(sorted(unique.values(), key=lambda item: item[0]))


def _inside(value: Any, depth: int = 0) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, Regex):
        yield value.compiled
    elif isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple | list | frozenset | dict) and depth < 3:
        for one in value.values() if isinstance(value, dict) else value:
            yield from _inside(one, depth + 1)


def uses(name: str) -> set[str]:
    """The methods of a pattern that the package calls; ``?`` where it is handed on."""
    module, _, rest = name.rpartition(".")
    constant = rest.split("[")[0]
    own = _SOURCES / Path(*module.split("."))
    homes = (own.with_suffix(".py"), own / "__init__.py")
    tables = [
        table
        for path, table in _asked().items()
        if path in homes or f"{module}.{constant}" in table
    ]
    return {one for table in tables for one in table.get(constant, ())}


@cache
def _asked() -> dict[Path, dict[str, set[str]]]:
    """What each module asks of names."""
    return {path: _asked_in(ast.parse(path.read_text("utf-8"))) for path in _SOURCES.rglob("*.py")}


def _asked_in(tree: ast.Module) -> dict[str, set[str]]:
    """By name what is asked of it in a module: attributes, and ``?`` where it is handed on."""
    found: dict[str, set[str]] = {}
    nodes = list(ast.walk(tree))
    attributes = {id(node.value): node.attr for node in nodes if isinstance(node, ast.Attribute)}
    for node in nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            found.setdefault(node.id, set()).add(attributes.get(id(node), "?"))
        elif isinstance(node, ast.ImportFrom):
            for one in node.names:
                found.setdefault(f"{node.module}.{one.name}", set())
    return found


def pieces(pattern: re.Pattern[Any]) -> Iterator[str]:
    """What to repeat: words of the pattern, its characters, and pairs of them."""
    text = (
        pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    )
    words = re.findall(r"[A-Za-z_]{2,}", re.sub(r"\\[a-zA-Z]|\?P<\w+>", " ", text))
    signs = [
        sign
        for sign in dict.fromkeys(re.sub(r"\\[a-zA-Z]|\?P<\w+>", "", text))
        if sign not in "\\?^$+"
    ]
    singles = list(dict.fromkeys([*_ALWAYS, *signs, *words[:20]]))
    yield from singles
    yield from ("".join(pair) for pair in itertools.permutations(singles[:30], 2))


def slow(pattern: re.Pattern[Any], methods: set[str]) -> Iterator[tuple[str, float]]:
    """The pieces of which twice as many take `methods` far more than twice as long."""
    for piece in pieces(pattern):
        before, size = 0.0, _FIRST
        while size <= _LAST and before < _TELLING:
            before, size = _seconds(pattern, methods, piece, size), size * 2
        if before >= _TELLING:
            after = min(_seconds(pattern, methods, piece, size) for _ in "12")
            if after / before > _LINEAR:
                yield piece, after / before


def _seconds(pattern: re.Pattern[Any], methods: set[str], piece: str, size: int) -> float:
    text: Any = piece * (size // len(piece))
    if isinstance(pattern.pattern, bytes):
        text = text.encode("latin-1", "replace")
    start = time.process_time()
    if methods and methods <= {"match", "fullmatch"}:
        for method in methods:
            getattr(pattern, method)(text)
    else:
        for _ in pattern.finditer(text):
            pass
    return time.process_time() - start


def main() -> int:
    """Try all patterns, or those whose name holds one of the words given."""
    words, failed = sys.argv[1:], 0
    known = {n: p for n, p in patterns().items() if not words or any(word in n for word in words)}
    for name, pattern in known.items():
        worst = sorted(slow(pattern, uses(name)), key=lambda item: -item[1])
        if worst:
            failed += 1
            shown = ", ".join(f"{piece!r} x{ratio:.0f}" for piece, ratio in worst[:3])
            print(f"{name}: {shown}", flush=True)
    print(f"{len(known)} patterns, {failed} of them slow")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
