"""Verdicts on cited lines, as a table from what is known to what is said of it."""

from dataclasses import replace
from itertools import product

import pytest

from kbaudit.model.edit import Safety
from kbaudit.rulekit.proof import Exhibit, Proof, State, better_range, stands_at
from kbaudit.rulekit.verdict import prove
from kbaudit.target.placements import NOWHERE, Placement, Placements
from kbaudit.target.symbols import Definition
from kbaudit.target.track import Answer, Place

PATH, OTHER = "src/pump.py", "src/tank.py"


def stands(first: int, last: int, score: float = 1.0, *, ends: bool = True) -> Placement:
    """A quote at some lines; verbatim when all of it is there."""
    lines = tuple(range(first, last + 1))
    return Placement(first, last, score, score, score == 1.0, lines, ends)


def places(*found: Placement, telling: bool = True) -> Placements:
    return Placements(tuple(sorted(found, key=lambda one: -one.score)), telling)


def moved(start: int, end: int, path: str = PATH, how: str = "lines") -> Answer:
    return Answer("moved", path, start, end, 1.0, how)


def edited(start: int, end: int, similarity: float = 0.8, how: str = "lines") -> Answer:
    return Answer("edited", PATH, start, end, similarity, how)


def same(start: int = 10, end: int = 15, path: str = PATH) -> Answer:
    return Answer("same", path, start, end, 1.0, "blob")


def definition(start: int, end: int, name: str = "Pump.start", decorated: int = 0) -> Definition:
    return Definition(name, start, start + decorated, end, "method")


GONE = Answer("gone", how="search")
UNSURE = Answer("unsure", how="ambiguous", candidates=(Place(PATH, 70, 75, 0.5, "lines"),))
HERE, THERE = places(stands(10, 15)), places(stands(20, 25))
TWINS = places(stands(10, 15), stands(40, 45))
BASE = Exhibit(PATH, 10, 15)
QUOTED = replace(BASE, then=HERE)
BESIDE = replace(QUOTED, then=places(stands(40, 45)), asked=(40, 45))
"""The page cites 10-15, and quotes what stands at 40-45 of the base."""

NAMED = replace(BASE, named_then=definition(10, 15), named=definition(20, 25))


