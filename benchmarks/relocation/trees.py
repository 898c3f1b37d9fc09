"""The Python files of a revision, with what names and lines tell about them."""

from __future__ import annotations

import ast
import warnings
from collections import Counter, defaultdict
from dataclasses import dataclass

from kbaudit.target.revision import Revision

TELLING = 8  # letters and digits that make a line worth counting


class File:
    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.lines = [line.strip() for line in text.split("\n")]
        self.raw = text.split("\n")
        count = Counter(self.lines)
        self.unique = {
            line: n for n, line in enumerate(self.lines, 1) if count[line] == 1 and telling(line)
        }
        self.all = definitions(text)
        several = {name for name, places in self.all.items() if len(places) > 1}
        self.definitions = {
            name: places[0] for name, places in self.all.items() if not several & _outwards(name)
        }

    def text(self, start: int, end: int) -> list[str]:
        return self.raw[start - 1 : end]

    def telling(self, start: int, end: int) -> list[str]:
        return [line for line in self.lines[start - 1 : end] if telling(line)]

    def around(self, line: int) -> str:
        """Qualified name of the innermost definition around a line, empty at the top."""
        spans = [
            (one.end - one.start, name)
            for name, places in self.all.items()
            for one in places
            if one.start <= line <= one.end
        ]
        return min(spans)[1] if spans else ""


@dataclass(frozen=True, slots=True)
class Def:
    start: int
    line: int
    end: int


def telling(line: str) -> bool:
    return sum(map(str.isalnum, line)) >= TELLING


def definitions(text: str) -> dict[str, list[Def]]:
    """Definitions by qualified name, none when the file does not parse."""
    found: dict[str, list[Def]] = defaultdict(list)

    def walk(node: ast.AST, prefix: str) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                first = min([child.lineno, *(one.lineno for one in child.decorator_list)])
                name = prefix + child.name
                found[name].append(Def(first, child.lineno, child.end_lineno or child.lineno))
                walk(child, name + ".")
            elif isinstance(child, ast.stmt | ast.excepthandler):
                walk(child, prefix)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            walk(ast.parse(text), "")
        except SyntaxError:
            return {}
    return found


def _outwards(name: str) -> set[str]:
    """A qualified name and those of the definitions around it."""
    parts = name.split(".")
    return {".".join(parts[: n + 1]) for n in range(len(parts))}


class Tree:
    """All Python files of a revision with counts over the whole tree."""

    def __init__(self, revision: Revision) -> None:
        self.name = revision.asked
        self.blobs = {p: b for p, b in revision.files.items() if p.endswith(".py")}
        read = revision.read_many(list(self.blobs))
        self.files = {
            path: File(path, data.decode("utf-8", "replace")) for path, data in read.items()
        }
        self.lines: Counter[str] = Counter()
        self.where: dict[str, str] = {}
        self.named: dict[str, list[str]] = defaultdict(list)
        self.qualified: set[str] = set()
        for path, file in self.files.items():
            self.lines.update(line for line in file.lines if telling(line))
            self.where.update(dict.fromkeys(file.unique, path))
            for name in file.definitions:
                self.named[name].append(path)
            self.qualified |= file.all.keys()
        self.bare = {name.rsplit(".", 1)[-1] for name in self.qualified}

    def only_file(self, name: str) -> str | None:
        paths = self.named.get(name, [])
        return paths[0] if len(paths) == 1 else None
