"""Environment variables that the code of a revision reads.

In Python a name counts where the code holds it: as a string of its own (``os.environ["X"]``,
``os.getenv("X")``, a constant), as a name, or as the field of a settings class; what comments and
docstrings tell does not read it. In other languages the name anywhere counts.
"""

from __future__ import annotations

import ast
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, MutableMapping
from functools import cached_property

from kbaudit.target.requirements.literals import tree_of
from kbaudit.target.revision import Revision
from kbaudit.target.skeleton import skeleton
from kbaudit.target.tables import Tables

_SUFFIXES = (
    ".py", ".pyi", ".js", ".mjs", ".cjs", ".ts", ".tsx", ".jsx", ".go", ".rs", ".java", ".kt",
    ".rb", ".php", ".cs", ".c", ".cc", ".cpp", ".h", ".hpp", ".cu", ".sh", ".bash", ".yml",
    ".yaml", ".toml", ".cfg", ".ini", ".json", ".example", ".env", ".template",
)  # fmt: skip
_NAMES = ("Dockerfile", "Makefile", "justfile")
_PYTHON = (".py", ".pyi")
_LARGEST = 4 << 20


class Variables:
    """What one revision reads. All its code is read once, when the first question is asked."""

    def __init__(self, revision: Revision, tables: Tables) -> None:
        self._revision = revision
        self._read: MutableMapping[str, bool] = tables.table(f"variables {revision.commit}", bool)

    def reads(self, name: str) -> bool:
        """Whether anything may read the variable; what cannot be parsed is taken to read it."""
        if name not in self._read:
            self._read[name] = any(one.reads(name) for one in self._settings.values()) or any(
                not path.endswith(_PYTHON) or _python_reads(self._texts[path], name)
                for path in self._revision.holding([name], self._texts)
                if path not in self._settings and _holds(self._texts[path], name.encode())
            )
        return self._read[name]

    @cached_property
    def _texts(self) -> dict[str, bytes]:
        """All code: what need not be parsed first, then what is soonest parsed."""
        blobs = {
            blob: path
            for path, blob in sorted(self._revision.files.items(), reverse=True)
            if path.endswith(_SUFFIXES) or path.rsplit("/", 1)[-1].startswith(_NAMES)
        }
        found = self._revision.read_many(sorted(blobs.values()))
        texts = [(path, data) for path, data in found.items() if len(data) <= _LARGEST]
        return dict(sorted(texts, key=lambda one: (one[0].endswith(_PYTHON), len(one[1]))))

    @cached_property
    def _settings(self) -> dict[str, _Settings]:
        """Files with settings classes, which may read a variable under a prefix."""
        trees = {
            path: tree_of(self._texts[path].decode("utf-8", "replace"))
            for path in self._revision.holding(["Settings"], self._texts)
            if path.endswith(_PYTHON)
        }
        return {path: _Settings(tree) for path, tree in trees.items() if tree is not None}


class _Settings:
    """A file with settings classes: the words that it holds, and the fields of those classes."""

    def __init__(self, tree: ast.Module) -> None:
        nodes = list(ast.walk(tree))
        self._words = frozenset(word for node in nodes for word in _words(node))
        self._fields = tuple(field.lower() for node in nodes for field in _fields(node))

    def reads(self, name: str) -> bool:
        """Whether it reads the variable, a field perhaps with a prefix in front."""
        return name in self._words or name.lower().endswith(self._fields)


def _holds(data: bytes, name: bytes) -> bool:
    """Whether the name stands in a file as a word of its own."""
    return re.search(rb"(?<![A-Za-z0-9_])" + name + rb"(?![A-Za-z0-9_])", data) is not None


def _python_reads(data: bytes, name: str) -> bool:
    text = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    lines = [number for number, line in enumerate(text.split("\n"), 1) if name in line]
    tree = tree_of(skeleton(text, lines)) or tree_of(text)
    if tree is None:
        return True
    return any(name in _words(node) for node in _around(tree, lines))


def _around(tree: ast.Module, lines: list[int]) -> Iterator[ast.AST]:
    """The nodes of a file that stand on any of `lines`, with those around them."""
    pending: list[ast.AST] = [tree]
    while pending:
        for node in ast.iter_child_nodes(pending.pop()):
            first, last = getattr(node, "lineno", 0), getattr(node, "end_lineno", None)
            if last is None or bisect_left(lines, first) < bisect_right(lines, last):
                yield node
                pending.append(node)


def _words(node: ast.AST) -> Iterator[str]:
    """The word that a node is: a string of one, or a name."""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str):
            yield node.value.strip()
    elif isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.Attribute):
        yield node.attr
    elif isinstance(node, ast.keyword) and node.arg:
        yield node.arg


def _fields(node: ast.AST) -> Iterator[str]:
    """The fields of a settings class."""
    if isinstance(node, ast.ClassDef) and any("Settings" in ast.dump(b) for b in node.bases):
        annotated = (part.target for part in node.body if isinstance(part, ast.AnnAssign))
        yield from (target.id for target in annotated if isinstance(target, ast.Name))
