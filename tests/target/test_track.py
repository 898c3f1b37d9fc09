"""Following code: one history in memory for each thing that happens to code."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbaudit.target.memory import MemoryTarget
from kbaudit.target.track import Tracker, locate

from .conftest import Maker
from .following import follow, found

AREA = dedent(
    """\
    def area(width, height):
        checked_width = check(width, "width")
        checked_height = check(height, "height")
        product = checked_width * checked_height
        return round(product, DIGITS)
    """
)
LOAD = dedent(
    """\
    def load(folder, name):
        path = folder / f"{name}.json"
        with path.open(encoding="utf-8") as stream:
            settings = json.load(stream)
        for key, value in DEFAULTS.items():
            settings.setdefault(key, value)
        return Settings(**settings)
    """
)
HEAD = "import json\n\nDIGITS = 3\nDEFAULTS = {'colour': 'red'}\n"
FILE = f"{HEAD}\n\n{AREA}\n\n{LOAD}"  # area on 7-11, load on 14-20


def test_an_unchanged_file_is_the_same() -> None:
    answer = follow({"a.py": FILE, "b.py": "1\n"}, {"a.py": FILE, "b.py": "2\n"}, 8, 9)
    assert found(answer) == ("same", "a.py", 8, 9)
    assert (answer.how, answer.similarity) == ("blob", 1.0)


def test_untouched_lines_of_a_changed_file_are_the_same() -> None:
    assert found(follow({"a.py": FILE}, {"a.py": FILE + "\nEND = 1\n"}, 8, 9)) == (
        "same", "a.py", 8, 9,
    )  # fmt: skip


@pytest.mark.parametrize(("start", "end"), [(7, 11), (8, 8), (8, 9), (14, 20), (16, 17), (9, 15)])
def test_lines_shift(start: int, end: int) -> None:
    shifted = "# a comment\n# that is new\n" + FILE
    answer = follow({"a.py": FILE}, {"a.py": shifted}, start, end)
    assert found(answer) == ("moved", "a.py", start + 2, end + 2)


def test_a_whole_function_is_followed_by_its_name_past_an_edit() -> None:
    edited = LOAD.replace('encoding="utf-8"', 'encoding="ascii"').replace(
        "    return", "    log(settings)\n    return"
    )
    answer = follow({"a.py": FILE}, {"a.py": f"{HEAD}\n\n{edited}\n\n{AREA}"}, 14, 20)
    assert found(answer) == ("edited", "a.py", 7, 14)
    assert answer.how == "definition"
    assert 0.6 < answer.similarity < 1.0


def test_lines_inside_a_function_that_moved_past_another() -> None:
    answer = follow({"a.py": FILE}, {"a.py": f"{HEAD}\n\n{LOAD}\n\n{AREA}"}, 16, 17)
    assert found(answer) == ("moved", "a.py", 9, 10)


def test_an_edited_line_is_followed() -> None:
    new = FILE.replace('check(height, "height")', 'check(height, "the height")')
    answer = follow({"a.py": FILE}, {"a.py": "\n" + new}, 8, 10)
    assert found(answer) == ("edited", "a.py", 9, 11)


def test_lines_put_into_a_range_belong_to_it() -> None:
    new = FILE.replace(
        "    product", "    log(checked_width)\n    log(checked_height)\n    product"
    )
    assert found(follow({"a.py": FILE}, {"a.py": new}, 8, 10)) == ("edited", "a.py", 8, 12)


def test_lines_put_before_and_after_a_range_do_not() -> None:
    new = FILE.replace("    checked_width =", "    before()\n    checked_width =")
    new = new.replace("    product", "    after()\n    product")
    assert found(follow({"a.py": FILE}, {"a.py": new}, 8, 9)) == ("moved", "a.py", 9, 10)


def test_decorators_stay_with_those_who_cited_them() -> None:
    base = FILE.replace("def load", "@cached\n@logged\ndef load")
    new = base.replace("@logged\n", "@logged\n@checked\n")
    assert found(follow({"a.py": base}, {"a.py": new}, 14, 22)) == ("edited", "a.py", 14, 23)
    assert found(follow({"a.py": base}, {"a.py": new}, 16, 22)) == ("moved", "a.py", 17, 23)


def test_a_property_and_its_setter_are_told_apart() -> None:
    base = dedent(
        """\
        class Box:
            @property
            def width(self):
                return self._width

            @width.setter
            def width(self, value):
                self._width = check(value)
        """
    )
    answer = follow({"a.py": base}, {"a.py": "import box\n\n\n" + base}, 6, 8)
    assert found(answer) == ("moved", "a.py", 9, 11)


def test_a_renamed_function_is_known_by_its_body() -> None:
    new = FILE.replace("def load(", "def read_settings(")
    assert found(follow({"a.py": FILE}, {"a.py": new}, 14, 20)) == ("edited", "a.py", 14, 20)
    assert found(follow({"a.py": FILE}, {"a.py": "\n" + new}, 15, 17)) == ("moved", "a.py", 16, 18)


def test_a_renamed_file() -> None:
    answer = follow({"a.py": FILE}, {"pkg/b.py": FILE + "\nEND = 1\n"}, 16, 17)
    assert found(answer) == ("moved", "pkg/b.py", 16, 17)


def test_a_function_moved_to_another_file() -> None:
    other = '"""Reading."""\n\nimport json\n\n\n'
    target = {"a.py": f"{HEAD}\n\n{AREA}", "io.py": other + LOAD}
    base = {"a.py": FILE, "io.py": other}
    assert found(follow(base, target, 14, 20)) == ("moved", "io.py", 6, 12)
    assert found(follow(base, target, 16, 18)) == ("moved", "io.py", 8, 10)


def test_a_block_drawn_out_into_a_new_function() -> None:
    block = [line for line in LOAD.splitlines() if "DEFAULTS" in line or "setdefault" in line]
    helper = "def fill(settings):\n" + "\n".join(block) + "\n"
    without = LOAD.replace("\n".join(block), "    fill(settings)")
    answer = follow({"a.py": FILE}, {"a.py": f"{HEAD}\n\n{AREA}\n\n{without}\n\n{helper}"}, 18, 19)
    assert found(answer) == ("moved", "a.py", 23, 24)


def test_deleted_code_is_gone() -> None:
    assert found(follow({"a.py": FILE}, {"a.py": f"{HEAD}\n\n{AREA}"}, 14, 20))[0] == "gone"
    assert found(follow({"a.py": FILE}, {"a.py": f"{HEAD}\n\n{AREA}"}, 16, 18))[0] == "gone"
    assert found(follow({"a.py": FILE}, {"b.py": "x = 1\n"}, 14, 20))[0] == "gone"


def test_a_new_copy_of_code_that_others_had_is_not_the_place() -> None:
    base = {"a.py": FILE, "b.py": LOAD}
    target = {"a.py": f"{HEAD}\n\n{AREA}", "b.py": LOAD, "c.py": LOAD}
    answer = follow(base, target, 14, 20)
    assert answer.verdict == "unsure"
    assert [place.path for place in answer.candidates] == ["c.py"]


def test_two_new_places_leave_it_open() -> None:
    target = {"a.py": f"{HEAD}\n\n{AREA}", "b.py": LOAD, "c.py": LOAD}
    answer = follow({"a.py": FILE}, target, 14, 20)
    assert answer.verdict == "unsure"
    assert answer.place is None
    assert {place.path for place in answer.candidates} == {"b.py", "c.py"}


def test_a_rewritten_function_is_edited_though_another_has_its_text() -> None:
    rewritten = 'def load(folder, name):\n    """Now by the reader."""\n    return read(name)\n'
    target = {"a.py": f"{HEAD}\n\n{AREA}\n\n{rewritten}", "io.py": LOAD.replace("load", "parse", 1)}
    answer = follow({"a.py": FILE}, target, 14, 20)
    assert found(answer) == ("edited", "a.py", 14, 16)
    assert answer.similarity < 0.5


def test_a_rewritten_function_is_edited_when_its_text_is_nowhere() -> None:
    rewritten = 'def load(folder, name):\n    """Now by the reader."""\n    return read(name)\n'
    answer = follow({"a.py": FILE}, {"a.py": f"{HEAD}\n\n{AREA}\n\n{rewritten}"}, 14, 20)
    assert found(answer) == ("edited", "a.py", 14, 16)
    assert answer.similarity < 0.5


@pytest.mark.parametrize(
    ("path", "start", "end"),
    [("none.py", 1, 1), ("a.py", 0, 1), ("a.py", 5, 4), ("a.py", 1, 21), ("a.py", -3, -1)],
)
def test_what_the_base_does_not_have(path: str, start: int, end: int) -> None:
    answer = follow({"a.py": FILE}, {"a.py": "\n" + FILE}, start, end, path)
    assert answer.verdict == "unsure"
    assert "at the base" in answer.how


def test_other_languages_are_followed_by_their_lines() -> None:
    base = "# Install\n\nRun the installer.\n\n# Use\n\nOpen the window.\nClose the door.\n"
    new = base.replace("# Use", "Restart the machine.\n\n# Use")
    assert found(follow({"a.md": base}, {"a.md": new}, 7, 8, "a.md")) == ("moved", "a.md", 9, 10)


def test_line_ends_and_bytes_that_are_no_text() -> None:
    base, new = FILE.replace("\n", "\r\n"), "\r\n" + FILE.replace("\n", "\r\n")
    assert found(follow({"a.py": base}, {"a.py": new}, 8, 9)) == ("moved", "a.py", 9, 10)
    repository = MemoryTarget({"base": {"a.bin": b"\0\1\n"}, "target": {"a.bin": b"\0\2\n"}})
    tracker = Tracker(repository, repository.revision("base"), repository.revision("target"))
    assert tracker.locate("a.bin", 1, 1).verdict == "unsure"


def test_many_questions_are_answered_in_their_order() -> None:
    repository = MemoryTarget({"base": {"a.py": FILE}, "target": {"a.py": "\n" + FILE}})
    tracker = Tracker(repository, repository.revision("base"), repository.revision("target"))
    asked = [("a.py", 14, 20), ("a.py", 7, 11), ("b.py", 1, 1), ("a.py", 14, 20)]
    answers = tracker.locate_all(asked)
    assert [answer.start for answer in answers] == [15, 8, None, 15]
    assert answers == [tracker.locate(*one) for one in asked]
    assert tracker.locate_all([]) == []


def test_locate_in_a_real_repository(make: Callable[..., Maker]) -> None:
    repo = make()
    repo.commit({"a.py": FILE}, "v1")
    repo.commit({"a.py": None, "lib/b.py": "import os\n" + FILE}, "v2")
    answer = locate(repo.folder, "v1", "v2", "a.py", 14, 20)
    assert found(answer) == ("moved", "lib/b.py", 15, 21)


CODE = """\
def f(x):
class A:
    def g(self):
    x = compute(1)
    y = compute(2)

)
        return value + other
    else:
