import io
from collections.abc import Mapping
from typing import Any

import pytest

from kbaudit.model.edit import Edit, Fix, Safety
from kbaudit.model.finding import Finding, Level, Related
from kbaudit.model.report import Coverage, Fault, Report, Skipped, Suppressed, TargetInfo
from kbaudit.model.span import Source, Span
from kbaudit.output.frame import frame
from kbaudit.output.options import Options
from kbaudit.output.text import write


def finding(text: str, start: int, end: int, **more: Any) -> Finding:
    source = Source(text)
    given: dict[str, Any] = {
        "rule": "dead-link",
        "level": Level.ERROR,
        "path": "a/b.md",
        "message": "there is no page `X`",
        **more,
    }
    span = Span(start, end)
    return Finding(span=span, start=source.position(start), end=source.position(end), **given)


def shown(report: Report, texts: Mapping[str, str] | None = None, **options: Any) -> str:
    stream = io.StringIO()
    sources = {path: Source(text) for path, text in (texts or {}).items()}
    write(report, sources, stream, Options(**options))
    return stream.getvalue()


def framed(text: str, start: int, end: int, columns: int = 80) -> list[str]:
    return frame(finding(text, start, end), Source(text), columns, color=False)


def test_one_line_says_it_all() -> None:
    report = Report("kb", (finding("x\nab\n", 3, 4, help="write it"),), pages=1, files=1, rules=1)
    first, rest = shown(report).split("\n", 1)
    assert first == "kb/a/b.md:2:2 error dead-link there is no page `X`; write it"
    assert rest.startswith("\nRead 1 file, 1 page among them; 1 rule selected.\n")


@pytest.mark.parametrize(
    ("root", "path"),
    [
        ("", "a/b.md"),
        (".", "a/b.md"),
        ("kb/", "kb/a/b.md"),
        ("../kb", "../kb/a/b.md"),
        ("/k", "/k/a/b.md"),
    ],
)
def test_paths_are_as_one_would_type_them(root: str, path: str) -> None:
    assert shown(Report(root, (finding("ab", 0, 1),))).startswith(f"{path}:1:1 error")


def test_nothing_of_a_file_can_steer_a_terminal() -> None:
    nasty = "\x1b]0;gone\x07\r\n\u202e\x9b2J\udcff"
    one = finding(
        f"{nasty}|",
        0,
        3,
        path=f"a{nasty}.md",
        message=f"m{nasty}",
        help=nasty,
        related=(Related(nasty, nasty, 1, 2, "c" * 40),),
        fix=Fix(nasty, (Edit("a", Span(0, 1), nasty),)),
    )
    report = Report(
        nasty,
        (one,),
        (Suppressed(one, nasty),),
        (Skipped("r", nasty),),
        (Fault("r", nasty, nasty),),
        (Coverage(nasty, 2, ((nasty, 1),)),),
        (TargetInfo(nasty, nasty, "c" * 40, nasty),),
        notes=(nasty,),
    )
    for terminal in (True, False):
        text = shown(report, {one.path: f"{nasty}|"}, terminal=terminal)
        assert not {"\x1b", "\x07", "\r", "\u202e", "\x9b", "\udcff"} & set(text)
        assert r"\x1b]0;gone\x07\r" in text
    assert len([line for line in shown(report).split("\n") if " error dead-link " in line]) == 1


def test_a_terminal_gets_frames_under_the_name_of_the_file() -> None:
    text = "one\ntwo words\n"
    report = Report(
        "kb",
        (
            finding(
                text,
                8,
                13,
                help="do this",
                related=(
                    Related("moved here", "src/x.py", 3, 9, "0123456789abcdef"),
                    Related("the other", "c.md", 4),
                ),
                fix=Fix("repair it", (), Safety.UNSAFE),
            ),
            finding(text, 0, 3, level=Level.INFO, path="c.md"),
        ),
        notes=("that is all",),
    )
    assert (
        shown(report, {"a/b.md": text, "c.md": text}, terminal=True)
        == """\
kb/a/b.md
  2:5 error dead-link there is no page `X`
    2 | two words
      |     ^^^^^
    help: do this
    see: src/x.py:3-9 at 0123456789: moved here
    see: kb/c.md:4: the other
    fix (unsafe): repair it

kb/c.md
  1:1 info dead-link there is no page `X`
    1 | one
      | ^^^

Read 0 files, 0 pages among them; 0 rules selected.
Found 1 error and 1 info in 2 files; 1 can be repaired (1 unsafe).
Note: that is all.
"""
    )


def test_lines_fit_a_terminal() -> None:
    text = "x" * 300 + "\n"
    report = Report("kb", (finding(text, 100, 220, message="word " * 50),))
    lines = shown(report, {"a/b.md": text}, terminal=True, width=60).split("\n")
    assert max(map(len, lines)) <= 60


