"""Versions in code: constants that hold one, and the packages that they are about."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbaudit.target.requirements.requirement import Constant

_CONSTANT = re.compile(
    rb"^[ \t]*(?P<name>[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)[ \t]*(?::[^=\n]{1,40})?=[ \t]*"
    rb"(?:[\w.]{1,60}\()?[\"'](?P<value>\d+(?:\.\d+){0,4}[\w.]{0,12})[\"']",
    re.MULTILINE,
)


def read_constants(data: bytes, path: str) -> Iterator[Constant]:
    """Constants named ``…VERSION…`` that are bound to a version, in any language with ``=``."""
    if b"VERSION" not in data:
        return
    for match in _CONSTANT.finditer(data):
        name = match["name"].decode()
        if "VERSION" in name:
            line = data.count(b"\n", 0, match.start()) + 1
            yield Constant(name, match["value"].decode(), path, line)


def checked_package(constant: Constant) -> str:
    """The package that a constant such as ``AUTO_GPTQ_MIN_VERSION`` is about, letters only."""
    words = [
        word
        for word in constant.name.lower().split("_")
        if word not in ("min", "minimum", "max", "maximum", "version", "required", "versions")
    ]
    return "".join(words)
