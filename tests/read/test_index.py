import pytest

from auditing import knowledge_base
from kbaudit.read.index import IndexRow
from kbaudit.read.lists import Index, RepoMap


def read(text: str, name: str = "_PrincipleIndex.md") -> Index:
    (index,) = knowledge_base({name: text}).indexes
    return index


def shown(index: Index, row: IndexRow) -> tuple[str, str, list[tuple[str, str, str]]]:
    link = row.link.target if row.link else ""
    assert row.name_span.of(index.text) == row.name
    for connection in row.connections:
        assert connection.name_span.of(index.text) == connection.name
        assert connection.span.contains(connection.name_span)
    return row.name, link, [(c.mark, c.type, c.name) for c in row.connections]


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (
            (
                "| Page | File | Connections | Notes |\n|--|--|--|--|\n"
                "| a_b_C | [→](./principles/a_b_C.md) | ✅Impl:a_b_D, ⬜Heuristic:E | note |"
            ),
            [
                ("a_b_C", "./principles/a_b_C.md",
                 [("✅", "Impl", "a_b_D"), ("⬜", "Heuristic", "E")]),
            ],
        ),
        (
            (
                "| Principle | File | Required By |\n|--|--|--|\n"
                "| **a_b_C** | [→](principles/a_b_C.md) | Engine, Impl:Bolts |\n"
                "| `a_b_D` | [→](principles/a_b_D.md) | Engine, Stage |"
            ),
            [
                ("a_b_C", "principles/a_b_C.md", [("", "Impl", "Bolts")]),
                ("a_b_D", "principles/a_b_D.md", [("", "", "Engine"), ("", "", "Stage")]),
            ],
        ),
        (
            "| Page | Notes |\n|--|--|\n| [a_b_C](principles/a_b_C.md) | x |",
            [("a_b_C", "principles/a_b_C.md", [])],
        ),
        (
            "| Page | File | Notes |\n|--|--|--|\n| a_b_C | [→](principles/a_b_C.md) | `x | y` |",
            [("a_b_C", "principles/a_b_C.md", [])],
        ),
        (
            "{|\n! Page !! File\n|-\n| a_b_C || [→](principles/a_b_C.md)\n|}",
            [("a_b_C", "principles/a_b_C.md", [])],
        ),
        (
            (
                "## Principle: a_b_C\n\n**File:** [→](./principles/a_b_C.md)\n\n✅Impl: a_b_D.\n"
                "| # | Implementation |\n|--|--|\n| 1 | Bolts |\n\n"
                "| **Env** | `a_b_E` | \n## Summary\n✅Impl:x"
            ),
            [
                (
                    "a_b_C",
                    "./principles/a_b_C.md",
                    [
                        ("✅", "Impl", "a_b_D"),
                        ("", "Implementation", "Bolts"),
                        ("", "Environment", "a_b_E"),
                    ],
                )
            ],
        ),
        ("| Count | Number |\n|--|--|\n| Pages | 3 |", []),
        ("| Mark | Meaning |\n|--|--|\n| ✅Impl:x | exists |", []),
        ("```\n| Page | File |\n|--|--|\n| a_b_C | [→](principles/a_b_C.md) |\n```", []),
    ],
)  # fmt: skip
def test_rows(text: str, rows: list[object], line_end: str, mark: str) -> None:
    index = read(mark + text.replace("\n", line_end) + line_end)
    assert [shown(index, row) for row in index.rows] == rows


def test_rows_know_their_table() -> None:
    table = "| Page | File |\n|--|--|\n| a_b_C | [→](principles/a_b_C.md) |\n\n"
    index = read(f"{table}| X | Y |\n|--|--|\n| 1 | 2 |\n\n{table}")
    assert [row.table for row in index.rows] == [0, 2]


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("| `x | y` |", [(3, 2, "| a | `x \\| y` |")]),
        ("| x | y |", [(3, 2, "")]),
        ("|", [(1, 2, "")]),
        ("| `x \\| y` |", []),
        ("| x", []),
    ],
)
def test_rows_that_are_cut(text: str, cut: list[tuple[int, int, str]]) -> None:
    index = read(f"| Page | File |\n|--|--|\n| a {text}\n")
    assert [(row.width, row.expected, row.repair) for row in index.cut_rows] == cut


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_map(line_end: str) -> None:
    text = (
        "# Map\n\n| Property | Value |\n|--|--|\n| **Repository** | https://github.com/o/r |\n"
        "| Generated | 2026-01-01 18:59 |\n\n"
        "| Status | File | Lines | Purpose | Coverage | Details |\n|--|--|--|--|--|--|\n"
        "| ✅ | `a/b.py` | 1,044 | `x | y` | Impl: c; Env: — | [→](./_files/a_b_py.md) |\n"
        "| ⬜ | c.py | — | | | |\n"
    ).replace("\n", line_end)
    (found,) = knowledge_base({"_RepoMap_o_r.md": text}).maps
    assert isinstance(found, RepoMap)
    assert found.property("repository") == "https://github.com/o/r"
    assert found.property("generated") == "2026-01-01 18:59"
    assert found.property("branch") == ""
    first, second = found.rows
    assert (first.path, first.lines, first.status) == ("a/b.py", 1044, "✅")
    assert first.path_span.of(text) == "a/b.py"
    assert first.lines_span.of(text) == "1,044"
    assert first.coverage_span.of(text) == "Impl: c; Env: —"
    assert first.link is not None
    assert first.link.target == "./_files/a_b_py.md"
    assert (second.path, second.lines, second.link) == ("c.py", None, None)


def test_a_triage_table_has_rows_as_a_map() -> None:
    text = "| # | File | Lines | Decision |\n|--|--|--|--|\n| 1 | `a.py` | 12 | KEEP |\n"
    kb = knowledge_base({"_orphan_candidates.md": text})
    (found,) = kb.files
    assert isinstance(found, RepoMap)
    assert [(row.path, row.lines) for row in found.rows] == [("a.py", 12)]
    assert kb.maps == ()
