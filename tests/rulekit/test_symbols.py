import ast

import pytest

from kbaudit.rulekit.constructors import UNSEEN, constructors
from kbaudit.rulekit.symbols import Has, Place, Symbols
from kbaudit.target.declared import Class, Function
from kbaudit.target.memory import MemoryTarget
from kbaudit.target.symbols import parse
from kbaudit.target.tables import OfThisRun


def of(tree: dict[str, str]) -> Symbols:
    return Symbols(MemoryTarget({"v1": tree}).revision(), OfThisRun())


def place(found: Symbols, path: str, qualified: str) -> Place:
    return found.declared(path, qualified)[0]


PACKAGE = {
    "src/rocket/__init__.py": "from .engine import Engine as Motor\nfrom .stars import *\n",
    "src/rocket/engine.py": "class Engine:\n    def go(self, x=1): ...\n",
    "src/rocket/stars.py": "from .more import *\nfrom .stars import *\nA = 1\n",
    "src/rocket/more.py": "from rocket import stars\ndef deep(): ...\n",
    "src/rocket/outside.py": "from elsewhere import *\n",
    "src/rocket/lazy.py": "def __getattr__(name): ...\n",
    "src/rocket/sub/mod.py": "",
    "tests/helpers/__init__.py": "",
    "setup.py": "",
}


@pytest.mark.parametrize(
    ("path", "name", "expected"),
    [
        ("__init__", "Motor", Has.YES),
        ("__init__", "deep", Has.YES),
        ("__init__", "engine", Has.YES),
        ("__init__", "sub", Has.YES),
        ("__init__", "Engine", Has.NO),
        ("engine", "Engine", Has.YES),
        ("engine", "go", Has.NO),
        ("engine", "__name__", Has.UNKNOWN),
        ("stars", "B", Has.NO),
        ("outside", "B", Has.UNKNOWN),
        ("lazy", "B", Has.UNKNOWN),
        ("nothing", "B", Has.UNKNOWN),
    ],
)
def test_what_a_module_has(path: str, name: str, expected: Has) -> None:
    assert of(PACKAGE).module_has(f"src/rocket/{path}.py", name) is expected


def test_declarations_are_found_through_imports() -> None:
    found = of(PACKAGE)
    init = "src/rocket/__init__.py"
    assert place(found, init, "Motor.go").path == "src/rocket/engine.py"
    assert place(found, init, "deep").path == "src/rocket/more.py"
    assert found.declared(init, "nothing") == []


def test_imports_in_a_circle_end() -> None:
    found = of({"p/__init__.py": "", "p/a.py": "from p.b import x", "p/b.py": "from p.a import x"})
    assert found.declared("p/a.py", "x") == []


def test_import_paths() -> None:
    modules = of(PACKAGE).modules
    assert modules.files("rocket.engine") == ["src/rocket/engine.py"]
    assert modules.files("rocket") == ["src/rocket/__init__.py"]
    assert modules.files("rocket.nothing") == []
    assert modules.is_own("rocket.nothing")
    assert modules.is_folder("rocket.sub")
    assert not modules.is_own("helpers")
    assert not modules.is_own("setup")
    assert modules.relative("src/rocket/sub/mod.py", "engine", 2) == ["src/rocket/engine.py"]


FAMILY = {
    "m.py": (
        "import other\n"
        "from enum import Enum\n"
        "class Base:\n"
        "    a, b = 1, 2\n"
        "    def go(self, x): self.c = 1\n"
        "class Child(Base):\n"
        "    if True:\n"
        "        d: int = 1\n"
        "class Foreign(other.Thing): ...\n"
        "class Kind(str, Enum):\n"
        "    X = 'x'\n"
        "class Loose:\n"
        "    def __init__(self, **kw):\n"
        "        for k, v in kw.items(): setattr(self, k, v)\n"
        "class Loop(Loop): ...\n"
        "class Bag:\n"
        "    def __init__(self, **kw): self.__dict__.update(kw)\n"
        "class Made(metaclass=Maker): ...\n"
    )
}


