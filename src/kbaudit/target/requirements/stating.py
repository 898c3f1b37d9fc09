"""Which code can state a version, told by its path and by plain words alone."""

from __future__ import annotations

from collections.abc import Iterable

from kbaudit.model.regex import regex

CALLS = (b"parse(", b"Version(")
_ASKS = (b"_available(", b"_greater_or_equal(", b"_version(")
ASKED = tuple(word + quote for word in _ASKS for quote in (b"'", b'"'))
STATING = ("VERSION", "require_version", *(one.decode() for one in (*CALLS, *ASKED)))
"""Words of which any file holds one that can state a version."""

_CODE = (".py", ".pyi", ".js", ".ts", ".go", ".rs", ".java", ".rb", ".sh", ".cfg")
_ASIDE = regex(
    r"(?:^|/)(?:tests?|testing|examples?|docs?|benchmarks?|node_modules|vendor|third_party)/"
)


def is_aside(path: str) -> bool:
    """Whether a file is of tests, examples and the like, which need what others do not."""
    return _ASIDE.search(path) is not None


def code_of(paths: Iterable[str]) -> list[str]:
    """The files of code among `paths`, in order, but those that are aside."""
    return sorted(path for path in paths if path.endswith(_CODE) and not is_aside(path))
