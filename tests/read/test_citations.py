"""Every form in which pages cite source code, as counted in kb-format, with exact places."""

import pytest

from kbaudit.read.citation import Citation, without_lines
from kbaudit.read.citations import read_citations
from kbaudit.read.scan import scan
from kbaudit.read.sections import read_sections


def read(text: str) -> tuple[Citation, ...]:
    found = scan(text)
    return read_citations(found, read_sections(text, found.prose))


def summary(citation: Citation) -> tuple[str, str, list[tuple[int, int]]]:
    return citation.path, citation.form, [(lines.first, lines.last) for lines in citation.ranges]


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("text", "path", "form", "ranges"),
    [
        ("Checked in `engine.py:54-66`:", "engine.py", "inline", [(54, 66)]),
        ("src/rocket/base.py:L1147-1158", "src/rocket/base.py", "inline", [(1147, 1158)]),
        ("In types.py:L340.", "types.py", "inline", [(340, 340)]),
        ("`x.py:L7-L9`", "x.py", "inline", [(7, 9)]),
        ("`x.py`:3-4", "x.py", "inline", [(3, 4)]),
        ("x.py:3–4", "x.py", "inline", [(3, 4)]),
        ("`spacy.py:9-21, 62-64`", "spacy.py", "inline", [(9, 21), (62, 64)]),
        ("`a.py:L1, L5-L6 and L9`", "a.py", "inline", [(1, 1), (5, 6), (9, 9)]),
        ("x.py#L1-L191", "x.py", "inline", [(1, 191)]),
        ("* '''File:''' src/trainer.py\n* '''Lines:''' 2068-2170", "src/trainer.py", "items",
         [(2068, 2170)]),
        ("* '''File:''' src/trainer.py\n* '''Lines:''' L203-212", "src/trainer.py", "items",
         [(203, 212)]),
        ("* '''File:''' src/base.py (lines 1148-1158)", "src/base.py", "worded", [(1148, 1158)]),
        ("* '''File:''' src/base.py (lines 716-800+)", "src/base.py", "worded", [(716, 800)]),
        ("**File:** `pkg/_ops.py`\n**Lines:** 21-25", "pkg/_ops.py", "items", [(21, 25)]),
        ("- **Path**: `src/x.py`", "src/x.py", "item", []),
        ("| **Source File** | `src/model.py:L389-700` |", "src/model.py", "inline", [(389, 700)]),
        ("| **Source File** | `src/model.py` |", "src/model.py", "item", []),
        ("https://github.com/o/r/blob/main/src/x.py#L1-L191", "src/x.py", "link", [(1, 191)]),
        ("https://raw.githubusercontent.com/o/r/v1/src/x.py", "src/x.py", "link", []),
        ("`x.py` (lines 3-4)", "x.py", "worded", [(3, 4)]),
        ("`x.py`, line 12", "x.py", "worded", [(12, 12)]),
        ("lines 3-9 of `x.py`", "x.py", "worded", [(3, 9)]),
        ("`x.py` (3-4)", "x.py", "worded", [(3, 4)]),
        ("* File: /tmp/build_repo_58/pkg/_ops.py", "/tmp/build_repo_58/pkg/_ops.py", "item", []),
        ("| `trainer.py:500-560` | placement |", "trainer.py", "inline", [(500, 560)]),
        ("* '''File:''' Dockerfile", "Dockerfile", "item", []),
        ("`docker/Dockerfile:3`", "docker/Dockerfile", "inline", [(3, 3)]),
        ("C:\\src\\x.py:3", "C:/src/x.py", "inline", [(3, 3)]),
        ("== Source Location ==\n`src/x.py`", "src/x.py", "item", []),
        ("`x.py`, lines 3 to 9", "x.py", "worded", [(3, 9)]),
        ("`x.py`, Zeilen 3 bis 9", "x.py", "worded", [(3, 9)]),
        ("<tt>x.py</tt> (Z. 3–9)", "x.py", "worded", [(3, 9)]),
        ("Zeilen 3–9 von <code>x.py</code>", "x.py", "worded", [(3, 9)]),
        ("`x.py` (lignes\u00a03 à 9)", "x.py", "worded", [(3, 9)]),
        ("`x.py` 第 3–9 行", "x.py", "worded", [(3, 9)]),
        ("`x.py`（3-9 行）", "x.py", "worded", [(3, 9)]),
        ("`x.py::Engine.ignite()` (L3–L9)", "x.py", "worded", [(3, 9)]),
        ("`x.py#Engine`, lines 3 through 9", "x.py", "worded", [(3, 9)]),
        ("- 文件：`src/x.py`\n- 行：3-9", "src/x.py", "items", [(3, 9)]),
        ("* '''Datei:''' src/x.py\n* '''Zeilen:''' 3–9", "src/x.py", "items", [(3, 9)]),
        ("- **Fichier :** `src/x.py`\n- **Lignes :** 3 à 9", "src/x.py", "items", [(3, 9)]),
        ("`x.py:3 to 9 seconds`", "x.py", "inline", [(3, 3)]),
    ],
)  # fmt: skip
def test_a_form(
    text: str, path: str, form: str, ranges: list[tuple[int, int]], line_end: str, mark: str
) -> None:
    text = mark + text.replace("\n", line_end) + line_end
    (citation,) = read(text)
    assert summary(citation) == (path, form, ranges)
    assert citation.path_span.of(text).replace("\\", "/") == path
    assert citation.span.contains(citation.path_span)
    for lines in citation.ranges:
        numbers = [int(digits.of(text)) for digits in lines.digits]
        assert numbers in ([lines.first], [lines.first, lines.last])
        assert all(lines.span.contains(digits) for digits in lines.digits)
        assert citation.span.contains(lines.span)