@pytest.mark.parametrize(
    ("owner", "name", "expected"),
    [
        ("Child", "a", Has.YES),
        ("Child", "b", Has.YES),
        ("Child", "c", Has.YES),
        ("Child", "d", Has.YES),
        ("Child", "go", Has.YES),
        ("Child", "__repr__", Has.YES),
        ("Child", "stop", Has.NO),
        ("Kind", "value", Has.YES),
        ("Kind", "Y", Has.NO),
        ("Foreign", "stop", Has.UNKNOWN),
        ("Loose", "stop", Has.UNKNOWN),
        ("Loop", "stop", Has.UNKNOWN),
        ("Bag", "stop", Has.UNKNOWN),
        ("Made", "stop", Has.UNKNOWN),
    ],
)
def test_members_of_a_class(owner: str, name: str, expected: Has) -> None:
    found = of(FAMILY)
    has, functions = found.member(place(found, "m.py", owner), name)
    assert has is expected
    assert [one.node.qualified for one in functions] == (["Base.go"] if name == "go" else [])


CONSTRUCTED = {
    "m.py": (
        "import other\n"
        "class Plain:\n"
        "    def __init__(self, x, *, y=2): ...\n"
        "class Heir(Plain): ...\n"
        "@dataclass\n"
        "class Base:\n"
        "    a: int\n"
        "    b: int = 1\n"
        "@dataclasses.dataclass(frozen=True)\n"
        "class Data(Base):\n"
        "    b: int = field(default=2)\n"
        "    c: list = field(default_factory=list)\n"
        "    d: int = field(init=False)\n"
        "    E: ClassVar[int] = 3\n"
        "class Model(BaseModel):\n"
        "    a: int = Field(..., gt=1)\n"
        "    b: int = Field(3)\n"
        "class Foreign(other.Thing): ...\n"
    )
}


@pytest.mark.parametrize(
    ("name", "expected", "rest"),
    [
        ("Plain", "x, y=2", ""),
        ("Heir", "x, y=2", ""),
        ("Data", "a, b=2, c=?, d hidden", ""),
        ("Model", "a, b=3", UNSEEN),
        ("Foreign", None, ""),
    ],
)
def test_constructors(name: str, expected: str | None, rest: str) -> None:
    found = of(CONSTRUCTED)
    made = constructors(place(found, "m.py", name), found)
    if expected is None:
        assert made == ()
        return
    (one,) = made
    assert isinstance(one.node, Function)
    shown = [
        arg.name
        + ("=?" if arg.default is None else f"={arg.default}" if arg.default else "")
        + (" hidden" if arg.hidden else "")
        for arg in one.node.arguments
    ]
    assert (", ".join(shown), one.node.rest) == (expected, rest)


def test_functions_and_their_lines() -> None:
    code = "class A:\n    @deco('old', new=1)\n    @staticmethod\n    def f(a, /, b=1, *c, **d):\n"
    found = of({"m.py": f"{code}        pass\n"})
    node = place(found, "m.py", "A.f").node
    assert isinstance(node, Function)
    assert (node.start, node.end) == (2, 5)
    assert [one.name for one in node.arguments] == ["a", "b"]
    assert node.rest == "**d"
    assert node.decorated == {"old", "new"}


def test_constants() -> None:
    found = of(
        {
            "p/__init__.py": "",
            "p/a.py": "from p.b import X\nfrom out import Z\nY = -1\nT = 1\nT = 2\nC = f()\n",
            "p/b.py": "X = 'x'\n",
        }
    )
    values = [found.constant("p/a.py", name) for name in ("X", "Y", "T", "C", "Z", "N")]
    assert values == ["'x'", "-1", None, None, None, None]


