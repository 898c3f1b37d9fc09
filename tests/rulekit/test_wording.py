import pytest

from kbaudit.rulekit.wording import closest, code, count, listing


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a", "`a`"), ("a\n b", "`a b`"), ("x" * 81, f"`{'x' * 79}…`"), ("x" * 80, f"`{'x' * 80}`")],
)
def test_code(text: str, shown: str) -> None:
    assert code(text) == shown


@pytest.mark.parametrize(
    ("number", "shown"), [(0, "0 pages"), (1, "1 page"), (2, "2 pages"), (2104, "2,104 pages")]
)
def test_count(number: int, shown: str) -> None:
    assert count(number, "page") == shown
    assert count(number, "entry", "entries").endswith("entry" if number == 1 else "entries")


@pytest.mark.parametrize(
    ("items", "shown"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a or b"),
        (["a", "b", "c"], "a, b or c"),
        (["a", "b", "c", "d"], "a, b, c or 1 more"),
    ],
)
def test_listing(items: list[str], shown: str) -> None:
    assert listing(items, "or", limit=3) == shown


def test_closest_does_not_depend_on_the_order() -> None:
    assert closest("abcd", ["abce", "abcf"]) == closest("abcd", ["abcf", "abce"])
    assert closest("abcd", ["xyz"]) is None
    assert closest("abcd", []) is None
