"""What is done the fast way comes to the same as the slow way that it stands for."""

import ast
import re
from unittest import mock

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from kbaudit.rulekit.variables import _python_reads, _words
from kbaudit.target.requirements import checks, files
from kbaudit.target.requirements.checks import read_checks
from kbaudit.target.requirements.stating import STATING
from kbaudit.target.resolve import PathIndex
from kbaudit.target.syntax import source, walk

NAMES = st.text("abtrn_", min_size=1, max_size=9).map(lambda word: f"{word}.py")
PIECES = (
    "if ",
    "version.parse(",
    "parse(",
    "StrictVersion(",
    "Version(",
    "m.",
    "v",
    '"2.1"',
    "'3'",
    'version.parse(torch.__version__) < version.parse("2.1")',
    f'Version({"m " * 30}torch.__version__) >= {"m." * 19}Version("3")',
    " " * 300,
    "m" * 45,
)
SIGNS = (")", " ", "<", ">=", "==", "\n", "(", "torch.__version__", "raise", "is_x_available(")
CODE = st.lists(st.sampled_from(PIECES + SIGNS), max_size=14).map("".join)
SOURCE = '''"""A module."""
import os
X = {"ALPHA": 1}


class Rocket(Base):
    """ALPHA in words."""

    stage: int = 1

    def launch(self, fuel=BETA, *, into="orbit"):
        self.ALPHA = [one for one in fuel if one.ready]
        return os.environ["BETA"] or {**X, "q": (yield)}
'''


@given(NAMES, st.sets(NAMES, max_size=30))
def test_names_like_it(name: str, others: set[str]) -> None:
    alike = sorted(others - {name})
    found = sorted((-fuzz.ratio(name, one), one) for one in alike if fuzz.ratio(name, one) >= 85)
    assert PathIndex(alike).similar(name) == [one for _, one in found[:5]]


@given(CODE)
def test_no_comparison_is_left_out(text: str) -> None:
    data = text.encode()
    found = list(read_checks(data, "a.py"))
    with mock.patch("kbaudit.target.requirements.checks._comparisons", checks._COMPARED.finditer):
        assert list(read_checks(data, "a.py")) == found
    assert any(word in text for word in STATING) or not found


def test_all_nodes_are_walked() -> None:
    tree = ast.parse(SOURCE)
    plain = [node for node in ast.walk(tree) if not isinstance(node, ast.expr_context)]
    assert sorted(map(id, walk(tree))) == sorted(map(id, plain))


@given(st.sampled_from(["a", "a.b", "-1", "1", "True", "None", "1.5", "'a'", "b''", "...", "f(1)"]))
def test_expressions_are_written_as_ast_writes_them(text: str) -> None:
    node = ast.parse(text, mode="eval").body
    assert source(node) == ast.unparse(node)


def test_words_that_code_holds() -> None:
    for text in (SOURCE, SOURCE.replace("\n", "\r\n"), SOURCE.replace("\n", "\r")):
        for name in ("ALPHA", "BETA", "launch", "GAMMA", "into", "orbit", "environ"):
            nodes = ast.walk(ast.parse(text))
            held = any(name in _words(node) for node in nodes)
            assert _python_reads(text.encode(), name) == held


_PARTS = st.sampled_from(
    [
        "setup.py", "setup.cfg", "pyproject.toml", "requirements", "requirements.txt", "dev.in",
        "package.json", "my_dependencies.py", "a_requirement_b.py", "requirement-x.in",
        "constraints.txt", "constraint.in", "environment-dev.yaml", "x.Dockerfile",
        "Dockerfile.gpu", "poetry.lock", "base.py",
    ]
)  # fmt: skip


@given(st.lists(_PARTS, min_size=1, max_size=3).map("/".join))
def test_a_path_without_telling_parts_has_no_reader(path: str) -> None:
    with mock.patch.object(files, "_TELLING", re.compile("")):
        reader = files.reader_of(path)
    assert files.reader_of(path) is reader
