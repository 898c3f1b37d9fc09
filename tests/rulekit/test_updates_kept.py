"""What commits left of a page is read once for each of its blobs."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import pairwise

from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.read.page import Page
from kbaudit.read.tree import Tree
from kbaudit.rulekit.updates import Updates, Wording, stated_updates
from kbaudit.target.journal import Touch
from kbaudit.target.revision import Commit

PATH = "workflows/o_r_A.md"
PAGE = b"---\nlast_updated: 2020-01-02\n---\n# A\n\n## Overview\n\n%s\n"
TEXTS = {"a": PAGE % b"one", "b": PAGE % b"one 2", "c": PAGE % b"two", "d": b"\xff"}


class Told:
    """A journal of one page that notes which blobs are read."""

    missing = ""

    def __init__(self, *blobs: str) -> None:
        when = datetime(2021, 1, 1, tzinfo=UTC)
        pairs = pairwise(blobs)
        self._touches = [Touch(Commit("1" * 40, 0, "x"), when, a, b, 1) for a, b in pairs][::-1]
        self.read: list[str] = []

    def touches(self, path: str) -> Sequence[Touch]:
        return self._touches if path == PATH else ()

    def contents(self, blobs: Collection[str]) -> Mapping[str, bytes]:
        self.read += blobs
        return {blob: TEXTS[blob] for blob in blobs}


def younger(journal: Told, wordings: dict[str, Wording]) -> Touch | None:
    data = {PATH: TEXTS["c"]}
    kb = KnowledgeBase.build(Tree("", frozenset(data), frozenset({"workflows"}), data, {}))
    (page,) = kb.pages
    assert isinstance(page, Page)
    updates = Updates(journal, date(2022, 1, 1), 1, wordings)
    return updates.younger(page, stated_updates(page)[0])


def test_blobs_are_read_once() -> None:
    wordings: dict[str, Wording] = {}
    first = Told("a", "b")
    assert younger(first, wordings) is None  # a number is no word
    assert first.read == ["a", "b"]
    second = Told("a", "b", "c")
    found = younger(second, wordings)
    assert found is not None
    assert (found.before, found.after) == ("b", "c")
    assert second.read == ["c"]
    third = Told("a", "b", "c")
    assert younger(third, wordings) == found
    assert third.read == []


def test_a_page_that_could_not_be_read_states_no_day() -> None:
    wordings: dict[str, Wording] = {}
    assert younger(Told("d", "c"), wordings) is None
    assert wordings["d"].day is None
