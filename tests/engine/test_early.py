"""What a check begins early is what it would have begun later, and nothing where that is no use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kbaudit.engine import early
from kbaudit.engine.early import opened_early
from kbaudit.engine.request import Fetch, Request
from kbaudit.target.git import GitTarget
from kbaudit.target.placements import NOWHERE, quotes_of
from kbaudit.target.tables import OfThisRun
from target.conftest import Maker, make

__all__ = ["make"]
Make = Callable[..., Maker]
FILES = {f"{n}.py": f'VERSION = "{n}"\n' for n in range(90)}


@pytest.fixture
def request_of(make: Make, monkeypatch: pytest.MonkeyPatch) -> Request:
    """A check of all against one clone."""
    monkeypatch.setattr(early, "processors", lambda: 2)
    repo = make()
    repo.commit(FILES, "v1")
    repo.git("checkout", "-q", "--orphan", "none")
    return Request(Path(), repo=(str(repo.folder),), rev=("v1",), jobs=0)


@pytest.fixture
def foreseen(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many blobs each target began to read."""
    found: list[int] = []
    begin = early._begin

    def counted(target: GitTarget, request: Request) -> None:
        begin(target, request)
        found.append(sum(len(one.ids) for one in target._blobs._ahead))

    monkeypatch.setattr(early, "_begin", counted)
    return found


def test_code_is_read_at_once(request_of: Request, foreseen: list[int]) -> None:
    with opened_early(request_of) as begun:
        assert foreseen == [len(FILES)]
        assert begun == request_of
        assert begun.early is not None
        assert begun.early.revision("v1").read("7.py") == FILES["7.py"].encode()


@pytest.mark.parametrize(
    "change",
    [
        {"rev": ()},
        {"repo": ()},
        {"repo": ("a", "b")},
        {"repo": ("acme=a",)},
        {"repo": ("https://example.org/a.git",)},
        {"repo": ("nowhere",)},
        {"jobs": 1},
        {"select": ("link",)},
        {"since": "HEAD"},
        {"fetch": Fetch.MISSING},
    ],
)
def test_where_it_is_no_use(
    request_of: Request, foreseen: list[int], change: dict[str, object]
) -> None:
    asked = replace(request_of, **change)  # type: ignore[arg-type]
    with opened_early(asked) as begun:
        assert begun is asked
    assert foreseen == []


def test_a_revision_that_is_not_there_is_left_to_others(
    request_of: Request, foreseen: list[int]
) -> None:
    with opened_early(replace(request_of, rev=("v9",))) as begun:
        assert begun.early is not None
    assert foreseen == [0]


def test_nothing_is_read_again_that_is_known(request_of: Request, foreseen: list[int]) -> None:
    tables = OfThisRun()
    with opened_early(replace(request_of, tables=tables)) as begun:
        assert begun.early is not None
        commit = begun.early.revision("v1").commit
    tables.table(quotes_of(commit), object)["1.py:x"] = NOWHERE
    with opened_early(replace(request_of, tables=tables)):
        assert foreseen == [len(FILES), 0]
