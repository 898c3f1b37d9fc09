"""Where a quote stands in its file: whatever the file, and however loosely it was quoted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbaudit.target.placements import NOWHERE, Placement, Placements
from kbaudit.target.quote import QuotedFile, is_quotable

TEXT = '''\
"""The pump."""

import water

PRESSURE_AT_REST = 12


class Pump:
    """Moves water from one place to another."""

    @property
    def is_running(self):
        return self.turns_each_minute > 0

    def start(self, minutes, *, quietly=False):
        # Dry pumps burn out.
        if not water.reaches(self.inlet):
            raise RuntimeError("there is no water at the inlet of this pump, look at the tank")
        for minute in range(minutes):
            self.turn_the_wheel(minute)

        self.report("ran for", minutes)
        return self

    def stop(self):
        self.turns_each_minute = 0
        self.stopped_by_hand = True


class Spare(Pump):
    def stop(self):
        self.turns_each_minute = 0
        self.stopped_by_hand = True
'''
LINES = TEXT.split("\n")
PUMP = QuotedFile(TEXT)


def at(first: int, last: int) -> str:
    return "\n".join(LINES[first - 1 : last]) + "\n"


def found(quote: str) -> tuple[int, int]:
    place = PUMP.place(quote).best
    assert place is not None
    return place.first, place.last


def test_the_same_words() -> None:
    places = PUMP.place(at(15, 23))
    assert places.unique
    assert places.telling
    assert places.best == Placement(15, 23, 1.0, 1.0, True, (15, 16, 17, 18, 19, 20, 0, 22, 23))


@pytest.mark.parametrize(
    ("quote", "place"),
    [
        pytest.param(at(15, 23).replace("    ", ""), (15, 23), id="no indentation"),
        pytest.param(at(15, 23).replace("    ", "\t"), (15, 23), id="tabs"),
        pytest.param(at(15, 23).replace("\n", "\r\n"), (15, 23), id="other line ends"),
        pytest.param(at(15, 23).replace("\n", "  \n"), (15, 23), id="blanks behind"),
        pytest.param(at(15, 23).replace("\n\n", "\n"), (15, 23), id="no blank line"),
        pytest.param(at(15, 23).replace("\n", "\n\n"), (15, 23), id="blank lines"),
        pytest.param(f"\n\n{at(15, 23)}\n", (15, 23), id="blank lines around"),
        pytest.param(at(15, 23).replace("Dry pumps", "Without water they"), (15, 23), id="comment"),
        pytest.param(at(15, 15) + at(17, 23), (15, 23), id="a line left out"),
        pytest.param(at(15, 15) + "    ...\n" + at(19, 23), (15, 23), id="three dots"),
        pytest.param(at(15, 16) + "# ... and so on\n" + at(20, 23), (15, 23), id="in a comment"),
        pytest.param(at(15, 16) + "…\n" + at(20, 23), (15, 23), id="an ellipsis"),
        pytest.param("...\n" + at(17, 18) + "...\n", (17, 18), id="dots at both ends"),
        pytest.param(at(12, 13), (12, 13), id="a lost decorator"),
        pytest.param(at(18, 18), (18, 18), id="one line"),
        pytest.param(at(15, 18), (15, 18), id="an early end"),
    ],
)
def test_quotes_as_people_write_them(quote: str, place: tuple[int, int]) -> None:
    assert found(quote) == place


REWRAPPED = """\
if not water.reaches(self.inlet):
    raise RuntimeError(
        "there is no water at the inlet "
        f"of this pump, look at the tank"
    )
for minute in range(
    minutes,
):
    self.turn_the_wheel(minute)