def test_many_at_once() -> None:
    text = "'''File:''' src/a/trainer.py:L3989-4052 (save_model), utils.py (save_state)\n"
    assert [summary(c) for c in read(text)] == [
        ("src/a/trainer.py", "inline", [(3989, 4052)]),
        ("utils.py", "item", []),
    ]


def test_a_link_and_its_label_are_one() -> None:
    text = "* '''File:''' [https://github.com/o/r.git/blob/v1/src/x.py#L2 src/x.py]\n"
    (citation,) = read(text)
    assert summary(citation) == ("src/x.py", "link", [(2, 2)])
    assert (citation.repository, citation.ref) == ("o/r", "v1")
    assert citation.twin is not None
    assert text[citation.twin.start : citation.twin.end + 1] == "src/x.py]"


def test_a_markdown_link_and_its_label_are_one() -> None:
    (citation,) = read("[`x.py:3-4`](https://github.com/o/r/blob/main/src/x.py)\n")
    assert summary(citation) == ("src/x.py", "link", [(3, 4)])


def test_lines_in_prose_are_of_the_file_before_them() -> None:
    text = "`a.py:1-2` opens it (lines 3-4); `b.py:5` shuts it, see lines 6-7.\n"
    assert [summary(c) for c in read(text)] == [
        ("a.py", "inline", [(1, 2)]),
        ("a.py", "prose", [(3, 4)]),
        ("b.py", "inline", [(5, 5)]),
        ("b.py", "prose", [(6, 7)]),
    ]


def test_lines_in_prose_are_of_the_only_file_of_the_page() -> None:
    text = "* '''File:''' src/x.py\n\nThe loop stands in lines 477-538.\n"
    assert [summary(c)[1:] for c in read(text)] == [("item", []), ("prose", [(477, 538)])]
    assert not [c for c in read("The loop stands in lines 477-538.\n") if c.ranges]


def test_a_quote_is_tied_to_the_citation_above_it() -> None:
    text = "From `x.py:1-2`:\n\n```python\ncode()\n```\n\nSee `y.py:3`.\n"
    one, other = read(text)
    assert one.quote is not None
    assert one.quote.content.of(text) == "code()\n"
    assert other.quote is None


def test_a_repository_item_speaks_for_its_section() -> None:
    text = (
        "== Source Location ==\n* '''Repository:''' [https://github.com/numpy/numpy numpy]\n"
        "* '''File:''' numpy/core.py\n== Other ==\n* '''File:''' src/x.py\n"
    )
    assert [(c.path, c.repository) for c in read(text)] == [
        ("numpy/core.py", "numpy/numpy"),
        ("src/x.py", ""),
    ]


def test_lines_in_prose_are_of_the_repository_of_their_file() -> None:
    text = (
        "== Code Reference ==\n* **Repository:** other/lib\n* **Source:** `src/a.py`\n\n"
        "The loop starts at line 5.\n"
    )
    assert [(c.form, c.path, c.repository) for c in read(text)] == [
        ("item", "src/a.py", "other/lib"),
        ("prose", "src/a.py", "other/lib"),
    ]