def test_colours_change_nothing_else() -> None:
    report = Report("kb", (finding("ab\n", 0, 1),), skipped=(Skipped("r", "why"),))
    for terminal in (True, False):
        plain = shown(report, {"a/b.md": "ab\n"}, terminal=terminal)
        colored = shown(report, {"a/b.md": "ab\n"}, terminal=terminal, color=True)
        assert "\x1b[" in colored
        for code in ("1;31", "33", "36", "1", "2", "32", "0"):
            colored = colored.replace(f"\x1b[{code}m", "")
        assert colored == plain


def test_the_summary_tells_what_was_not_decided() -> None:
    report = Report(
        "kb",
        skipped=(Skipped("a", "no target"), Skipped("b", "no target"), Skipped("c", "offline")),
        faults=(Fault("d", "x.md", "KeyError: x"), Fault("d", "y.md", "KeyError: x")),
        coverage=(
            Coverage("citations", 402, (("of other repositories", 30), ("ambiguous", 11))),
            Coverage("pins", 3),
            Coverage("quotes", 0),
        ),
        targets=(TargetInfo("../r", "v1", "c" * 40, ""),),
        files=1_234,
        pages=2,
        rules=3,
    )
    assert (
        shown(report)
        == """\
Read 1,234 files, 2 pages among them; 3 rules selected.
Target: ../r at v1 (commit cccccccccc).
Nothing found by the rules that could run.
361 of 402 citations checked; 41 not: 30 of other repositories, 11 ambiguous.
3 of 3 pins checked.
Not checked: 2 rules (a and b): no target.
Not checked: 1 rule (c): offline.
Fault of kbaudit: the rule d failed on x.md and y.md: KeyError: x. Please report this.
"""
    )


def test_quiet_leaves_out_the_summary_and_no_fault() -> None:
    one = finding("ab", 0, 1)
    assert shown(Report("kb", (one,)), quiet=True).count("\n") == 1
    assert shown(Report("kb"), quiet=True) == ""
    assert "Fault of kbaudit" in shown(Report("kb", faults=(Fault("d", "", "m"),)), quiet=True)


class TestFrame:
    def test_the_place_is_underlined(self) -> None:
        assert framed("abc\ndef ghi\n", 8, 11) == ["2 | def ghi", "  |     ^^^"]

    def test_no_place(self) -> None:
        assert framed("abc\n", 0, 0) == []
        assert framed("\nabc\n", 0, 1) == []
        assert framed("", 0, 0) == []

    def test_between_two_characters(self) -> None:
        assert framed("abc\n", 3, 3) == ["1 | abc", "  |    ^"]

    def test_tabs(self) -> None:
        assert framed("\ta\tb\n", 3, 4) == ["1 |     a   b", "  |         ^"]

    def test_wide_and_combining_characters(self) -> None:
        assert framed("中文 e\u0301x\n", 1, 2) == ["1 | 中文 e\u0301x", "  |   ^^"]
        assert framed("中文 e\u0301x\n", 5, 6) == ["1 | 中文 e\u0301x", "  |       ^"]

    def test_controls_take_the_room_they_are_written_in(self) -> None:
        assert framed("\x1bab\n", 1, 2) == [r"1 | \x1bab", "  |     ^"]

    def test_a_byte_order_mark_is_not_shown(self) -> None:
        assert framed("\ufeffabc\n", 1, 3) == ["1 | abc", "  | ^^"]
        assert framed("\ufeffabc\n", 0, 3) == ["1 | abc", "  | ^^"]

    def test_carriage_returns(self) -> None:
        assert framed("abc\r\ndef\r\n", 0, 8) == ["1 | abc", "  | ^^^", "  | … and 1 more line"]

    def test_several_lines(self) -> None:
        assert framed("abc\ndef\nghi\n", 1, 8)[1:] == ["  |  ^^", "  | … and 1 more line"]
        assert framed("abc\ndef\nghi\n", 1, 9)[1:] == ["  |  ^^", "  | … and 2 more lines"]

    @pytest.mark.parametrize("wide", ["x", "中"])
    @pytest.mark.parametrize("size", [30, 39, 40, 41, 100, 10_000])
    @pytest.mark.parametrize("at", [0.0, 0.1, 0.5, 1.0])
    @pytest.mark.parametrize("length", [1, 5, 500])
    def test_long_lines(self, wide: str, size: int, at: float, length: int) -> None:
        start = int((size - 1) * at)
        text = f"{wide * start}S{wide * (size - start - 1)}\n"
        shown, marks = framed(text, start, min(size, start + length), columns=40)
        columns = sum(2 if char == "中" else 1 for char in shown)
        assert columns <= 40
        before = shown[: shown.index("S")]
        place = sum(2 if char == "中" else 1 for char in before)
        assert marks.index("^") == place
        assert len(marks) <= columns

    def test_a_line_that_fits_is_whole(self) -> None:
        text = "x" * 36 + "\n"
        assert framed(text, 0, 1, columns=40)[0] == f"1 | {'x' * 36}"
        assert framed(text, 0, 1, columns=39)[0] == f"1 | {'x' * 33}…"