@pytest.mark.parametrize(
    ("exhibit", "state", "place", "safety"),
    [
        pytest.param(replace(BASE, now=HERE), State.PROVEN, None, Safety.HINT, id="quote in place"),
        pytest.param(
            replace(BASE, now=places(stands(9, 16))), State.PROVEN, None, Safety.HINT,
            id="give or take one",
        ),
        pytest.param(
            replace(BASE, now=places(stands(12, 13))), State.PROVEN, None, Safety.HINT,
            id="inside of the cited lines",
        ),
        pytest.param(
            replace(BASE, now=places(stands(10, 15, 0.62))), State.PROVEN, None, Safety.HINT,
            id="loose, but just where the page says",
        ),
        pytest.param(
            replace(BASE, now=places(stands(20, 25, 0.62))), State.UNSURE, None, Safety.HINT,
            id="loose, and elsewhere",
        ),
        pytest.param(
            replace(BASE, now=THERE), State.MOVED, (20, 25), Safety.SAFE,
            id="verbatim and unique, no base",
        ),
        pytest.param(
            replace(BASE, now=places(stands(20, 25), telling=False)), State.MOVED, (20, 25),
            Safety.UNSAFE, id="unique by accident",
        ),
        pytest.param(
            replace(BASE, now=places(stands(20, 45))), State.MOVED, (20, 45), Safety.UNSAFE,
            id="a quote of another size than the citation",
        ),
        pytest.param(
            replace(BASE, now=places(stands(20, 25, 0.9))), State.MOVED, (20, 25), Safety.UNSAFE,
            id="nearly verbatim, no base",
        ),
        pytest.param(
            replace(BASE, now=places(stands(20, 25, 0.9, ends=False))), State.UNSURE, None,
            Safety.HINT, id="ends that are not sure, no base",
        ),
        pytest.param(
            replace(BASE, now=places(stands(20, 25), stands(40, 45))), State.UNSURE, None,
            Safety.HINT, id="two places, no base",
        ),
        pytest.param(replace(BASE, now=NOWHERE), State.UNSURE, None, Safety.HINT, id="nowhere"),
        pytest.param(
            replace(BASE, now=NOWHERE, then=NOWHERE), State.NEVER, None, Safety.HINT,
            id="nowhere, at the base neither",
        ),
        pytest.param(
            replace(BASE, now=places(stands(20, 25, 0.3)), then=places(stands(9, 12, 0.3))),
            State.NEVER, None, Safety.HINT, id="a line or two by accident",
        ),
        pytest.param(
            replace(BASE, now=places(stands(20, 25, 0.5)), then=NOWHERE), State.UNSURE, None,
            Safety.HINT, id="half of it",
        ),
        pytest.param(
            replace(QUOTED, now=THERE, answer=moved(20, 25)), State.MOVED, (20, 25), Safety.SAFE,
            id="quote and tracker agree",
        ),
        pytest.param(
            replace(QUOTED, now=THERE, answer=moved(30, 35)), State.UNSURE, None, Safety.HINT,
            id="quote and tracker disagree",
        ),
        pytest.param(
            replace(QUOTED, now=THERE, answer=moved(21, 26)), State.MOVED, (21, 26), Safety.UNSAFE,
            id="they disagree by a line about a quote of all the lines",
        ),
        pytest.param(
            replace(QUOTED, now=HERE, answer=same()), State.PROVEN, None, Safety.HINT, id="same"
        ),
        pytest.param(
            replace(QUOTED, now=THERE, answer=moved(20, 25), doubtful=True), State.MOVED,
            (20, 25), Safety.SAFE, id="a quote of all the lines, whatever the base",
        ),
        pytest.param(
            replace(BASE, then=places(stands(11, 12)), now=places(stands(21, 22)),
                    answer=moved(20, 25)),
            State.MOVED, (20, 25), Safety.SAFE, id="a citation wider than its quote",
        ),
        pytest.param(
            replace(BASE, then=places(stands(11, 12)), now=places(stands(21, 22)),
                    answer=moved(20, 25), doubtful=True),
            State.MOVED, (20, 25), Safety.UNSAFE,
            id="a wider citation, from a base that little speaks for",
        ),
        pytest.param(
            replace(BASE, then=places(stands(12, 13)), now=places(stands(10, 11)),
                    answer=moved(8, 13)),
            State.PROVEN, None, Safety.HINT, id="it begins as cited, at the base it did not",
        ),
        pytest.param(
            replace(QUOTED, now=THERE, answer=edited(20, 25, 1.0)), State.MOVED, (20, 25),
            Safety.SAFE, id="indented otherwise",
        ),
        pytest.param(
            replace(QUOTED, now=places(stands(20, 25, 0.9)), answer=edited(20, 25, 0.7)),
            State.EDITED, (20, 25), Safety.SAFE, id="changed and moved",
        ),
        pytest.param(
            replace(QUOTED, now=places(stands(10, 15, 0.9)), answer=edited(10, 15, 0.7)),
            State.EDITED, (10, 15), Safety.SAFE, id="changed in place",
        ),
        pytest.param(
            replace(BASE, then=places(stands(11, 12)), now=places(stands(31, 32)),
                    answer=edited(30, 60, 0.4)),
            State.MOVED, (30, 60), Safety.UNSAFE, id="only the inside of changed lines is quoted",
        ),
        pytest.param(
            replace(BASE, then=places(stands(11, 12)), now=places(stands(31, 32)),
                    answer=edited(30, 60, 0.4, "definition")),
            State.MOVED, (30, 60), Safety.SAFE, id="the inside of a changed definition",
        ),
        pytest.param(
            replace(QUOTED, now=NOWHERE, answer=GONE), State.GONE, None, Safety.HINT, id="gone"
        ),
        pytest.param(
            replace(QUOTED, now=places(stands(30, 35, 0.55)), answer=GONE), State.UNSURE, None,
            Safety.HINT, id="gone, and half of the quote is left",
        ),
        pytest.param(
            replace(QUOTED, now=places(stands(30, 33, 0.4)), answer=edited(30, 35)),
            State.EDITED, (30, 35), Safety.UNSAFE, id="only the tracker still knows it",
        ),
        pytest.param(
            replace(QUOTED, now=NOWHERE, answer=UNSURE), State.UNSURE, None, Safety.HINT,
            id="neither knows it",
        ),
        pytest.param(
            replace(QUOTED, now=THERE, answer=GONE), State.MOVED, (20, 25), Safety.SAFE,
            id="a telling quote outweighs a tracker that lost it",
        ),
        pytest.param(
            replace(QUOTED, then=TWINS, now=THERE, answer=GONE), State.UNSURE, None, Safety.HINT,
            id="of two at the base one is left",
        ),
        pytest.param(
            replace(QUOTED, then=TWINS, now=THERE, answer=moved(20, 25)), State.MOVED, (20, 25),
            Safety.UNSAFE, id="of two at the base one is left, the tracker takes it",
        ),
        pytest.param(
            replace(QUOTED, then=TWINS, now=places(stands(20, 25), stands(50, 55)),
                    answer=moved(20, 25)),
            State.MOVED, (20, 25), Safety.SAFE, id="twins in their order",
        ),
        pytest.param(
            replace(QUOTED, then=TWINS, now=places(stands(20, 25), stands(50, 55)),
                    answer=moved(50, 55)),
            State.MOVED, (50, 55), Safety.UNSAFE, id="twins that changed places",
        ),
        pytest.param(
            replace(QUOTED, now=NOWHERE, elsewhere=THERE, answer=moved(20, 25, OTHER)),
            State.MOVED, (20, 25), Safety.SAFE, id="went to another file",
        ),
        pytest.param(
            replace(QUOTED, now=NOWHERE, elsewhere=THERE, answer=moved(50, 55, OTHER)),
            State.UNSURE, None, Safety.HINT, id="another file, where the quote is elsewhere",
        ),
        pytest.param(
            replace(QUOTED, now=THERE, elsewhere=THERE, answer=moved(20, 25, OTHER)),
            State.UNSURE, None, Safety.HINT, id="the same numbers in two files",
        ),
        pytest.param(
            replace(QUOTED, now=HERE, elsewhere=THERE, answer=moved(20, 25, OTHER)),
            State.PROVEN, None, Safety.HINT, id="the quote stands as cited, a copy was made",
        ),
        pytest.param(
            replace(BESIDE, now=places(stands(60, 65)), answer=moved(60, 65)), State.MOVED,
            (60, 65), Safety.SAFE, id="numbers of another place, the quote is followed",
        ),
        pytest.param(
            replace(BESIDE, then=places(stands(40, 45), telling=False),
                    now=places(stands(60, 65)), answer=moved(60, 65)),
            State.MOVED, (60, 65), Safety.UNSAFE, id="followed, but it says little",
        ),
        pytest.param(
            replace(BESIDE, then=places(stands(40, 70)), asked=(40, 70),
                    now=places(stands(60, 90)), answer=moved(60, 90)),
            State.MOVED, (60, 90), Safety.UNSAFE, id="followed, but of another size",
        ),
        pytest.param(
            replace(BESIDE, then=places(stands(40, 45, 0.9)), now=places(stands(60, 65, 0.9)),
                    answer=moved(60, 65)),
            State.MOVED, (60, 65), Safety.UNSAFE, id="followed, but not verbatim at the base",
        ),
        pytest.param(
            replace(BESIDE, now=HERE, answer=moved(10, 15)), State.PROVEN, None, Safety.HINT,
            id="wrong at the base, right by now",
        ),
        pytest.param(
            replace(QUOTED, then=places(stands(12, 17)), asked=(12, 17), now=HERE,
                    answer=moved(10, 15)),
            State.PROVEN, None, Safety.HINT, id="repaired, two lines from where it was",
        ),
        pytest.param(
            replace(BASE, now=THERE, then=places(stands(20, 25)), asked=(20, 25),
                    answer=same(20, 25), same_revision=True),
            State.MOVED, (20, 25), Safety.SAFE, id="the base is the target",
        ),
    ],
)  # fmt: skip
def test_by_quote(
    exhibit: Exhibit, state: State, place: tuple[int, int] | None, safety: Safety
) -> None:
    check(prove(exhibit), state, place, safety)