WORDS = {
    "a.py": (
        "def defined(): ...\n"
        "assigned: int = 1\n"
        "from x import (\n    listed,\n    other as renamed,\n)\n"
        "setattr(x, 'spelled', 1)\n"
        "x.attribute = 2\n"
        "from .built import y\n"
        "# commented\n"
        "z.read()\n"
        "called(1)\n"
        "undefined_more = 1\n"
    ),
    "b.cpp": 'm.def("native", f);\n',
    "README.md": "def only_told(): ...\n",
}


@pytest.mark.parametrize(
    "name",
    ["defined", "assigned", "listed", "renamed", "spelled", "attribute", "native"],
)
def test_bound_words(name: str) -> None:
    assert of(WORDS).mentions.bound(name)


@pytest.mark.parametrize("name", ["commented", "read", "called", "undefined", "only_told"])
def test_words_that_nothing_binds(name: str) -> None:
    assert not of(WORDS).mentions.bound(name)


def test_other_questions_about_words() -> None:
    words = of(WORDS).mentions
    assert words.word("commented")
    assert not words.word("only_told")
    assert words.attribute("attribute")
    assert words.attribute("spelled")
    assert not words.attribute("assigned")
    assert words.module("built")
    assert not words.module("read")
    assert words.definition("defined") == "a.py"
    assert words.definition("called") == ""


def test_a_file_is_parsed_once_and_only_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []

    def counted(text: str) -> ast.Module | None:
        parsed.append(text)
        return parse(text)

    monkeypatch.setattr("kbaudit.rulekit.codes.parse", counted)
    found = of({"a.py": "class A: ...", "b.py": "x = 1"})
    for _ in range(3):
        assert isinstance(place(found, "a.py", "A").node, Class)
    assert parsed == ["class A: ..."]


def test_bodies_are_parsed_for_what_is_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []

    def counted(text: str) -> ast.Module | None:
        parsed.append(text)
        return parse(text)

    monkeypatch.setattr("kbaudit.rulekit.codes.parse", counted)
    text = (
        "class A:\n"
        "    def go(self):\n"
        "        def inner(a): ...\n"
        "        self.told(self.set)\n"
        "        self.set = 1\n"
    )
    found = of({"a.py": text})
    one = place(found, "a.py", "A")
    assert found.member(one, "go")[0] is Has.YES
    assert found.member(one, "told")[0] is Has.NO
    assert found.member(one, "nothing")[0] is Has.NO
    assert [here.node.qualified for here in found.deep("a.py", "go")] == ["A.go"]
    assert "inner" in set(found.names(["a.py"]))
    assert len(parsed) == 1
    assert text not in parsed
    assert found.member(one, "set")[0] is Has.YES
    assert [here.node.qualified for here in found.deep("a.py", "inner")] == ["A.go.inner"]
    assert parsed[1:] == [text]


def test_a_file_whose_bodies_do_not_parse_tells_what_stands_around_them() -> None:
    found = of({"a.py": "class A:\n    def go(self, x):\n        print self.set = 1\n"})
    one = place(found, "a.py", "A")
    assert found.member(one, "go")[0] is Has.YES
    assert found.member(one, "nothing")[0] is Has.NO
    assert not found.holds(one, "set")


def test_a_file_with_irregular_indentation_is_parsed_whole() -> None:
    found = of({"a.py": "def f(a):\n    return (\na,\n)\n"})
    assert place(found, "a.py", "f").node.end == 4


def test_other_modules_are_parsed_only_where_they_can_have_the_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    parsed: list[str] = []

    def counted(text: str) -> ast.Module | None:
        parsed.append(text)
        return parse(text)

    monkeypatch.setattr("kbaudit.rulekit.codes.parse", counted)
    stars = "from .b import *\nfrom .c import *\n"
    found = of({"p/__init__.py": stars, "p/b.py": "B = 1\n", "p/c.py": "C = 1\n"})
    assert found.module_has("p/__init__.py", "C") is Has.YES
    assert found.declared("p/__init__.py", "D") == []
    assert parsed == [stars, "C = 1\n"]
    assert found.module_has("p/__init__.py", "D") is Has.NO
    assert parsed[2:] == ["B = 1\n"]