def test_without_lines_one_of_those_that_name_a_file_alike_is_left() -> None:
    text = (
        "* **Source:** `src/a.py` lines 1-5\n\nIt ends at line 5, and `src/a.py:9` calls it.\n"
        "See https://github.com/o/r/blob/v1/src/a.py#L7 and `src/b.py:1`.\n"
    )
    assert [(c.form, c.path, c.ranges) for c in without_lines(read(text))] == [
        ("worded", "src/a.py", ()),
        ("link", "src/a.py", ()),
        ("inline", "src/b.py", ()),
    ]


def test_without_lines_quotes_are_left() -> None:
    text = "* `src/a.py:1`\n* `src/a.py:2-3`:\n```python\nx = 1\n```\n"
    found = without_lines(read(text))
    assert [(c.path, c.quote is not None) for c in found] == [
        ("src/a.py", False),
        ("src/a.py", True),
    ]


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("* '''File:''' src/x.py (352 lines)", 352),
        ("* '''File:''' src/x.py\n* '''Lines:''' 165", 165),
        ("- **Path**: `src/x.py` (1,204 lines)", 1204),
    ],
)
def test_a_size_is_no_place(text: str, total: int) -> None:
    (citation,) = read(text)
    assert citation.total == total
    assert citation.ranges == ()


@pytest.mark.parametrize("text", ["x.py (around lines 3-4)", "`x.py`, lines ~3-4"])
def test_rough_lines(text: str) -> None:
    (citation,) = read(text)
    assert citation.approximate
    assert summary(citation)[2] == [(3, 4)]


@pytest.mark.parametrize("open_end", [True, False])
def test_an_open_end(open_end: bool) -> None:
    (citation,) = read(f"x.py (lines 716-800{'+' if open_end else ''})")
    assert [lines.open_end for lines in citation.ranges] == [open_end]


@pytest.mark.parametrize(
    "text",
    [
        "Write `config.yaml` and run train.py.",
        "http://example.org/x.py:80",
        "at 12:30, in 3.11:4",
        "x.py: 900 times",
        "x.py:900.5",
        "x.py:8080/path",
        "x.pyc:3",
        "v1.2.3:4",
        "`**/*.py:3`",
        "${HOME}/x.py:3",
        "```\nx.py:3\n```",
        "<!-- x.py:3 -->",
        "<syntaxhighlight lang=sh>\nx.py:3\n</syntaxhighlight>",
        "---\nfile: x.py:3\n---\n",
    ],
)
def test_no_citation(text: str) -> None:
    assert [summary(c) for c in read(text)] == []


@pytest.mark.parametrize(
    ("block", "ranges"),
    [
        ("```rust src/lib.rs:3-9\nfn a() {}\n```", [(3, 9)]),
        ('```py title="src/lib.rs (lines 3-9)"\na = 1\n```', [(3, 9)]),
        ("```3:9:src/lib.rs\nfn a() {}\n```", [(3, 9)]),
        ("~~~\n// src/lib.rs:3\nfn a() {}\n~~~", [(3, 3)]),
        ("<pre>\n# From: src/lib.rs, lines 3-9:\na = 1\n</pre>", [(3, 9)]),
    ],
)
def test_a_caption_of_a_block(block: str, ranges: list[tuple[int, int]]) -> None:
    text = f"The code:\n\n{block}\n"
    (citation,) = read(text)
    assert summary(citation) == ("src/lib.rs", "caption", ranges)
    assert citation.quote is not None
    for lines in citation.ranges:
        numbers = [int(digits.of(text)) for digits in lines.digits]
        assert numbers in ([lines.first], [lines.first, lines.last])


@pytest.mark.parametrize(
    "block",
    [
        '```py title="app.py"\na = 1\n```',
        '```py title="app.py" linenums="3"\na = 1\n```',
        "```py\n# as in app.py:3-9, but for two\na = 1\n```",
        "```py\n# a.py:3-9 and b.py:4\na = 1\n```",
        "```py\na = 1  # app.py:3-9\n```",
        "```mermaid\n%% app.py:3-9\n```",
        "```12:40\na = 1\n```",
    ],
)
def test_what_is_no_caption(block: str) -> None:
    assert read(f"The code:\n\n{block}\n") == ()
