"""What must hold of any text."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from kbaudit.model.finding import Finding, Level
from kbaudit.model.span import Source, Span
from kbaudit.output.clean import printable, width
from kbaudit.output.frame import frame
from kbaudit.output.wrap import wrap

TEXT = st.text(
    st.sampled_from("ab \t\n\r\x1b中é\u0301\ufeff\u202e") | st.characters(), max_size=200
)


@given(TEXT)
def test_printable_is_one_line_without_controls(text: str) -> None:
    clean = printable(text)
    assert all(unicodedata.category(char) not in ("Cc", "Cs", "Zl", "Zp") for char in clean)
    assert printable(clean) == clean
    assert clean.splitlines() in ([], [clean])


@given(TEXT, st.integers(0, 200), st.integers(0, 200), st.integers(20, 80))
def test_a_frame_fits_and_marks_something(text: str, one: int, two: int, columns: int) -> None:
    start, end = sorted((min(one, len(text)), min(two, len(text))))
    source = Source(text)
    finding = Finding(
        "r",
        Level.ERROR,
        "a.md",
        Span(start, end),
        source.position(start),
        source.position(end),
        "m",
    )
    lines = frame(finding, source, columns, color=False)
    if lines:
        shown, marks = lines[:2]
        assert "^" in marks
        gutter = marks.index("|") + 2
        assert width(shown) <= max(columns, 20 + gutter)
        assert len(marks) <= max(columns, 20 + gutter) + 1
        assert all(printable(line) == line for line in lines)


@given(st.text(st.sampled_from("ab 中"), max_size=100), st.integers(4, 30))
def test_wrap_keeps_every_word(text: str, columns: int) -> None:
    lines = wrap([(text, "")], columns)
    assert " ".join(lines).split() == text.split()
    words = max(map(width, text.split()), default=0)
    assert all(width(line) <= max(columns, 2 + words) for line in lines)
