"""What is read of many files does not stay in memory, and is the same when it is read again."""

from collections import deque
from weakref import ref

import pytest

from auditing import knowledge_base
from kbaudit.read import part
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.read.ordered import holds

PAGE = "# P{n}\n\n[[step::Principle:P{n}]] [[Q|q]] [it](./P1.md#a)\n\n## A b_c\n"


@pytest.fixture
def kb(monkeypatch: pytest.MonkeyPatch) -> KnowledgeBase:
    monkeypatch.setattr(part, "_MOST", 3)
    monkeypatch.setattr(part, "_with_large", deque())
    files = {f"workflows/P{n}.md": PAGE.format(n=n) for n in range(8)}
    return knowledge_base(files)


def test_large_parts_of_a_few_files_are_kept(kb: KnowledgeBase) -> None:
    leads = [page.leads for page in kb.pages]
    anchors = [page.loose_anchors for page in kb.pages]
    assert [page.name for page in kb.pages if "_large" in vars(page)] == ["P5", "P6", "P7"]
    assert all("leads" in vars(page) for page in kb.pages)
    assert [page.leads for page in kb.pages] == leads
    assert leads[2].relations == (("step", "Principle", "P2"),)
    assert leads[2].pages == (("", "Q"),)
    assert leads[2].files == ("./P1.md",)
    assert anchors[2] == ("abc", "p2")


def test_what_was_forgotten_is_made_again(kb: KnowledgeBase) -> None:
    first = kb.pages[0]
    before = (first.scan, first.relations, first.anchors, first.sections)
    assert first.scan is before[0]
    for page in kb.pages:
        assert page.relations
    assert (first.scan, first.relations, first.anchors, first.sections) == before
    assert first.scan is not before[0]


def test_files_that_are_gone_are_none_to_forget(kb: KnowledgeBase) -> None:
    for page in kb.pages:
        assert page.scan is not None
    part._with_large[0] = ref(type("Gone", (), {})())
    assert kb.pages[0].scan is not None
    assert len(part._with_large) == 3


def test_words_in_order() -> None:
    words = ("a", "c", "d")
    assert [holds(words, word) for word in "abcde"] == [True, False, True, True, False]
    assert not holds((), "a")


def test_a_file_that_forgot_and_read_again_is_not_the_one_to_forget(kb: KnowledgeBase) -> None:
    first = kb.pages[0]
    for _ in range(5):
        first.forget()
        assert first.relations
