"""What a Python file defines, parsed and by indentation."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbaudit.target.definitions import by_indentation
from kbaudit.target.symbols import is_python, outline

SOURCE = '''\
"""Module. def not_one(): pass
def nor_this(): pass
"""
import os.path as osp
from .base import Base, helper as aid
from .all import *

LIMIT: int = 3
a, (b, *c) = 1, (2, 3)
__all__ = ["Model", "lazy"]
table = {"sub": ["LazyThing", "not an identifier"]}
try:
    import torch
except ImportError:
    torch = None


@decorate(
    "x",
)
@again
class Model(Base):
    """class Hidden: pass"""
    size = 1

    @property
    def width(self): return 1

    @width.setter
    def width(self, value):
        self.value = value

    async def run(
        self,
        text="""
def in_string(): pass
""",
    ) -> None:
        def inner():
            return 1  # class Comment: pass

        return inner
    # a comment

if LIMIT:
    def chosen(): pass
else:
    def chosen():
        x = 1
        return """
ends here
"""

for i in range(3):
    with open("f") as handle:
        pass
'''


def test_definitions_with_their_lines() -> None:
    found = [(d.qualified, d.start, d.line, d.end, d.kind) for d in outline(SOURCE).definitions]
    assert found == [
        ("Model", 18, 22, 42, "class"),
        ("Model.width", 26, 27, 27, "method"),
        ("Model.width", 29, 30, 31, "method"),
        ("Model.run", 33, 33, 42, "method"),
        ("Model.run.inner", 39, 39, 40, "function"),
        ("chosen", 46, 46, 46, "function"),
        ("chosen", 48, 48, 52, "function"),
    ]


def test_other_names() -> None:
    result = outline(SOURCE)
    for name in (
        "osp", "Base", "aid", "LIMIT", "a", "b", "c", "table", "torch", "i", "handle",
        "Model.size", "Model.width", "Model", "lazy", "LazyThing", "chosen",
    ):  # fmt: skip
        assert result.has(name), name
    for name in ("os", "helper", "x", "value", "Hidden", "in_string", "size", "inner", "text"):
        assert not result.has(name), name
    assert result.stars == (".all",)
    assert result.names["LIMIT"] == 8


def test_indentation_agrees_with_the_parser() -> None:
    assert by_indentation(SOURCE) == outline(SOURCE).definitions


@pytest.mark.parametrize(
    "broken",
    ["x = (\n", "print 'python 2'\n", "{% template %}\n", "def f(:\n", "x = '\0'\n"],
)
def test_a_file_that_does_not_parse(broken: str) -> None:
    result = outline("class A:\n    def f(self):\n        return 1\n\n\n" + broken)
    assert not result.parsed
    assert [(d.qualified, d.start, d.end) for d in result.definitions[:2]] == [
        ("A", 1, 3),
        ("A.f", 2, 3),
    ]


def test_which_files_are_python() -> None:
    assert is_python("a/b.py")
    assert is_python("a/b.pyi")
    assert not is_python("a/b.pyx.txt")


@st.composite
def sources(draw: st.DrawFn, depth: int = 0) -> str:
    """Python of nested definitions, conditions, strings and comments."""
    pad = "    " * depth
    lines = []
    for _ in range(draw(st.integers(1, 3))):
        name = draw(st.sampled_from("abc"))
        kind = draw(st.sampled_from(["def", "class", "async", "if", "text", "code", "comment"]))
        body = draw(sources(depth=depth + 1)) if depth < 3 else f"{pad}    pass\n"
        decorator = draw(st.sampled_from(["", f"{pad}@d\n", f"{pad}@d(\n{pad}    1,\n{pad})\n"]))
        lines.append(
            {
                "def": f"{decorator}{pad}def {name}(x,\n{pad}): \n{body}",
                "async": f"{decorator}{pad}async def {name}():\n{body}",
                "class": f"{decorator}{pad}class {name}:\n{body}",
                "if": f"{pad}if x:\n{body}",
                "text": f"{pad}x = '''\ndef {name}():\n  \"\"\"'''\n",
                "code": f"{pad}{name} = (\n{pad}    'it''s \"\"\"', # '\n{pad})\n\n",
                "comment": f"{pad}pass  # it's '''\n# def {name}\n",
            }[kind]
        )
    return "".join(lines)


@given(sources())
def test_indentation_agrees_with_the_parser_on_any_source(source: str) -> None:
    ast.parse(source)
    assert by_indentation(source) == outline(source).definitions


@given(st.text(alphabet="def classA:()\n \t'\"#@\\", max_size=80))
def test_any_text_has_an_outline(text: str) -> None:
    count = text.count("\n") + 1
    for one in (*outline(text).definitions, *by_indentation(text)):
        assert 1 <= one.start <= one.line <= one.end <= count