@pytest.mark.parametrize(
    ("exhibit", "state", "place", "safety"),
    [
        pytest.param(BASE, State.UNPROVEN, None, Safety.HINT, id="nothing is known"),
        pytest.param(
            replace(BASE, answer=same()), State.UNPROVEN, None, Safety.HINT, id="unchanged"
        ),
        pytest.param(
            replace(BASE, named=definition(10, 15)), State.PROVEN, None, Safety.HINT,
            id="the definition, no base",
        ),
        pytest.param(
            replace(BASE, named=definition(8, 40, decorated=2)), State.PROVEN, None, Safety.HINT,
            id="the beginning of a definition behind its decorators",
        ),
        pytest.param(
            replace(BASE, named=definition(30, 40)), State.UNPROVEN, None, Safety.HINT,
            id="a definition elsewhere, no base",
        ),
        pytest.param(
            replace(BASE, answer=moved(20, 25)), State.MOVED, (20, 25), Safety.UNSAFE,
            id="only followed",
        ),
        pytest.param(
            replace(BASE, answer=edited(20, 25)), State.EDITED, (20, 25), Safety.UNSAFE,
            id="only followed, changed",
        ),
        pytest.param(
            replace(BASE, answer=edited(20, 25), historic=True), State.UNSURE, None, Safety.HINT,
            id="changed since a report",
        ),
        pytest.param(
            replace(NAMED, answer=moved(20, 25)), State.MOVED, (20, 25), Safety.SAFE,
            id="the definition and the tracker agree",
        ),
        pytest.param(
            replace(NAMED, answer=moved(20, 25), doubtful=True), State.MOVED, (20, 25),
            Safety.SAFE, id="the whole definition, from a base that little speaks for",
        ),
        pytest.param(
            replace(BASE, named_then=definition(10, 40), named=definition(20, 50),
                    answer=moved(20, 25)),
            State.MOVED, (20, 25), Safety.SAFE, id="the beginning of a definition",
        ),
        pytest.param(
            replace(BASE, named_then=definition(10, 40), named=definition(20, 50),
                    answer=moved(20, 25), doubtful=True),
            State.MOVED, (20, 25), Safety.UNSAFE,
            id="the beginning of a definition, from a base that little speaks for",
        ),
        pytest.param(
            replace(BASE, named_then=definition(10, 16), named=definition(11, 16),
                    answer=moved(11, 16), doubtful=True),
            State.PROVEN, None, Safety.HINT, id="right but for a line, at such a base no better",
        ),
        pytest.param(
            replace(NAMED, named=definition(11, 16), answer=moved(11, 16), doubtful=True),
            State.MOVED, (11, 16), Safety.SAFE, id="moved by a line",
        ),
        pytest.param(
            replace(NAMED, named=definition(20, 25, "Spare.start"), answer=moved(20, 25)),
            State.MOVED, (20, 25), Safety.UNSAFE, id="a method of another class by now",
        ),
        pytest.param(
            replace(NAMED, answer=edited(20, 25, 1.0)), State.MOVED, (20, 25), Safety.SAFE,
            id="indented otherwise, and moved",
        ),
        pytest.param(
            replace(BASE, answer=edited(10, 15, 1.0)), State.UNPROVEN, None, Safety.HINT,
            id="indented otherwise where it stands",
        ),
        pytest.param(
            replace(NAMED, answer=moved(30, 35)), State.MOVED, (30, 35), Safety.UNSAFE,
            id="they disagree",
        ),
        pytest.param(
            replace(NAMED, answer=moved(20, 25, OTHER)), State.MOVED, (20, 25), Safety.UNSAFE,
            id="the same numbers in two files",
        ),
        pytest.param(
            replace(NAMED, answer=edited(20, 25, 0.95)), State.EDITED, (20, 25), Safety.SAFE,
            id="agreed, changed a little",
        ),
        pytest.param(
            replace(NAMED, answer=edited(20, 25, 0.5)), State.EDITED, (20, 25), Safety.UNSAFE,
            id="agreed, changed a lot",
        ),
        pytest.param(
            replace(NAMED, answer=edited(20, 25, 0.3, "definition")), State.EDITED, (20, 25),
            Safety.SAFE, id="the whole definition, rewritten",
        ),
        pytest.param(
            replace(NAMED, answer=edited(60, 65, 0.95)), State.UNSURE, None, Safety.HINT,
            id="changed, and the definition is elsewhere",
        ),
        pytest.param(
            replace(NAMED, answer=GONE), State.EDITED, (20, 25), Safety.UNSAFE,
            id="lost, but the definition is there",
        ),
        pytest.param(
            replace(NAMED, named=definition(20, 25, "Spare.start"), answer=GONE), State.UNSURE,
            None, Safety.HINT, id="lost, and the method is of another class",
        ),
        pytest.param(
            replace(NAMED, named=None, answer=GONE), State.GONE, None, Safety.HINT, id="gone"
        ),
        pytest.param(
            replace(BASE, last=200, answer=GONE), State.UNSURE, None, Safety.HINT,
            id="a long range that nothing confirmed is never gone",
        ),
        pytest.param(
            replace(BASE, answer=UNSURE), State.UNSURE, None, Safety.HINT, id="cannot tell"
        ),
        pytest.param(
            replace(BASE, answer=same(path=OTHER)), State.UNSURE, None, Safety.HINT,
            id="the path meant another file at the base",
        ),
        pytest.param(
            replace(BASE, named_then=definition(12, 17), named=definition(10, 15),
                    answer=moved(8, 13)),
            State.PROVEN, None, Safety.HINT, id="repaired, two lines from where it was",
        ),
        pytest.param(
            replace(BASE, named_then=definition(90, 95), named=definition(10, 15),
                    answer=moved(50, 55)),
            State.PROVEN, None, Safety.HINT, id="repaired, far from where it was",
        ),
    ],
)  # fmt: skip
def test_by_lines(
    exhibit: Exhibit, state: State, place: tuple[int, int] | None, safety: Safety
) -> None:
    check(prove(exhibit), state, place, safety)


