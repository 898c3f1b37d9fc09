"""The one value that front matter of both dialects is read into, and what is written of it."""

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from auditing import knowledge_base
from kbaudit.model.span import Source, Span
from kbaudit.read.instance import Instance, path_text
from kbaudit.read.page import Page
from kbaudit.read.page_instance import page_instance
from kbaudit.read.write_yaml import write_yaml
from kbaudit.read.yaml_plain import read_yaml
from kbaudit.read.yaml_scalar import misread, resolved

NOWHERE = Span(0, 0)


def page(text: str, path: str = "environments/o_r_X.md") -> Page:
    (found,) = knowledge_base({path: text}).pages
    return found


def read(text: str) -> Instance:
    return read_yaml(text, Span(0, len(text)), NOWHERE)[0]


def problems(text: str) -> list[str]:
    found = page(text).front_matter
    assert found is not None
    source = Source(text)
    places = [(source.position(one.span.start), one) for one in found.instance.problems]
    return [f"{at.line}:{at.column} {one.message}" for at, one in places]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_yaml_is_read_with_the_place_of_each_key_and_value(mark: str, line_end: str) -> None:
    text = mark + (
        "---\ntype: Workflow\nlast_updated: 2025-12-17\nschema: 1\n"
        "sources:\n  - {kind: Repo, title: 'a b'}\nrelations:\n  step:\n    - one\n    - two\n"
        "citations:\n  - path: x.py\n    lines: 54\nextra: {python: 3.10, on: 2025-01-01}\n---\n"
    ).replace("\n", line_end)
    matter = page(text).front_matter
    assert matter is not None
    instance = matter.instance
    assert instance.data == {
        "type": "Workflow",
        "last_updated": "2025-12-17",
        "schema": 1,
        "sources": [{"kind": "Repo", "title": "a b"}],
        "relations": {"step": ["one", "two"]},
        "citations": [{"path": "x.py", "lines": "54"}],
        "extra": {"python": 3.1, "on": "2025-01-01"},
    }
    assert instance.problems == ()
    values = {path: place.value.of(text) for path, place in instance.places.items()}
    keys = {path: place.key.of(text) for path, place in instance.places.items() if place.key}
    assert values["relations", "step", 1] == "two"
    assert values["sources", 0, "title"] == "'a b'"
    assert values["citations",].startswith("- path: x.py")
    assert values["citations",].endswith("54")
    assert keys["relations", "step"] == "step"
    assert ("relations", "step", 0) not in keys
    nearest = instance.place(("relations", "step", 7, "name"))
    assert nearest is not None
    assert nearest.of(text).startswith("- one")
    assert instance.place(("nothing",)) is None


def test_paths_as_people_read_them() -> None:
    assert path_text(("relations", "step", 2)) == "relations.step[2]"
    assert path_text(("citations", 0, "path")) == "citations[0].path"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("name: x\nname: y", "3:1 the key `name` stands here already, in line 2"),
        ("name: 3.10", "2:7 `3.10` without quotes is the number 3.1 for YAML"),
        ("domains: [no]", "2:11 `no` without quotes is false for YAML"),
        ("verified: 12e4567", "2:11 `12e4567` without quotes is a number for YAML"),
        ("requirements: {python: 1:30}", "2:24 `1:30` without quotes is a number for YAML"),
        ("name: x\n\tscope: y", "3:1 a tab cannot indent YAML"),
        ("name: &a x\nscope: *a", "3:8 `*a` repeats what stands at the anchor `&a`"),
        ("name: *a", "2:7 `*a` repeats an anchor that is not there"),
        ("name: !x y", "2:7 the tag `!x` has no meaning in front matter"),
        ("name: x\n...\nscope: y\n---", "4:1 a second document begins here"),
        ("name: x\n--- # more\nscope: y", "3:1 a second document begins here"),
        ("name: x\n? [a]\n: b", "3:3 a key must be a word"),
        ("requirements:\n  torch: >=2.2", "3:10 `>` without quotes begins a block of text"),
        (
            "name: a\n\n# Heading\n\ntext: [",
            "1:1 the front matter is not closed before the heading",
        ),
    ],
)
def test_traps_are_told_with_their_place(content: str, expected: str) -> None:
    (found,) = problems(f"---\n{content}\n---\n")
    assert found.startswith(expected)


def test_a_fence_that_never_closes() -> None:
    assert problems("---\ntype: Heuristic\nname: x\n\n# Title\n") == [
        "1:1 the front matter is never closed"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "---\nNote: a rule above words\n\n# Title\n",
        "---\n\ntype: x\n",
        "---\ntype: X\n---\nname: a heading\n===\n",
    ],
)
def test_what_is_no_open_fence_or_second_document(text: str) -> None:
    found = page(text).front_matter
    assert found is None or found.instance.problems == ()


def test_an_infobox_states_the_same_shape() -> None:
    text = """{|
! Knowledge Sources
|
* [[source::Repo|Rocket|https://github.com/acme/rocket]]
* [[source::File|config.py|src/config.py]]
* [[source::Discussion|Why | how]]
* [[source::https://example.org/x]]
|-
! Domains
| Infrastructure, Rocketry
|-
! Last Updated
| [[last_updated::2026-01-01 10:30 GMT]]
|}
"""
    matter = page(text).front_matter
    assert matter is not None
    assert matter.instance.data == {
        "sources": [
            {"kind": "Repo", "title": "Rocket", "url": "https://github.com/acme/rocket"},
            {"kind": "File", "title": "config.py", "path": "src/config.py"},
            {"kind": "Discussion", "title": "Why | how"},
            {"url": "https://example.org/x"},
        ],
        "domains": ["Infrastructure", "Rocketry"],
        "last_updated": "2026-01-01T10:30:00Z",
    }
    places = {path: place.value.of(text) for path, place in matter.instance.places.items()}
    assert places["domains", 1] == "Rocketry"
    assert places["sources", 0, "title"] == "Rocket"
    assert places["last_updated",] == "2026-01-01 10:30 GMT"


