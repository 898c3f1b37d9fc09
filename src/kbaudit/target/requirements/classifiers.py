"""The Python versions that trove classifiers name, where nothing says ``requires-python``.

https://packaging.python.org/en/latest/specifications/core-metadata/#classifier-multiple-use
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kbaudit.model.regex import regex
from kbaudit.target.requirements.requirement import Requirement

_MINOR = regex(r"Programming Language :: Python :: 3\.(\d{1,3})\s*")


def python_from(classifiers: Iterable[tuple[str, int]], path: str) -> Iterator[Requirement]:
    """What classifiers, each with its line, say of Python: the oldest version and all above it.

    They name what was tested and close nothing above. A page that stops at the newest of them is
    as right as one that names the oldest alone, so both are stated.
    """
    minors = sorted(
        (int(m[1]), line) for text, line in classifiers if (m := _MINOR.fullmatch(text))
    )
    if not minors:
        return
    (low, line), (high, _) = minors[0], minors[-1]
    for specifier in (f">=3.{low}", f">=3.{low},<3.{high + 1}", f">=3.{low},<=3.{high}"):
        yield Requirement("python", specifier, path, line, "python", "classifiers")
