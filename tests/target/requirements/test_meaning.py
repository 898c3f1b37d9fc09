"""Specifiers are compared by the versions that they admit."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from kbaudit.target.requirements.meaning import (
    Relation,
    in_order,
    meaning,
    relation,
    satisfiable,
)


def related(one: str, other: str) -> Relation:
    first, second = meaning(one), meaning(other)
    assert first is not None
    assert second is not None
    return relation(first, second)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (">=0.22.0,<=0.23.0", ">= 0.22.0, <= 0.23.0"),
        (">=0.22.0,<=0.23.0", "<=0.23,>=0.22"),
        (">=2.2", ">= 2.2.0"),
        ("3.10+", ">=3.10.0"),
        ("3.10 or newer", ">=3.10"),
        ("≥ 2", ">=2.0"),
        ("= 11.8", "==11.8.0"),
        ("^1.2", ">=1.2,<2"),
        ("~=2.2", ">=2.2,==2.*"),
        ("== 1.2.x", "==1.2.*"),
        (">=1,>=2", ">=2"),
        ("`>=2`", ">=2"),
    ],
)
def test_equal(one: str, other: str) -> None:
    assert related(one, other) is Relation.EQUAL


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        (">=2.2", ">=2.6", Relation.LOOSER),
        (">=2.6", ">=2.2", Relation.TIGHTER),
        (">=2.2", ">2.2", Relation.LOOSER),
        (">=2.2,<3", ">=2.2", Relation.TIGHTER),
        ("==2.2", ">=2.2", Relation.TIGHTER),
        ("==2.2", "==2.2.*", Relation.TIGHTER),
        ("<2", ">=2", Relation.DISJOINT),
        ("<=2", ">=2", Relation.OTHER),
        (">=0.22.0,<=0.23.0", ">=0.23.1,<0.24", Relation.DISJOINT),
        (">=1.2.1,<2.0", ">=1.31.0,<3.0", Relation.OTHER),
        ("!=2019.12.17", ">=2025.10.22", Relation.LOOSER),
        ("!=2", "", Relation.TIGHTER),
        (">=3.10,<4", ">=3.10", Relation.TIGHTER),
    ],
)
def test_other_relations(one: str, other: str, how: Relation) -> None:
    assert related(one, other) is how


@pytest.mark.parametrize("text", ["latest", ">=", "2.2", "^", "1 - 2", ">=x", "2.2 "])
def test_no_specifier(text: str) -> None:
    assert meaning(text) is None


_RELEASE = st.lists(st.integers(0, 12), min_size=1, max_size=4).map(lambda n: ".".join(map(str, n)))
_CLAUSE = st.tuples(st.sampled_from([">=", "<=", ">", "<", "==", "!="]), _RELEASE).map("".join)
_SPECIFIER = st.lists(_CLAUSE, min_size=1, max_size=4).map(",".join)
_MIRROR = {Relation.LOOSER: Relation.TIGHTER, Relation.TIGHTER: Relation.LOOSER}


@given(_SPECIFIER, _SPECIFIER)
def test_relations_are_mirrored(one: str, other: str) -> None:
    how = related(one, other)
    assert related(other, one) is _MIRROR.get(how, how)


@given(_SPECIFIER)
def test_every_specifier_equals_itself(one: str) -> None:
    assert related(one, one) is Relation.EQUAL


@given(st.lists(_CLAUSE, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_order_and_blanks_mean_nothing(clauses: list[str], random: Random) -> None:
    other = list(clauses)
    random.shuffle(other)
    assert related(",".join(clauses), " , ".join(other)) is Relation.EQUAL
    assert related(in_order(",".join(other)), ",".join(clauses)) is Relation.EQUAL


@given(_SPECIFIER, _SPECIFIER, st.lists(_RELEASE, max_size=20))
def test_no_version_refutes_a_relation(one: str, other: str, versions: list[str]) -> None:
    first, second = SpecifierSet(one), SpecifierSet(other)
    how = related(one, other)
    for version in map(Version, versions):
        a, b = version in first, version in second
        if how is Relation.EQUAL:
            assert a == b
        elif how is Relation.LOOSER:
            assert a or not b
        elif how is Relation.TIGHTER:
            assert b or not a
        elif how is Relation.DISJOINT:
            assert not (a and b)
        if a and b:
            assert satisfiable(first, second)