import json
\"\"\"
# a comment here"""
LINES = st.sampled_from(CODE.split("\n"))


@settings(max_examples=150)
@given(st.lists(LINES, min_size=1, max_size=25), st.data())
def test_any_edit_has_an_answer_within_the_file(lines: list[str], data: st.DataObject) -> None:
    start = data.draw(st.integers(1, len(lines)))
    end = data.draw(st.integers(start, len(lines)))
    new = list(lines)
    for _ in range(data.draw(st.integers(0, 6))):
        at = data.draw(st.integers(0, len(new)))
        taken = data.draw(st.integers(0, 4))
        new[at : at + taken] = data.draw(st.lists(LINES, max_size=3))
    base = {"a.py": "\n".join(lines), "b.py": "x = 1\n"}
    target = {data.draw(st.sampled_from(["a.py", "c.py"])): "\n".join(new)}
    answer = follow(base, target, start, end)
    text = {path: content.split("\n") for path, content in target.items()}
    for place in (answer.place, *answer.candidates):
        if place is not None:
            assert 1 <= place.start <= place.end <= len(text[place.path])
            assert 0.0 <= place.similarity <= 1.0
    assert (answer.place is not None) == (answer.verdict in ("same", "moved", "edited"))
    if answer.verdict in ("same", "moved") and answer.place is not None:
        place = answer.place
        assert text[place.path][place.start - 1 : place.end] == lines[start - 1 : end]


