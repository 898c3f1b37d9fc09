"""Python files without the bodies of their functions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbaudit.target.declarations import declarations
from kbaudit.target.skeleton import skeleton
from kbaudit.target.symbols import outline_of, parse

SOURCE = '''\
import os
from x import *

LIMIT = 3


@decorate("x")
class Model(Base):
    """def hidden(self): return 1"""
    size: int = 1

    def __init__(
        self,
        path="(",  # the end): of it
        table={"a": [1]},
    ) -> dict[str, int]:
        """Text
at the margin: (
"""
        self.path = path

        def inner():
            return 1

        class Local: ...

    @property
    def width(self): return self.size
    async def run(self, *words: str) -> None:  # runs
        for word in words:
            print(word)
    # the end

def plain(a, b=lambda: 1):
    return [
        a,
    ]
if LIMIT:
    def chosen(x):
        return x
def last(
    a):
    pass'''


def test_all_but_the_bodies_is_there() -> None:
    text = skeleton(SOURCE)
    assert text.count("\n") == SOURCE.count("\n")
    assert "return 1" not in text.replace("def hidden(self): return 1", "")
    assert "self.path = path" not in text
    assert "print(word)" not in text
    tree, reduced = parse(SOURCE), parse(text)
    assert tree is not None
    assert reduced is not None
    whole, found = declarations(tree), declarations(reduced)
    inside = {"Model.__init__.inner"}
    assert found.functions == {k: v for k, v in whole.functions.items() if k not in inside}
    assert whole.classes.keys() - found.classes.keys() == {"Model.__init__.Local"}
    assert (found.imports, found.constants) == (whole.imports, whole.constants)
    (before,), (after,) = whole.classes["Model"], found.classes["Model"]
    assert before.members - after.members == {"path"}
    assert (after.start, after.end, after.fields) == (before.start, before.end, before.fields)
    outlines = outline_of(tree), outline_of(reduced)
    assert outlines[0].names == outlines[1].names
    assert outlines[0].strings == outlines[1].strings


def test_functions_with_some_lines_stay() -> None:
    line = SOURCE.split("\n").index("            print(word)") + 1
    text = skeleton(SOURCE, [line])
    assert "print(word)" in text
    assert "self.path = path" not in text
    assert "inner" in skeleton(SOURCE, [SOURCE.split("\n").index("        self.path = path") + 1])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x = 1\n",
        "def f(): return 1\n",
        "def f(a,\n",
        "def f(a) \\\n    -> int:\n    return 1\n",
        "class A:\n    x = 1\n",
        "'''\ndef f():\n    return 1\n'''\n",
    ],
)
def test_what_has_no_body_below_its_header_stays(text: str) -> None:
    assert skeleton(text) == text


@given(st.text(alphabet="def f():\n\t 1'\"#\\[]x=@class,", max_size=80))
def test_any_text_keeps_its_lines(text: str) -> None:
    assert skeleton(text).count("\n") == text.count("\n")
