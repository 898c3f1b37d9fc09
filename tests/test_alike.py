"""How many names are compared does not grow with how many there are."""

import random
from collections.abc import Callable

import pytest
from rapidfuzz import fuzz

from kbaudit.model.alike import ALL, Alike
from kbaudit.rulekit.wording import closest
from kbaudit.target.resolve import PathIndex

WORDS = [f"{a}{b}{c}er" for a in "bdfgklmnprst" for b in "aeiou" for c in "bdklmnrst"]
SLIPS: dict[str, Callable[[str, int], str]] = {
    "a letter too many": lambda name, at: f"{name[:at]}x{name[at:]}",
    "a letter too few": lambda name, at: name[:at] + name[at + 1 :],
    "another letter": lambda name, at: f"{name[:at]}x{name[at + 1 :]}",
    "letters in disorder": lambda name, at: name[:at] + name[at : at + 2][::-1] + name[at + 2 :],
    "a word too many": lambda name, at: f"{name[:at]}_New{name[at:]}",
}


@pytest.fixture(scope="module")
def names() -> Alike:
    chance = random.Random(7)
    return Alike("acme_rocket_" + "_".join(chance.choices(WORDS, k=3)) for _ in range(60_000))


def test_few_are_all_compared() -> None:
    names = Alike(f"page_{number}" for number in range(ALL))
    assert names.near("something else") == names.ordered


@pytest.mark.parametrize("size", [ALL + 1, 10 * ALL, 40 * ALL])
def test_of_many_as_many_are_compared(size: int) -> None:
    names = Alike(f"page_{number}" for number in range(size))
    for name in ("page_77", "zebra", "page_0", "", f"page_{size}_1"):
        compared = names.near(name)
        assert len(compared) <= 2_000
        assert compared == sorted(set(compared).intersection(names.ordered))


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_seen_among_many(names: Alike, slip: str) -> None:
    chance = random.Random(slip)
    for meant in chance.sample(names.ordered, 50):
        wrong = SLIPS[slip](meant, chance.randrange(len("acme_rocket_"), len(meant)))
        found = closest(wrong, names.near(wrong), ordered=True)
        assert found is not None
        assert fuzz.ratio(found, wrong) >= fuzz.ratio(meant, wrong)


def test_files_of_many() -> None:
    index = PathIndex([f"src/part_{number}.py" for number in range(2 * ALL)])
    assert index.similar("src/prat_4077.py", 1) == ["src/part_4077.py"]
    assert index.similar("lib/part_12.py", 1) == ["src/part_12.py"]