@given(st.lists(LINES, min_size=1, max_size=30), st.integers(0, 5))
def test_a_file_pushed_down_by_a_comment_moves_as_one(lines: list[str], by: int) -> None:
    unique = [f"{line}  # {number}" for number, line in enumerate(lines)]
    base, target = "\n".join(unique), "\n".join([f"# pushed {n}" for n in range(by)] + unique)
    answer = follow({"a.txt": base}, {"a.txt": target}, 1, len(unique), "a.txt")
    assert found(answer)[1:] == ("a.txt", 1 + by, len(unique) + by)


def test_what_else_is_asked_changes_no_answer() -> None:
    copied = f"# Loading\n\n{LOAD}\n\nMore about it.\n"
    repository = MemoryTarget(
        {
            "base": {"a.py": FILE, "b.md": "# Notes\n\nHow things are loaded.\n"},
            "target": {"a.py": f"{HEAD}\n\n{AREA}", "notes.md": copied},
        }
    )
    base, target = repository.revision("base"), repository.revision("target")
    code, text = ("a.py", 14, 20), ("b.md", 3, 3)
    together = Tracker(repository, base, target).locate_all([code, text])
    alone = [Tracker(repository, base, target).locate(*one) for one in (code, text)]
    assert together == alone
    assert alone[0].verdict == "gone"
