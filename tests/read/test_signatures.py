import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbaudit.read.scan import scan
from kbaudit.read.sections import read_sections
from kbaudit.read.signatures import read_signatures
from kbaudit.read.stub import Imported, Statements, Stub


def read(text: str) -> Statements:
    found = scan(text)
    return read_signatures(found, read_sections(text, found.prose))


def stubs(code: str) -> tuple[Stub, ...]:
    text = f'=== Signature ===\n<syntaxhighlight lang="python">\n{code}\n</syntaxhighlight>\n'
    found = read(text).stubs
    for stub in found:
        assert stub.span.of(text) == stub.name
        for one in (*(stub.parameters or ()), *stub.fields):
            assert one.span.of(text) == one.name
    return found


def shown(stub: Stub) -> str:
    """The stub in one line: kind, name, parameters, fields, and an ``~`` where it is elided."""
    parts = [
        f"{'*' * one.stars}{one.name}" + ("" if one.default is None else f"={one.default}")
        for one in stub.parameters or ()
    ]
    fields = [one.name + ("" if one.default is None else f"={one.default}") for one in stub.fields]
    brackets = "" if stub.parameters is None else f"({', '.join(parts)})"
    tail = f" {{{', '.join(fields)}}}" if fields else ""
    return f"{stub.kind} {stub.qualified}{brackets}{tail}{' ~' if stub.elided else ''}"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("def launch(pad, *, dry=False): ...", "function launch(pad, dry=False)"),
        ("def launch(pad) -> Flight", "function launch(pad)"),
        ("async def launch(pad: str = 'A', /)", "function launch(pad='A')"),
        ("def launch[T](pad: T) -> T:\n    pass", "function launch(pad)"),
        ("def launch(\n    pad: dict[str, int],\n    *rest,\n    **more,\n) → Flight:",
         "function launch(pad, *rest, **more)"),
        ("def launch(self, pad)", "function launch(pad)"),
        ("def launch(pad, ...): ...", "function launch(pad) ~"),
        ("def launch(pad=..., fuel=1e-05)", "function launch(pad=..., fuel=1e-05)"),
        ("def launch(pad, # ... and more\n)", "function launch(pad) ~"),
        ("def launch(pad=1,  # the pad\n fuel=2)", "function launch(pad=1, fuel=2)"),
        ("def launch(pad[, fuel])", "function launch() ~"),
        ("def launch(name=\"a, b) # no\")", 'function launch(name="a, b) # no")'),
        ("def launch(cb: Callable[[int, str], None] = lambda a, b: None)",
         "function launch(cb=lambda a, b: None)"),
        ("class Rocket(Base): ...", "class Rocket"),
        ("class Rocket:", "class Rocket"),
        ("class Rocket(name: str, fuel=2)", "class Rocket(name, fuel=2)"),
        ("rocket = Rocket.load(\n    path: str,\n    strict: bool = True,\n)",
         "call Rocket.load(path, strict=True)"),
        ("load(path: str) -> Rocket", "call load(path)"),
        ("def Rocket.load(path)", "function Rocket.load(path)"),
    ],
)  # fmt: skip
def test_one_stub(code: str, expected: str) -> None:
    assert [shown(stub) for stub in stubs(code)] == [expected]


def test_methods_and_fields_under_their_class() -> None:
    code = '''
@dataclass
class Rocket(Base):
    """A rocket: def of one.

def not_a_stub(x)
    """
    name: str
    stages: int = 2
    PARTS = ("a", "b")

    def __init__(self, name):
        """Make one."""
        self.name: str = name

    @classmethod
    def load(cls, path="x", **more) -> "Rocket":

    class Engine:
        thrust: float = 1.0

def launch(rocket): ...
'''
    assert [shown(stub) for stub in stubs(code)] == [
        'class Rocket {name, stages=2, PARTS=("a", "b")}',
        "function Rocket.__init__(name)",
        'function Rocket.load(path="x", **more)',
        "class Rocket.Engine {thrust=1.0}",
        "function launch(rocket)",
    ]


def test_a_class_that_leaves_out_fields() -> None:
    code = "class A:\n    x: int = 1\n    # ... more fields\n\nclass B:\n    y: int\n    ...\n"
    assert [shown(stub) for stub in stubs(code)] == ["class A {x=1} ~", "class B {y} ~"]


