"""Texts that are stored are what was read, however many of them are there."""

from collections import deque
from pathlib import Path

import pytest

from kbaudit.model.span import Source
from kbaudit.read import stored
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.read.stored import StoredSource
from kbaudit.read.tree import read_tree

TEXTS = {
    "plain.md": "# P\r\n",
    "signs.md": "\ufeff# ✅ 🔒\n",
    "empty.md": "",
    "late.md": "x\n" * 50,
}


@pytest.fixture
def kb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> KnowledgeBase:
    monkeypatch.setattr(stored, "_MANY", 3)
    monkeypatch.setattr(stored, "_BLOCK", 64)
    monkeypatch.setattr(stored, "_MOST", 2)
    monkeypatch.setattr(stored, "_there", deque())
    for name, text in TEXTS.items():
        (tmp_path / name).write_bytes(text.encode())
    (tmp_path / "broken.md").write_bytes(b"# P \xff\n")
    return KnowledgeBase.build(read_tree(tmp_path))


def test_stored_texts_are_those_of_the_files(kb: KnowledgeBase) -> None:
    for file in kb.files[:0:-1]:
        text = TEXTS.get(file.path, "")
        assert isinstance(file.source, StoredSource) == bool(text)
        assert file.source.text == text
        assert file.source.size >= len(text)
        assert file.source.digest == Source(text).digest
        assert list(file.source.line_starts) == list(Source(text).line_starts)


def test_some_of_them_are_there(kb: KnowledgeBase) -> None:
    texts = [file.source.text for file in kb.files]
    there = [file.path for file in kb.files if "text" in vars(file.source)]
    assert texts == [file.source.text for file in kb.files]
    assert there == ["broken.md", "empty.md", "plain.md", "signs.md"]


def test_what_cannot_be_read_is_told_as_ever(kb: KnowledgeBase) -> None:
    assert [file.path for file in kb.files if file.unreadable] == ["broken.md", "empty.md"]


def test_they_have_no_other_attributes(kb: KnowledgeBase) -> None:
    with pytest.raises(AttributeError):
        _ = kb.files[-1].source.texts  # type: ignore[attr-defined]
