"""Code is read in the background once it is known that it will be asked for."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from auditing import knowledge_base
from kbaudit.rulekit.readings import Readings
from kbaudit.rulekit.sources import Sources
from kbaudit.target.opening import open_target
from kbaudit.target.placements import NOWHERE, Placements, quotes_of
from kbaudit.target.tables import OfThisRun, Tables
from target.conftest import Maker, make

__all__ = ["make"]
FILES = {f"{n}.py": f"x = {n}\n" for n in range(90)}


@pytest.fixture
def begun(make: Callable[..., Maker]) -> Callable[[Tables], list[int]]:
    """How many blobs `Sources.foresee_code` begins to read, of the revision and of the base.

    The tables say what is known of the target, of which nothing is checked out.
    """
    repo = make()
    repo.commit(FILES, "v1")
    repo.commit({f"{n}.py": f"y = {n}\n" for n in range(60)}, "v2")
    kb = knowledge_base({})

    def count(tables: Tables) -> list[int]:
        with open_target(repo.folder / ".git") as target:
            revision, readings = target.revision("v2"), Readings(tables)
            sources = Sources(kb, target, revision, base="v1", readings=readings)
            for with_base in (False, True):
                sources.foresee_code(with_base=with_base)
            tables.table(quotes_of(revision.commit), Placements)["1.py:x"] = NOWHERE
            return [len(one.ids) for one in target._blobs._ahead]

    return count


def test_what_differs_at_the_base_is_read_as_well(begun: Callable[[Tables], list[int]]) -> None:
    assert begun(OfThisRun()) == [len(FILES), 60]


def test_nothing_is_read_again_that_is_known(begun: Callable[[Tables], list[int]]) -> None:
    tables = OfThisRun()
    assert begun(tables)
    assert begun(tables) == []