@pytest.mark.parametrize(
    "code",
    [
        "trainer = Trainer(model=model, args=args)",
        "with launch(pad) as flight:\n    flight.go(x)",
        'print("def f(x: int)")  # def g(x)',
        "class Rocket extends Base {",
        "class Rocket {\n",
        "def launch",
        "function launch(pad: string): Flight",
        'DEPS = {"a": 1}',
        "pip install rocket",
        "def launch(pad",
    ],
)
def test_no_stub(code: str) -> None:
    assert stubs(code) == ()


@pytest.mark.parametrize(
    "heading",
    [
        "=== Signature ===", "== API Signature ==", "### Signature", "=== Method Signatures ===",
        "== Class Definition ==", "#### 2. Function Signature", "=== Signature (core) ===",
        "=== Signature ===\n\n==== The first ====", "**Signature:**", "'''Method Signature:'''",
    ],
)  # fmt: skip
def test_where_signatures_stand(heading: str) -> None:
    assert len(read(f"{heading}\n```python\ndef f(x): ...\n```\n").stubs) == 1


@pytest.mark.parametrize(
    "heading",
    [
        "=== Usage ===", "=== Signature Example ===", "=== Signature ===\n\n==== Usage ====",
        "## Signature (simplified)", "== Definition of Done in words ==", "The signature is short:",
        "== Pseudo Signature ==",
    ],
)  # fmt: skip
def test_where_none_stand(heading: str) -> None:
    assert read(f"{heading}\n```python\ndef f(x): ...\n```\n") == Statements()


@pytest.mark.parametrize("language", ["bash", "typescript", "java", "text", "yaml"])
def test_other_languages(language: str) -> None:
    assert read(f"## Signature\n```{language}\ndef f(x): ...\n```\n") == Statements()


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("from rocket.parts import Stage, Tank as T", ["rocket.parts Stage", "rocket.parts Tank"]),
        ("from rocket import (\n    A,  # first\n    B,\n)", ["rocket A", "rocket B"]),
        ("from rocket import A, \\\n    B", ["rocket A", "rocket B"]),
        ("import rocket.parts as p, json", ["rocket.parts ", "json "]),
        ("if x:\n    from rocket import A", ["rocket A"]),
        ("# from rocket import A\n'from rocket import B'", []),
        ("from .parts import A", []),
        ("from rocket import *", []),
        ("import Rocket from 'rocket'", []),
        ("import { A } from 'rocket';", []),
        ("import com.rocket.A;", []),
        ("python -m rocket\npip install rocket", []),
        ("from <package> import A", []),
    ],
)
def test_imports(code: str, expected: list[str]) -> None:
    text = f"### Import\n```\n{code}\n```\n"
    found = read(text).imports
    assert [f"{one.module} {one.name}" for one in found] == expected
    for one in found:
        assert one.module_span.of(text) == one.module
        assert one.span.of(text) == (one.name or one.module)


def test_imports_of_a_signature_block_count() -> None:
    text = "## API Signature\n```python\nfrom rocket import A\n\na = A(\n    x: int,\n)\n```\n"
    assert [type(one) for one in read(text).symbols] == [Imported, Stub]


@given(st.text(alphabet="def class(x:int=1,*)[]\n\"'#.@ \r→…\\", max_size=200))
def test_nothing_breaks_and_spans_hold(code: str) -> None:
    text = f"== Signature ==\n<pre>\n{code}\n</pre>\n"
    for one in read(text).symbols:
        assert one.span.of(text)
        if isinstance(one, Stub):
            assert one.span.of(text) == one.name


@pytest.mark.parametrize(
    "piece",
    [
        "def f(\n", "f(a: int)\n", "from a import (\n", "from a import b \\\n", "lambda ", "a.",
        '"""\n', "'", "# more\n", "class A:\n", "(", "a, ", "a = ", "def f(a=1, # more\n", "=", "[",
    ],
)  # fmt: skip
def test_no_input_is_slow(piece: str) -> None:
    """What is quadratic would keep this busy for minutes."""
    for opening in ("", "def f(", "from a import ("):
        code = opening + piece * (60_000 // len(piece))
        read(f"## Signature\n```python\n{code}\n```\n")
