"""No regular expression of the package can be made to try again and again.

`regexploit` looks for texts on which a pattern takes time that grows with the third power of their
length, or faster. What grows with the second is found by counting: each pattern is fed its worst
texts, in the way in which the package uses it, by a matcher that counts its steps.
`benchmarks/scale/patterns.py` measures what each takes on long texts in the same way.
"""

import re
import runpy
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backtracking import Matcher, worst

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it uses a module of Python that has moved
    from regexploit.ast.sre import SreOpParser
    from regexploit.redos import find

TOOL = runpy.run_path(str(Path(__file__).parents[1] / "benchmarks/scale/patterns.py"))
PATTERNS: dict[str, re.Pattern[Any]] = TOOL["patterns"]()
uses: Callable[[str], set[str]] = TOOL["uses"]


class Parser(SreOpParser):  # type: ignore[misc]
    """Knows the forms that cannot be tried again as those that can: it may say too much of them."""

    def from_POSSESSIVE_REPEAT(self, *args: Any) -> Any:  # noqa: N802
        return self.from_MAX_REPEAT(*args)

    def from_ATOMIC_GROUP(self, inner: Any) -> Any:  # noqa: N802
        return self.from_SUBPATTERN((None, 0, 0, inner))


def attacks(pattern: str | bytes, flags: int) -> list[Any]:
    text = pattern if isinstance(pattern, str) else pattern.decode("latin-1")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return list(find(Parser().parse_sre(text, flags & ~re.UNICODE)))


@pytest.mark.parametrize("name", PATTERNS)
def test_no_text_makes_it_slow(name: str) -> None:
    pattern = PATTERNS[name]
    assert attacks(pattern.pattern, pattern.flags) == []


@pytest.mark.parametrize("pattern", [r"(a+)+b", r"\s*\s*\s*x", r"(\w+\s*)*:"])
def test_what_can_be_made_slow_is_found(pattern: str) -> None:
    assert attacks(pattern, re.compile(pattern).flags)


REPEATS = 10

BOUNDED = {
    "kbaudit.engine.reading._SCOPE[0]": "the name of a scope",
    "kbaudit.read.anchors._MARKUP[0]": "titles of headings are cut at 300 characters",
    "kbaudit.read.links._PAGE[0]": "what stands in double brackets has at most 400 characters",
    "kbaudit.read.report_pages._FILE[0]": "only words that end in a match are searched",
    "kbaudit.read.sections._ATTRIBUTES[0]": "titles of headings are cut at 300 characters",
    "kbaudit.rules.dead_link._FILE[0]": "what stands in double brackets has at most 400 characters",
    "kbaudit.rules._overview._MARKUP[1]": "2,000 characters of a line are looked at",
    "kbaudit.target.requirements.files._READERS[5]": "the path of a file",
    "kbaudit.target.requirements.files._READERS[6]": "the path of a file",
    "kbaudit.target.requirements.files._READERS[7]": "the path of a file",
    "kbaudit.target.requirements.files._READERS[8]": "the path of a file",
    "kbaudit.target.url._PASSWORD[0]": "an address, or what git says of it",
    "kbaudit.target.url._QUERY[0]": "an address, or what git says of it",
}
"""Patterns whose work grows faster than their text, and why the text is never long."""


def steps(matcher: Matcher, methods: set[str], text: str) -> int:
    before = matcher.steps
    if not methods or methods - {"match", "fullmatch"}:
        matcher.find_all(text)
    else:
        matcher.match(text, whole="fullmatch" in methods)
    return matcher.steps - before


def growing(pattern: re.Pattern[Any], methods: set[str]) -> list[tuple[str, str, int, int]]:
    """The texts of which twice as much is more than three times the work."""
    sys.setrecursionlimit(max(sys.getrecursionlimit(), 20_000))
    matcher = Matcher(pattern)
    found = []
    for head, pump in worst(pattern):
        once = steps(matcher, methods, f"{head}{pump * REPEATS}\x01")
        if once > 4 * REPEATS:
            twice = steps(matcher, methods, f"{head}{pump * 2 * REPEATS}\x01")
            if twice > 3 * once:
                found.append((head, pump, once, twice))
    return found


@pytest.mark.parametrize(
    "name", [name for name, one in PATTERNS.items() if isinstance(one.pattern, str)]
)
def test_twice_the_text_is_twice_the_work(name: str) -> None:
    assert bool(growing(PATTERNS[name], uses(name))) == (name in BOUNDED)


@pytest.mark.parametrize(
    ("pattern", "methods"),
    [
        (r"[a-z]+://", {"search"}),
        (r"\w*\d*x", {"fullmatch"}),
        (r"-[ \t]+[|]?[ \t]*x", {"match"}),
        (r"\[([^\]]*)\]", {"sub"}),
    ],
)
def test_growing_work_is_found(pattern: str, methods: set[str]) -> None:
    assert growing(re.compile(pattern), methods)


@pytest.mark.parametrize(
    ("pattern", "methods"),
    [
        (r"[a-z]+://", {"match"}),
        (r"(?<![a-z])[a-z]+://", {"search"}),
        (r"-[ \t]++[|]?[ \t]*+x", {"search"}),
        (r"[a-z]{1,400}://", {"search"}),
        (r"(?:a++)*+b|[^\n]*\n", {"match"}),
    ],
)
def test_work_that_does_not_grow_is_let_pass(pattern: str, methods: set[str]) -> None:
    assert growing(re.compile(pattern), methods) == []


@pytest.mark.parametrize("name", PATTERNS)
def test_steps_are_counted_of_what_python_finds(name: str) -> None:
    pattern = PATTERNS[name]
    if isinstance(pattern.pattern, bytes):
        return
    matcher = Matcher(pattern, long=100_000)
    for head, pump in worst(pattern):
        text = f"{head}{pump}"
        for whole in (False, True):
            found = (pattern.fullmatch if whole else pattern.match)(text)
            assert len(text) > 8 or matcher.match(text, whole=whole) == (found and found.end())
