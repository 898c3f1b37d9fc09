import pytest

from kbaudit.read.scan import scan
from kbaudit.read.table import Table
from kbaudit.read.tables import read_tables


def read(text: str) -> tuple[Table, ...]:
    return read_tables(scan(text).prose)


def cells(table: Table, text: str) -> list[list[str]]:
    return [[cell.span.of(text) for cell in row.cells] for row in table.rows]


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("text", "columns", "rows"),
    [
        ("| A | **B** |\n|---|:-:|\n| 1 | 2 |", ("a", "b"), [["1", "2"]]),
        ("|A|B\n|-|-\n|1|2", ("a", "b"), [["1", "2"]]),
        ("| A | B |\n|--|--|\n| 1 \\| 2 | 3 |", ("a", "b"), [["1 \\| 2", "3"]]),
        ("| A | B |\n|--|--|\n| `1 | 2` | 3 |", ("a", "b"), [["`1 | 2`", "3"]]),
        ("| A | B |\n|--|--|\n| 1 | |", ("a", "b"), [["1", ""]]),
        ("| 1 | 2 |", (), [["1", "2"]]),
        ("{|\n! A !! B\n|-\n| 1 || 2\n|}", ("a", "b"), [["1", "2"]]),
        ("{| class=x\n|-\n! A\n! B\n|-\n| 1\n| 2\n|}", ("a", "b"), [["1", "2"]]),
        ("{|\n|-\n| style='x' | 1 || 2\nmore\n|-\n| 3\n|}", (), [["1", "2\nmore"], ["3"]]),
        ("{|\n| [[a|b]] || x\n|}", (), [["[[a|b]]", "x"]]),
        ("{|\n| 1\n{|\n| inner\n|}\n| 2\n|}", (), [["1", "2"]]),
        ("{|\n|+ caption\n| 1\n|}", (), [["1"]]),
    ],
)
def test_cells(
    text: str, columns: tuple[str, ...], rows: list[list[str]], line_end: str, mark: str
) -> None:
    text = mark + text.replace("\n", line_end) + line_end
    (table,) = read(text)
    assert table.columns == columns
    expected = [[cell.replace("\n", line_end) for cell in row] for row in rows]
    assert cells(table, text) == expected
    for row in table.rows:
        assert all(table.span.contains(cell.span) for cell in row.cells)
        assert "\r" not in text[row.span.end - 1]


@pytest.mark.parametrize(
    ("cell", "before"),
    [
        ("str | None", "str "),
        ("`a | b`", "`a "),
        ("a=1 b | c", "a=1 b "),
        ("[x] | y", "[x] "),
    ],
)
def test_a_bar_cuts_a_cell(cell: str, before: str) -> None:
    text = f"{{|\n| x || {cell}\n|}}\n"
    found = read(text)[0].rows[0].cells[1]
    assert found.cut is not None
    assert text[found.span.start : found.cut] == before
    assert found.span.of(text) == cell


@pytest.mark.parametrize(
    "cell",
    [
        "a=1 | b",
        "a='1' b=\"2\" | c",
        "nowrap | c",
        "[[a|b]] | c",
        "<nowiki>a|b</nowiki>",
        "{{a|b}}",
    ],
)
def test_a_bar_behind_attributes_does_not(cell: str) -> None:
    assert read(f"{{|\n| x || {cell}\n|}}\n")[0].rows[0].cells[1].cut is None


@pytest.mark.parametrize(
    ("text", "widths"),
    [
        ("| A | B |\n|--|--|\n| `1 | 2` | 3 |\n| 1 |\n", [3, 1]),
        ("| A | B |\n|--|--|\n| 1 \\| 2 | 3\n", [2]),
    ],
)
def test_the_width_that_a_renderer_sees(text: str, widths: list[int]) -> None:
    assert [row.width for row in read(text)[0].rows] == widths


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("{|\n| 1\n\n== Heading ==\n\n| not | a row\n", [["1"]]),
        ("{|\n| 1\n{|\n| 2\n|}\n", [["1", ""]]),
        ("{|\n| 1\n", [["1"]]),
    ],
)
def test_a_table_that_never_closes(text: str, rows: list[list[str]]) -> None:
    found = cells(read(text)[0], text)
    assert found[0][0].startswith(rows[0][0])


def test_a_cell_is_found_by_the_title_of_its_column() -> None:
    text = "| Page | File |\n|--|--|\n| a | b |\n| c |\n"
    (table,) = read(text)
    first, second = table.rows
    found = table.cell(first, "link", "file")
    assert found is not None
    assert found.span.of(text) == "b"
    assert table.cell(second, "file") is None
    assert table.cell(first, "nothing") is None


@pytest.mark.parametrize(
    "text", ["a | b\n", "```\n| a |\n```\n", "<!--\n| a |\n-->\n", "{{a\n|b}}"]
)
def test_no_table_of_two_columns(text: str) -> None:
    assert all(not table.columns for table in read(text))
