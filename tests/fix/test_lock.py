"""The lock is written before the pages that need it, and after them."""

import os
from pathlib import Path

import pytest

from kbaudit.engine.fixer.lock import LockChange, write_with_lock
from kbaudit.engine.fixer.places import Places
from kbaudit.engine.fixer.report import Change

LOCK = LockChange(None, b"both", b"new")
PAGE = Change("p.md", "p.md", b"old", b"new")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "p.md").write_bytes(b"old")
    return tmp_path


def test_first_for_both_then_for_the_new_page(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace, seen = os.replace, []

    def watch(source: Path, place: Path) -> None:
        seen.append((place.name, source.read_bytes()))
        replace(source, place)

    monkeypatch.setattr(os, "replace", watch)
    written = write_with_lock(Places(root), LOCK, [[PAGE]])
    assert seen == [("kbaudit.lock", b"both"), ("p.md", b"new"), ("kbaudit.lock", b"new")]
    assert written.done == [PAGE, Change("kbaudit.lock", "kbaudit.lock", None, b"new")]


def test_it_stays_the_one_for_both_when_a_page_is_left(root: Path) -> None:
    (root / "p.md").write_bytes(b"mine")
    written = write_with_lock(Places(root), LOCK, [[PAGE]])
    assert (root / "kbaudit.lock").read_bytes() == b"both"
    assert [left.path for left in written.left] == ["p.md"]


def test_without_it_no_page_is_written(root: Path) -> None:
    (root / "kbaudit.lock").write_bytes(b"of somebody else")
    written = write_with_lock(Places(root), LOCK, [[PAGE]])
    assert (root / "p.md").read_bytes() == b"old"
    assert [left.path for left in written.left] == ["p.md"]
    assert "needs kbaudit.lock, which was changed by somebody else" in written.left[0].reason


def test_without_citations_there_is_none(root: Path) -> None:
    assert write_with_lock(Places(root), None, [[PAGE]]).done == [PAGE]
    assert not (root / "kbaudit.lock").exists()