@pytest.mark.parametrize(
    ("last", "now", "answer", "state", "safety"),
    [
        (300, 300, None, State.PROVEN, Safety.HINT),
        (300, 301, None, State.PROVEN, Safety.HINT),
        (300, 340, None, State.MOVED, Safety.SAFE),
        (300, 340, edited(1, 340), State.MOVED, Safety.SAFE),
        (300, 160, edited(1, 160), State.MOVED, Safety.SAFE),
        (300, 12, edited(1, 12), State.MOVED, Safety.UNSAFE),
        (3, 400, None, State.MOVED, Safety.UNSAFE),
        (300, 200, moved(40, 340, OTHER), State.MOVED, Safety.UNSAFE),
        (300, 200, GONE, State.MOVED, Safety.UNSAFE),
    ],
)
def test_a_whole_file_is_all_of_it_unless_it_may_be_another(
    last: int, now: int, answer: Answer | None, state: State, safety: Safety
) -> None:
    proof = prove(Exhibit(PATH, 1, last, whole=now, answer=answer))
    check(proof, state, (1, now) if state is State.MOVED else None, safety)


def check(proof: Proof, state: State, place: tuple[int, int] | None, safety: Safety) -> None:
    found = (proof.place.start, proof.place.end) if proof.place is not None else None
    assert (proof.state, found, proof.safety) == (state, place, safety)


