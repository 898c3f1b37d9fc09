"""Whether a word stands anywhere in the code of a revision, and whether something binds it.

Asked for the few names that are not where a page puts them: all code is read in one go then, and
searched as bytes. The question is always the cautious one: what looks like a binding counts.
"""

import re
from collections.abc import Iterator, MutableMapping
from functools import cached_property

from kbaudit.target.revision import Revision
from kbaudit.target.tables import Tables

_SUFFIXES = (".py", ".pyi", ".pyx", ".pxd", ".c", ".cc", ".cpp", ".cu", ".cuh", ".h", ".hpp", ".rs")
_LARGEST = 4 << 20


class Mentions:
    """Words of the code of one revision. Answers are kept."""

    def __init__(self, revision: Revision, tables: Tables) -> None:
        self._revision = revision
        self._known: MutableMapping[str, bool] = tables.table(f"words {revision.commit}", bool)
        self._defining: MutableMapping[str, str] = tables.table(
            f"definitions {revision.commit}", str
        )

    @cached_property
    def _texts(self) -> dict[str, bytes]:
        """The distinct contents of all files of code, in the order of paths, one for each."""
        blobs = {
            blob: path
            for path, blob in sorted(self._revision.files.items(), reverse=True)
            if path.endswith(_SUFFIXES)
        }
        found = self._revision.read_many(sorted(blobs.values()))
        return {path: found[path] for path in sorted(found) if len(found[path]) <= _LARGEST}

    def word(self, name: str) -> bool:
        """Whether the word stands anywhere, comments and documentation included."""
        return self._stands(rb"\bNAME\b", name)

    def bound(self, name: str) -> bool:
        """Whether anything defines, assigns, imports or spells the name as a string."""
        return self._stands(_BINDING, name)

    def attribute(self, name: str) -> bool:
        """Whether anything gives an object an attribute of the name from outside."""
        return self._stands(rb"\.NAME[ \t]*=(?!=)|[\"']NAME[\"']", name)

    def module(self, name: str) -> bool:
        """Whether any import, or a string such as a table of lazy imports, names such a module."""
        return self._stands(_MODULE, name)

    def definition(self, name: str) -> str:
        """The first file, in the order of paths, that defines the name at its top; else empty."""
        if name not in self._defining:
            self._defining[name] = next(self._holding(_DEFINITION, name), "")
        return self._defining[name]

    def _stands(self, pattern: bytes, name: str) -> bool:
        key = f"{pattern.decode()} {name}"
        if key not in self._known:
            self._known[key] = any(self._holding(pattern, name))
        return self._known[key]

    def _holding(self, pattern: bytes, name: str) -> Iterator[str]:
        """The files in which the pattern is found, in the order of paths."""
        compiled = _compiled(pattern, name)
        for path in self._revision.holding([name], self._texts):
            if compiled.search(self._texts[path]):
                yield path


def _compiled(pattern: bytes, name: str) -> re.Pattern[bytes]:
    return re.compile(pattern.replace(b"NAME", re.escape(name.encode())), re.MULTILINE)


_BINDING = (
    rb"\b(?:def|class|as|import|for|global|type)[ \t]+NAME\b"
    rb"|\bimport\b[^\n#]*\bNAME\b"
    rb"|^[ \t]*NAME[ \t]*,?[ \t]*(?:as\b[^\n]*)?(?:#[^\n]*)?\r?$"
    rb"|\bNAME[ \t]*(?::[^\n=]{0,120})?=(?!=)"
    rb"|[\"']NAME[\"']"
    rb"|\bNAME[ \t]*,[^\n]*=(?!=)"
)
_DEFINITION = rb"^(?:async[ \t]+)?(?:def|class)[ \t]+NAME\b|^NAME[ \t]*[:=]"
_MODULE = rb"\b(?:from|import)[ \t][^\n#]*\bNAME\b|^[ \t]*NAME[ \t]*,|[\"'.]NAME[\"']"
