"""Plain front matter is read as the parser of all of YAML reads it, or not at all."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbaudit.model.span import Span
from kbaudit.read.write_yaml import write_yaml
from kbaudit.read.yaml_matter import parse
from kbaudit.read.yaml_plain import read_plain
from kbaudit.rulekit.shape.texts import EXAMPLES

FENCE = "---\n"

KEYS = st.sampled_from(
    [
        "type",
        "name",
        "schema",
        "extra",
        "domains",
        "lines",
        "torch",
        "é",
        "a b",
        "x.y-z/w",
        "_",
        "on",
    ]
)
SCALARS = st.sampled_from(
    [
        "x",
        "a b",
        "a  b",
        "3",
        "3.10",
        "no",
        "1e3",
        "~",
        "null",
        "true",
        ".5",
        "<3",
        "==2",
        "~=1",
        "(a)",
        "+1",
        "^2",
        "=",
        "a#b",
        "http://x.org/a?b#c",
        "a,b",
        "a]",
        "it's",
        "2025-12-17",
        "54-66",
        "a:b",
        '"q: # x"',
        '""',
        "'s'",
        "'a \" b'",
        "é",
        "数",
        "a -b",
        "...",
        "x - y",
        "a*b",
        "0x1F",
        "1:30",
        "..a",
    ]
)
ODD = st.sampled_from(
    [
        "a: b",
        "a # c",
        "[a]",
        "{}",
        "*a",
        "&a b",
        "!t x",
        "|",
        ">",
        "'it''s'",
        '"\\n"',
        "-",
        "- x",
        "?",
        "a:",
        "@x",
        "\tx",
        "x\t",
        "\xa0x",
        "x\x85y",
        "x\u2028y",
        "%x",
        "",
        "<<",
        "a : b",
        "---",
        "# c",
        "🚀",
    ]
)
Tree = str | list["Tree"] | list[tuple[str, "Tree"]]


def trees(scalars: st.SearchStrategy[str]) -> st.SearchStrategy[Tree]:
    return st.recursive(
        scalars,
        lambda inner: (
            st.lists(inner, min_size=1, max_size=3)
            | st.lists(st.tuples(KEYS, inner), min_size=1, max_size=4, unique_by=lambda x: x[0])
        ),
        max_leaves=10,
    )


MAPPINGS = st.lists(st.tuples(KEYS, trees(SCALARS) | trees(SCALARS | ODD)), min_size=1, max_size=4)


def in_brackets(tree: Tree, draw: st.DrawFn) -> str:
    """A tree on one line, with blanks where they may stand and where they may not."""
    if isinstance(tree, str):
        return tree
    comma = draw(st.sampled_from([", ", ", ", ",", " , ", ",  "]))
    parts = [
        f"{item[0]}: {in_brackets(item[1], draw)}"
        if isinstance(item, tuple)
        else in_brackets(item, draw)
        for item in tree
    ]
    ends = draw(
        st.sampled_from(["{}", "{}", "{  }"] if isinstance(tree[0], tuple) else ["[]", "[]", "[ ]"])
    )
    half = len(ends) // 2
    return ends[:half] + comma.join(parts) + ends[half:]


def lines(tree: Tree, indent: int, draw: st.DrawFn) -> Iterator[str]:
    """A tree as blocks, indented and interrupted in all ways."""
    pad = " " * indent
    for item in tree:
        if draw(st.integers(0, 12)) == 0:
            yield draw(st.sampled_from(["", "# c", pad + "# c: d", " ", "   "]))
        start, value = (f"{item[0]}:", item[1]) if isinstance(item, tuple) else ("-", item)
        if not isinstance(value, str) and draw(st.integers(0, 3)) == 0:
            yield f"{pad}{start} {in_brackets(value, draw)}"
        elif isinstance(value, str):
            yield f"{pad}{start}{draw(st.sampled_from([' ', ' ', ' ', '  ', '']))}{value}" + draw(
                st.sampled_from(["", "", "", " "])
            )
        elif start == "-":
            inner = list(lines(value, indent + 2, draw))
            yield pad + "- " + inner[0].lstrip()
            yield from inner[1:]
        else:
            yield pad + start
            listed = not isinstance(value[0], tuple)
            steps = [0, 2, 2, 4] if listed else [2, 2, 2, 1, 4, 0]
            yield from lines(value, indent + draw(st.sampled_from(steps)), draw)


@st.composite
def texts(draw: st.DrawFn) -> str:
    written = list(lines(draw(MAPPINGS), 0, draw))
    if draw(st.integers(0, 5)) == 0:
        at = draw(st.integers(0, len(written) - 1))
        written[at] = draw(st.sampled_from([" ", "  ", "-", "x", ""])) + written[at]
    end = draw(st.sampled_from(["\n", "\r\n"]))
    return end.join(written) + draw(st.sampled_from([end, end, ""]))


def agree(front: str) -> bool:
    """Whether it is plain; then both readers must have read the same."""
    whole = f"{FENCE}{front}"
    content = Span(len(FENCE), len(whole))
    plain = read_plain(whole, content)
    if plain is None:
        return False
    instance, scalars = parse(whole, content, Span(0, 3))
    assert (instance.problems, instance.readable) == ((), True)
    assert repr(instance.data) == repr(plain.data)
    assert dict(instance.places) == plain.places
    assert list(scalars) == plain.scalars
    return True


@given(texts())
def test_both_read_the_same(front: str) -> None:
    agree(front)


@given(st.text(st.sampled_from(" -:#'\"abk\n[]{}3.~é\t\r"), max_size=30))
def test_also_of_anything(front: str) -> None:
    agree(f"name: x\n{front}")


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_what_kbaudit_writes_is_plain(name: str, line_end: str) -> None:
    assert agree(write_yaml(EXAMPLES[name], line_end))


@pytest.mark.parametrize(
    ("front", "plain"),
    [
        ("name: x\n", True),
        ("a:\n- b\n- c: d\n  e: f\ng: h", True),
        ("a:\n  b:\n    - c\n\n# x\nd: 'e'\n", True),
        ("", False),
        ("# only\n", False),
        ("name:\n", False),
        ("name: x\nname: y\n", False),
        ("requirements:\n  python: 3.10\n", False),
        ("name: x # why\n", False),
        ("name: x\n  y\n", False),
        ("- a\n", False),
        (" name: x\n", False),
        ("a:\n    b: c\n  d: e\n", False),
        ("domains: [a]\n", True),
        ("domains: [a, 'b, c' ,\"d\"]\nname: x\n", True),
        ("sources:\n- {kind: Repo, url: https://x.org/a?b#c}\n- { path: a/b.py }\n", True),
        ("relations: {step: [A, B], uses: [C]}\n", True),
        ("extra: [[a], {b: [c]}]\n", True),
        ("domains: []\n", False),
        ("domains: [a,]\n", False),
        ("domains: [a: b]\n", False),
        ("domains: [a, b] # c\n", False),
        ("domains: [a,\n  b]\n", False),
        ("domains: [a b\n", False),
        ("domains: [a]]\n", False),
        ("sources: {a: b, a: c}\n", False),
        ("sources: {a}\n", False),
        ("requirements: {python: 3.10}\n", False),
    ],
)
def test_which_is_plain(front: str, plain: bool) -> None:
    assert agree(front) is plain