NOW = [None, NOWHERE, HERE, THERE, TWINS, places(stands(20, 25, 0.8)), places(stands(3, 90, 0.8))]
THEN = [None, NOWHERE, HERE, TWINS, places(stands(11, 16)), places(stands(40, 45))]
ANSWERS = [
    None, same(), moved(20, 25), moved(20, 25, OTHER), edited(10, 15), edited(20, 31, 0.3), GONE,
    UNSURE,
]  # fmt: skip
NAMES = [None, definition(10, 15), definition(20, 25), definition(20, 25, "Spare.stop")]


def test_what_holds_of_every_verdict() -> None:
    for now, then, answer, named, known in product(NOW, THEN, ANSWERS, NAMES, (False, True)):
        exhibit = replace(
            BASE, now=now, then=then, answer=answer, named=named, elsewhere=now, known=known,
            named_then=definition(10, 15), asked=(10, 15),
        )  # fmt: skip
        proof = prove(exhibit)
        assert (proof.place is not None) == (proof.state in (State.MOVED, State.EDITED))
        assert proof.place is not None or proof.safety is Safety.HINT
        if proof.state is State.MOVED and proof.place is not None:
            place = proof.place
            assert (place.path, place.start, place.end) != (PATH, 10, 15)
        if proof.safety is Safety.SAFE:
            assert now is not None or named is not None
            assert proof.how
        if proof.state is State.NEVER:
            assert now is not None
            assert then is not None


@pytest.mark.parametrize(
    ("quote", "slack", "expected"),
    [
        ((10, 15), 0, True), ((11, 12), 0, True), ((10, 40), 0, True), ((9, 15), 0, False),
        ((9, 16), 1, True), ((16, 20), 1, False), ((15, 16), 1, True), ((8, 40), 1, False),
        ((8, 40), 2, True), ((1, 9), 2, False), ((40, 45), 2, False),
    ],
)  # fmt: skip
def test_where_a_quote_stands_as_cited(quote: tuple[int, int], slack: int, expected: bool) -> None:
    assert stands_at(stands(*quote), 10, 15, slack) is expected


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ((10, 15), (10, 15)), ((11, 13), (10, 15)), ((11, 16), (11, 16)), ((9, 14), (9, 14)),
        ((10, 16), (10, 16)), ((9, 20), (9, 20)), ((12, 16), (10, 16)), ((8, 12), (8, 15)),
        ((12, 18), (12, 18)), ((8, 14), (8, 14)),
    ],
)  # fmt: skip
def test_the_range_that_a_quote_asks_for(quote: tuple[int, int], expected: tuple[int, int]) -> None:
    assert better_range(10, 15, stands(*quote)) == expected
