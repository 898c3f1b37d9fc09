"""No regular expression of the package can be made to try again and again.

`regexploit` looks for texts on which a pattern takes time that grows with the third power of their
length, or faster. `benchmarks/scale/patterns.py` measures what each takes on its worst texts.
"""

import re
import runpy
import warnings
from pathlib import Path
from typing import Any

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it uses a module of Python that has moved
    from regexploit.ast.sre import SreOpParser
    from regexploit.redos import find

PATTERNS: dict[str, re.Pattern[Any]] = runpy.run_path(
    str(Path(__file__).parents[1] / "benchmarks/scale/patterns.py")
)["patterns"]()


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
