"""Environment variables that the code of a revision reads.

In Python a name counts where the code holds it: as a string of its own (``os.environ["X"]``,
``os.getenv("X")``, a constant), as a name, or as the field of a settings class; what comments and
docstrings tell does not read it. In other languages the name anywhere counts.
"""

from __future__ import annotations

import ast
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from kbaudit.target.requirements.literals import tree_of
from kbaudit.target.revision import Revision
from kbaudit.target.tables import Tables

_SUFFIXES = (
    ".py", ".pyi", ".js", ".mjs", ".cjs", ".ts", ".tsx", ".jsx", ".go", ".rs", ".java", ".kt",
    ".rb", ".php", ".cs", ".c", ".cc", ".cpp", ".h", ".hpp", ".cu", ".sh", ".bash", ".yml",
    ".yaml", ".toml", ".cfg", ".ini", ".json", ".example", ".env", ".template",
)  # fmt: skip
_NAMES = ("Dockerfile", "Makefile", "justfile")
_LARGEST = 4 << 20


class Variables:
    """What one revision reads. All its code is read once, when the first question is asked."""

    def __init__(self, revision: Revision, tables: Tables) -> None:
        self._revision = revision
        self._read: dict[str, bool] = tables.table(f"variables {revision.commit}", bool)
        self._code: list[tuple[str, bytes]] | None = None

    def reads(self, name: str) -> bool:
        """Whether anything may read the variable; what cannot be parsed is taken to read it."""
        if name not in self._read:
            self._read[name] = any(
                not path.endswith((".py", ".pyi")) or _python_reads(data, name)
                for path, data in self._texts()
                if _may_read(data, name, path)
            )
        return self._read[name]

    def _texts(self) -> list[tuple[str, bytes]]:
        if self._code is None:
            blobs = {
                blob: path
                for path, blob in sorted(self._revision.files.items(), reverse=True)
                if path.endswith(_SUFFIXES) or path.rsplit("/", 1)[-1].startswith(_NAMES)
            }
            found = self._revision.read_many(sorted(blobs.values()))
            self._code = sorted((p, data) for p, data in found.items() if len(data) <= _LARGEST)
        return self._code


def _may_read(data: bytes, name: str, path: str) -> bool:
    """Whether a file holds the name, or a settings class that may read it under a prefix."""
    plain = name.encode()
    if plain in data:
        return re.search(rb"(?<![A-Za-z0-9_])" + plain + rb"(?![A-Za-z0-9_])", data) is not None
    return path.endswith(".py") and b"Settings" in data


def _python_reads(data: bytes, name: str) -> bool:
    text = data.decode("utf-8", "replace")
    tree = tree_of(text)
    if tree is None:
        return name in text
    nodes = ast.walk(tree) if "Settings" in text else _around(tree, _lines_with(name, text))
    return any(_node_reads(node, name) for node in nodes)


def _lines_with(name: str, text: str) -> list[int]:
    """The numbers of the lines that hold `name`, counted as Python counts lines."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [number for number, line in enumerate(lines, 1) if name in line]


def _around(tree: ast.Module, lines: list[int]) -> Iterator[ast.AST]:
    """The nodes of a file that stand on any of `lines`, with those around them."""
    pending: list[ast.AST] = [tree]
    while pending:
        for node in ast.iter_child_nodes(pending.pop()):
            first, last = getattr(node, "lineno", 0), getattr(node, "end_lineno", None)
            if last is None or bisect_left(lines, first) < bisect_right(lines, last):
                yield node
                pending.append(node)


def _node_reads(node: ast.AST, name: str) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and node.value.strip() == name
    if isinstance(node, ast.Name):
        return node.id == name
    if isinstance(node, ast.Attribute):
        return node.attr == name
    if isinstance(node, ast.keyword):
        return node.arg == name
    if isinstance(node, ast.ClassDef) and any("Settings" in ast.dump(b) for b in node.bases):
        fields = [f.target for f in node.body if isinstance(f, ast.AnnAssign)]
        named = (field.id.lower() for field in fields if isinstance(field, ast.Name))
        return any(name.lower().endswith(field) for field in named)  # a prefix may stand in front
    return False