def test_the_body_says_what_an_infobox_cannot() -> None:
    text = """{|
! Domains
| [[domain::X]]
|}
== System Requirements ==
{| class="wikitable"
! Category !! Requirement
|-
| Python || >= 3.10
|-
| VRAM || 8GB+
|}
== Dependencies ==
* `torch` >= 2.2
* `scipy`
* `numpy` >= 1
* `numpy` >= 2
* `pandas`
* `pandas` >= 2
== Credentials ==
* `HF_TOKEN`: to read
== Code Evidence ==
As `src/x.py:5-6, 9-12` says.
== Related Pages ==
* [[requires_env::Implementation:o_r_Y]]
* [[uses::Library:z]]
* [[requires_env::Implementation:o_r_Y]]
"""
    assert page_instance(page(text), "o_r").data == {
        "schema": 1,
        "type": "Environment",
        "name": "o_r_X",
        "scope": "o_r",
        "domains": ["X"],
        "relations": {"requires_env": ["o_r_Y"], "uses": ["Library:z"]},
        "requirements": {
            "Python": ">= 3.10",
            "torch": ">= 2.2",
            "scipy": "*",
            "pandas": ">= 2",
        },
        "citations": [{"path": "src/x.py", "lines": "5-6, 9-12"}],
        "hardware": {"VRAM": "8GB+"},
        "credentials": ["HF_TOKEN"],
    }


def test_a_heuristic_in_a_sentence() -> None:
    text = (
        "== The Insight (Rule of Thumb) ==\n* **Action:** Double the spark\n* **Category:** Speed\n"
    )
    found = page_instance(page(text, "heuristics/o_r_X.md")).data
    assert (found["insight"], found["category"]) == ("Double the spark", "Speed")


def test_yaml_is_taken_as_it_is() -> None:
    text = "---\nname: other\n---\n[[requires_env::Implementation:o_r_Y]]\n"
    assert page_instance(page(text), "o_r").data == {"name": "other"}


def test_what_is_written_is_in_order_and_plain_where_it_can_be() -> None:
    data = {
        "extra": {"b": 1, "a": [1.5, [True, "no"], {}, None]},
        "name": "o_r_X",
        "last_updated": "2025-12-17",
        "requirements": {"torch": ">=2.2", "python": "3.10", "scipy": "*"},
        "sources": [{"url": "https://example.org/a?b#c", "kind": "Doc", "title": "A: b"}],
        "citations": [{"lines": "54", "path": "src/x.py"}],
    }
    assert write_yaml(data) == (
        'name: o_r_X\nsources:\n  - kind: Doc\n    title: "A: b"\n'
        '    url: "https://example.org/a?b#c"\nlast_updated: 2025-12-17\n'
        'requirements:\n  torch: ">=2.2"\n  python: "3.10"\n  scipy: "*"\n'
        'citations:\n  - path: src/x.py\n    lines: "54"\n'
        'extra:\n  b: 1\n  a:\n    - 1.5\n    - [true, "no"]\n    - {}\n    - null\n'
    )


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.sampled_from(
    ["no", "3.10", "2025-12-17", "~", "", "a: b", "- a", "# a", "*", "<<", "1:30", "...", "---"]
)
SCALARS = WORDS | st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats()
TREES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=10,
)
TEXTS = st.recursive(
    WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=10,
)


def same(one: Any, other: Any) -> bool:
    return repr(one) == repr(other)  # nan is not equal to itself


@given(TEXTS, TREES, WORDS)
@example("x", {"a": float("-inf")}, "\x85\u2028\ufeff")
def test_what_is_written_is_read_again(texts: Any, tree: Any, key: str) -> None:
    data = {"name": texts, "extra": tree}
    if key not in ("name", "extra", "<<", "schema"):
        data[f"{key} of mine"] = tree
    again = read(write_yaml(data))
    assert again.problems == ()
    assert same(again.data, data)


TOKENS = st.sampled_from(
    ["---", "...", "name:", " ", "\n", "\t", "- ", "[", "]", "{", "}", ",", ":", "&a ", "*a", "!t ",
     "'", '"', "|", ">", "# x", "no", "3.10", "x", "? ", "<<", "\r\n", "\x01", "\xa0", "%", "\\",
     "type: ", "== H ==", "{|", "|}", "! Domains", "[[source::", "]]", "[[last_updated::", "\ufeff",
     "\x85"]
)  # fmt: skip


@given(st.lists(TOKENS, max_size=30).map("".join), st.sampled_from(["---\nname: x\n", "---\n", ""]))
def test_no_front_matter_makes_the_reader_raise(rest: str, start: str) -> None:
    for end in ("\n---\n", ""):
        text = f"{start}{rest}{end}"
        found = page(text)
        instance = page_instance(found, "o_r")
        matter = found.front_matter
        problems = (*instance.problems, *(matter.instance.problems if matter else ()))
        spans = [place.value for place in instance.places.values()]
        for span in (*spans, *(problem.span for problem in problems)):
            assert span.end <= len(text)
        for path, place in instance.places.items():
            if place.key is not None and path[0] != "requirements" and matter is not None:
                assert str(path[-1])[:1] in place.key.of(text) or place.key.of(text)[:1] in "\"'?:"


@given(st.text(st.sampled_from("0123456789.:_eEx+-bonfyainulNUL~"), max_size=8))
def test_what_yaml_resolves_to_no_text_is_never_taken_for_text(text: str) -> None:
    value = resolved(text)
    if value is not None and not isinstance(value, str):
        assert misread(text)