"""


def test_code_that_was_broken_into_other_lines() -> None:
    place = PUMP.place(REWRAPPED).best
    assert place is not None
    assert (place.first, place.last) == (17, 20)
    assert place.lines[:2] == (17, 18)
    assert all(17 <= line <= 20 for line in place.lines)
    assert not place.verbatim


def test_code_that_was_put_on_one_line() -> None:
    file = QuotedFile(f"start()\n{REWRAPPED}finish_with_it(minutes)\n")
    quote = f"start()\n{at(17, 20)}finish_with_it(minutes)\n"
    place = file.place(quote).best
    assert place is not None
    assert (place.first, place.last) == (1, 11)
    assert place.score > 0.9


def test_twins_are_no_single_place() -> None:
    places = PUMP.place(at(25, 27))
    assert [(one.first, one.last) for one in places.equals] == [(25, 27), (31, 33)]
    assert not places.unique
    for lines, nearest in (((25, 27), 25), ((29, 30), 31), ((90, 92), 31), ((1, 2), 25)):
        place = places.near(*lines)
        assert place is not None
        assert place.first == nearest


def test_what_is_only_half_as_good_is_no_twin() -> None:
    places = Placements((Placement(1, 2, 1.0, 1.0, True, ()), Placement(8, 9, 0.6, 0.5, False, ())))
    assert places.unique
    assert [place.first for place in places.equals] == [1]
    near = places.near(8, 9)
    assert near is not None
    assert near.first == 1


def test_a_short_quote_tells_little() -> None:
    assert not PUMP.place("self.stopped_by_hand\n").telling
    assert not QuotedFile("x = 1\n").place("x = 1\n").telling


@pytest.mark.parametrize(
    "quote", ["", "\n \n", "...", "# ...\n", ")\n]\n", "…\n\n", "else:\n", "    \\\n"]
)
def test_quotes_that_say_nothing_stand_nowhere(quote: str) -> None:
    assert not is_quotable(quote)
    assert PUMP.place(quote) == NOWHERE
    assert NOWHERE.best is None
    assert NOWHERE.near(1, 2) is None
    assert not NOWHERE.unique
    assert NOWHERE.equals == ()


def test_code_of_another_file_stands_nowhere() -> None:
    quote = "def sing(song):\n    for verse in song.verses:\n        intone(verse, loudly=True)\n"
    assert is_quotable(quote)
    best = PUMP.place(quote).best
    assert best is None or best.score < 0.35
    assert QuotedFile("").place(quote) == NOWHERE


WORDS = st.sampled_from(
    ["alpha = beta", "return alpha", "if gamma:", "    pass", ")", "", "else:", "call(delta, 1)"]
)
PLAIN = st.text(alphabet="ab_=() #.\"'\t", max_size=12)
FILES = st.lists(st.one_of(WORDS, PLAIN), min_size=1, max_size=60)
TOLD = st.lists(st.sampled_from("abcdefghij"), min_size=8, max_size=50).map(
    lambda names: [
        f"value_{name} = compute_{name}_{n % 7}(argument)" for n, name in enumerate(names)
    ]
)
SPANS = st.tuples(st.integers(0, 60), st.integers(0, 60))


def cut(lines: list[str], span: tuple[int, int]) -> tuple[int, int]:
    first, last = sorted((span[0] % len(lines), span[1] % len(lines)))
    return first, last


def check(file: list[str], places: Placements) -> None:
    """What holds of every answer."""
    total = len(file)
    for one in places.found:
        assert 1 <= one.first <= one.last <= total
        assert 0 <= one.exact <= one.score + 1e-9 <= 1 + 2e-9
        assert all(0 <= line <= total for line in one.lines)
        placed = [line for line in one.lines if line]
        assert placed == sorted(placed)
    scores = [one.score for one in places.found]
    assert scores == sorted(scores, reverse=True)
    for one, other in zip(places.found, places.found[1:], strict=False):
        assert one.last < other.first or other.last < one.first


@given(FILES, SPANS)
def test_a_verbatim_slice_is_found_at_its_lines(file: list[str], span: tuple[int, int]) -> None:
    first, last = cut(file, span)
    quote = "\n".join(file[first : last + 1])
    places = QuotedFile("\n".join(file)).place(quote)
    check(file, places)
    filled = [n for n in range(first, last + 1) if file[n].strip()]
    if not is_quotable(quote) or any("..." in line for line in file):
        return
    near = places.near(filled[0] + 1, filled[-1] + 1)
    assert near is not None
    assert near.verbatim
    if places.found == (near,):
        assert near.first <= filled[-1] + 1
        assert filled[0] + 1 <= near.last
    if len({line.strip() for line in file}) == len(file):
        assert (near.first, near.last) == (filled[0] + 1, filled[-1] + 1)


@given(TOLD, SPANS, st.data())
def test_a_slice_with_lines_left_out_or_moved_in_is_found(
    file: list[str], span: tuple[int, int], data: st.DataObject
) -> None:
    first, last = cut(file, span)
    if last - first < 4:
        return
    inner = range(first + 1, last)
    left = data.draw(st.sets(st.sampled_from(inner), max_size=(last - first) // 2))
    mark = data.draw(st.sampled_from(["", "    ...", "# ...", "…"]))
    indent = data.draw(st.sampled_from(["", "  ", "\t"]))
    quote: list[str] = []
    for n in range(first, last + 1):
        if n not in left:
            quote.append(indent + file[n])
        elif mark:
            quote.append(mark)
    places = QuotedFile("\n".join(file)).place("\n".join(quote))
    check(file, places)
    assert places.best is not None
    assert places.best.score > 0.9
    near = places.near(first + 1, last + 1)
    assert near is not None
    if len(set(file)) == len(file):
        assert (near.first, near.last) == (first + 1, last + 1)


@given(st.one_of(st.text(max_size=300), FILES.map("\n".join)), st.text(max_size=200))
def test_it_never_raises(text: str, quote: str) -> None:
    places = QuotedFile(text).place(quote)
    check(text.split("\n"), places)
    near = places.near(3, 5)
    assert near is None or near in places.found


@given(FILES, FILES)
def test_what_holds_of_every_answer_holds_for_any_quote(file: list[str], quote: list[str]) -> None:
    check(file, QuotedFile("\n".join(file)).place("\n".join(quote)))


def test_a_long_quote_of_one_line_over_and_over_ends_soon() -> None:
    file = QuotedFile("value = compute(argument)\n" * 3000)
    quote = "value = compute(argument)\nother = compute(argument)\n" * 200
    check(["value = compute(argument)"] * 3000, file.place(quote))
