"""The target in memory answers as the one of git does."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kbaudit.model.errors import TargetError
from kbaudit.target.memory import MemoryTarget
from kbaudit.target.opening import open_target
from kbaudit.target.revision import Target

from .conftest import Maker

BODY = "".join(f"line {n}\n" for n in range(30))
HISTORY = {
    "v1": {"a.py": "x = 1\n", "old.py": BODY, "gone.py": "p\n"},
    "v2": {"a.py": "x = 2\n", "new.py": BODY + "more\n"},
}


def _answers(target: Target) -> list[object]:
    v1, v2 = target.revision("v1"), target.revision("v2")
    renamed = target.renamed_to(v1, v2, "old.py")
    last = target.last_commit_before(v2.time - 1, v2)
    return [
        dict(v1.files),
        dict(v2.files),
        v2.text("a.py"),
        v2.read("gone.py"),
        dict(v1.read_many(["a.py", "nope"])),
        v1.line_count("old.py"),
        renamed and renamed.path,
        target.renamed_to(v1, v2, "a.py"),
        target.renamed_to(v1, v2, "gone.py"),
        [commit.id == v2.commit for commit in target.deletions(["gone.py", "a.py"], v2).values()],
        target.deleted_in("gone.py", v1),
        last and last.id == v1.commit,
        target.last_commit_before(0, v2),
        target.revision().commit == v2.commit,
        v2.time - v1.time,
    ]


def test_both_targets_agree(make: Callable[..., Maker]) -> None:
    repo = make()
    repo.commit(HISTORY["v1"], "v1")
    repo.commit({**HISTORY["v2"], "old.py": None, "gone.py": None}, "v2")
    with open_target(repo.folder) as real, MemoryTarget(HISTORY) as memory:
        assert _answers(memory) == _answers(real)


def test_revisions_by_id_and_unknown_ones() -> None:
    target = MemoryTarget(HISTORY)
    commit = target.revision("v1").commit
    assert target.revision(commit[:7]).commit == commit
    for rev in ("v3", commit[:6], ""):
        with pytest.raises(TargetError, match="no revision"):
            target.revision(rev)
    with pytest.raises(TargetError):
        MemoryTarget({}).revision()


def test_links_and_submodules() -> None:
    target = MemoryTarget(HISTORY, links={"v2": {"b.py": "a.py"}}, submodules=["sub"])
    assert target.revision("v2").text("b.py") == "x = 2\n"
    assert target.revision("v1").text("b.py") is None
    assert target.revision("v1").submodules == {"sub"}
