"""Versions in code: constants that hold one, and comparisons with one.

Read by patterns over bytes, in all files of code at once: there are thousands of them, and what is
not written in one of a few clear ways is not taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbaudit.model.regex import regex
from kbaudit.target.requirements.lines import parse
from kbaudit.target.requirements.requirement import (
    Constant,
    Origin,
    Requirement,
    canonical,
    distribution,
)
from kbaudit.target.requirements.stating import ASKED, CALLS

_CONSTANT = regex(
    rb"[ \t]*(?:(?:export|const|let|var|final|static|public|val)[ \t]+)*"
    rb"(?P<name>[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)[ \t]*(?::[^=\n]{1,40})?=[ \t]*"
    rb"(?:[\w.]{1,60}\()?[\"'](?P<value>\d+(?:\.\d+){0,4}[\w.]{0,12})[\"']"
)
"""A line from its begin."""
_PARSED = rb"[\w.]{0,40}\b(?:parse|Version|StrictVersion|LooseVersion)\("
_COMPARED = regex(
    _PARSED + rb"(?P<left>[^()\n]{1,80}(?:\([^()\n]{0,80}\))?[^()\n]{0,40})\)\s{0,3}"
    rb"(?P<sign>[<>]=?|==)\s{0,3}" + _PARSED + rb"[\"'](?P<version>\d[\w.]{0,20})[\"']\)"
)
_SIGNED = regex(rb"(?:[<>]=?|==)\s{0,3}[\w.]{0,46}\Z")
"""What stands before the second version of a comparison, up to where the name of the call ends."""
_LONGEST_SIGNED = 60
_LONGEST_COMPARED = 500  # more than `_COMPARED` can match, whole
_AVAILABLE = regex(
    rb"\bis_(?P<name>\w{1,40}?)_(?:available|greater_or_equal|version)\("
    rb"(?:[\"'](?P<sign>[<>]=?|==)[\"'],[ ]?)?[\"'](?P<version>\d[\w.]{0,20})[\"']"
)
_REQUIRED = regex(rb"\brequire_version(?:_core)?\([\"'](?P<text>[^\"'\n]{1,100})[\"']")
_HOLDERS = (
    regex(rb"metadata\.version\([\"']([\w.-]{1,60})[\"']\)"),
    regex(rb"\b([A-Za-z]\w{0,40})\.__version__"),
    regex(rb"^_?([A-Za-z]\w{0,40}?)_version$"),
    regex(rb"^version_([A-Za-z]\w{0,40})$"),
)
_RAISES = regex(rb"[^\n]{0,80}:[ \t]*(?:#[^\n]*)?\n\s{0,80}raise\b")
_LEAST = frozenset({"min", "minimum"})
_MOST = frozenset({"max", "maximum"})
_IDLE = frozenset({"version", "versions", "required", "supported"})
_REFUSED: dict[bytes, str] = {b"<": ">=", b"<=": ">", b">": "<=", b">=": "<"}


def _comparisons(data: bytes) -> Iterator[re.Match[bytes]]:
    """What `_COMPARED` finds, looked for only around signs that a version follows."""
    calls = (at for call in CALLS for at in _all(call, data))
    signed = [a for a in calls if _SIGNED.search(data, max(0, a - _LONGEST_SIGNED), a)]
    done = 0
    for at in sorted(signed):
        start = max(done, at - _LONGEST_COMPARED)
        for match in _COMPARED.finditer(data, start, at + _LONGEST_COMPARED):
            yield match
            done = match.end()


def _all(word: bytes, data: bytes) -> Iterator[int]:
    at = data.find(word)
    while at >= 0:
        yield at
        at = data.find(word, at + 1)


def read_constants(data: bytes, path: str) -> Iterator[Constant]:
    """Constants named ``…VERSION…`` that are bound to a version, in any language with ``=``."""
    at = data.find(b"VERSION")
    while at >= 0:
        # The pattern is slow: it sees only the lines that have the word.
        match = _CONSTANT.match(data, data.rfind(b"\n", 0, at) + 1)
        if match is not None and b"VERSION" in match["name"]:
            name, value = match["name"].decode(), match["value"].decode()
            yield Constant(name, value, path, _line(data, match.start("name")))
        end = data.find(b"\n", at)
        at = data.find(b"VERSION", end) if end >= 0 else -1


def bound_of(constant: Constant) -> tuple[str, str]:
    """The package, letters only, that a constant is about, and ``>=``, ``<=`` or nothing.

    ``AUTO_GPTQ_MIN_VERSION`` is ``autogptq`` and ``>=``.
    """
    words = constant.name.lower().split("_")
    sign = ">=" if _LEAST & set(words) else "<=" if _MOST & set(words) else ""
    return "".join(word for word in words if word not in _LEAST | _MOST | _IDLE), sign


def read_checks(data: bytes, path: str) -> Iterator[Requirement]:
    """Comparisons of the version of a package with a literal one.

    It is a ``check`` where the code raises at once if the version is another, else a ``branch``.
    """
    if not path.endswith((".py", ".pyi")):
        return
    for match in _comparisons(data):
        left = match["left"].strip()
        holder = next((found for one in _HOLDERS if (found := one.search(left))), None)
        if holder is not None:
            yield from _requirement(data, path, match, holder[1], match["sign"])
    if any(asked in data for asked in ASKED):
        for match in _AVAILABLE.finditer(data):
            yield from _requirement(data, path, match, match["name"], match["sign"] or b">=")
    if b"require_version" in data:
        for match in _REQUIRED.finditer(data):
            line = _line(data, match.start())
            required = parse(match["text"].decode("utf-8", "replace"), path, line, "check")
            if required is not None:
                yield required


def _requirement(
    data: bytes, path: str, match: re.Match[bytes], name: bytes, sign: bytes
) -> Iterator[Requirement]:
    start = data.rfind(b"\n", 0, match.start()) + 1
    before = data[start : match.start()].strip()
    raises = _RAISES.match(data, match.end()) is not None
    negated = before.startswith((b"if not", b"elif not"))
    origin: Origin = "branch"
    specifier = sign.decode()
    if raises and negated and before in (b"if not", b"elif not"):
        origin = "check"
    elif raises and before in (b"if", b"elif") and sign in _REFUSED:
        origin, specifier = "check", _REFUSED[sign]
    elif sign in (b"<", b"<="):
        specifier = _REFUSED[sign]  # code for what is older is code for what is newer as well
    version = match["version"].decode()
    yield Requirement(
        distribution(canonical(name.decode())),
        f"{specifier}{version}",
        path,
        _line(data, match.start()),
        origin,
    )


def _line(data: bytes, offset: int) -> int:
    return data.count(b"\n", 0, offset) + 1
