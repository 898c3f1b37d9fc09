import pytest

from kbaudit.output.clean import printable, width
from kbaudit.output.palette import wants_color
from kbaudit.output.wrap import wrap


@pytest.mark.parametrize(
    ("choice", "terminal", "environ", "wanted"),
    [
        ("auto", True, {}, True),
        ("auto", False, {}, False),
        ("auto", True, {"NO_COLOR": "1"}, False),
        ("auto", True, {"NO_COLOR": ""}, True),
        ("auto", False, {"FORCE_COLOR": "1"}, True),
        ("auto", True, {"FORCE_COLOR": "0"}, False),
        ("auto", True, {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ("auto", True, {"TERM": "dumb"}, False),
        ("always", False, {"NO_COLOR": "1"}, True),
        ("never", True, {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colour(choice: str, terminal: bool, environ: dict[str, str], wanted: bool) -> None:
    assert wants_color(choice, terminal=terminal, environ=environ) is wanted


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("plain ü 中 👩‍👩‍👧", "plain ü 中 👩‍👩‍👧"),
        ("a\tb\nc\rd", r"a\tb\nc\rd"),
        ("\x1b[31m\x00\x7f\x9b", r"\x1b[31m\x00\x7f\x9b"),
        ("\u202e\u2066\u2029\udc80", r"\u202e\u2066\u2029\udc80"),
    ],
)
def test_printable(text: str, clean: str) -> None:
    assert printable(text) == clean


@pytest.mark.parametrize(("text", "columns"), [("abc", 3), ("中", 2), ("e\u0301", 1), ("", 0)])
def test_width(text: str, columns: int) -> None:
    assert width(text) == columns


def test_wrap_breaks_between_words_only() -> None:
    assert wrap([("aa bb", ""), ("cc dddddddddddd ee", "")], 8) == [
        "aa bb cc",
        "  dddddddddddd",
        "  ee",
    ]
    assert wrap([("中中 中中", "")], 8) == ["中中", "  中中"]
    assert wrap([], 8) == [""]
    assert wrap([("two  blanks", "")], 80) == ["two  blanks"]
