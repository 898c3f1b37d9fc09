"""Which commits are said to have changed code."""

from collections.abc import Collection, Mapping
from pathlib import Path

import pytest

from kbaudit.engine.movement_commits import Blame, Trace
from kbaudit.model.errors import TargetError
from kbaudit.target.changes import read_changes
from kbaudit.target.memory import MemoryTarget
from kbaudit.target.opening import open_target
from target.conftest import Maker

A = "one = 'first'\ntwo = 'second'\n"


def test_lines_that_come_and_go_tell_the_commit() -> None:
    target = MemoryTarget(
        {
            "v1": {"a.py": A},
            "v2": {"a.py": "import os\n" + A},
            "v3": {"a.py": "import os\n" + A.replace("second", "third")},
            "v4": {"a.py": "import os\nimport re\n" + A.replace("second", "third"), "b": ""},
            "v5": {"a.py": "import os\nimport re\n" + A.replace("second", "third"), "b": "1"},
        }
    )
    blame = Blame(target, target.changes(target.revision("v1"), target.revision("v5")))
    piece = Trace.of({"a.py"}, [(A, (1, 2))])
    other = Trace.of({"a.py"}, [(A, (1, 1))])
    none = Trace.of({"c.py"}, [])
    did = [[c.subject for c in commits] for commits in blame.commits([piece, other, none])]
    assert did == [["v3"], ["v4", "v3", "v2"], []]


def test_blobs_that_are_not_there_leave_what_changed_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    target = MemoryTarget({"v1": {"a.py": A}, "v2": {"a.py": "x" + A}, "v3": {"a.py": "yes = 1"}})

    def lacking(blobs: Collection[str]) -> Mapping[str, bytes]:
        raise TargetError("a partial clone")

    monkeypatch.setattr(target, "contents", lacking)
    blame = Blame(target, target.changes(target.revision("v1"), target.revision("v3")))
    (commits,) = blame.commits([Trace.of({"a.py"}, [(A, (1, 2))])])
    assert [c.subject for c in commits] == ["v3", "v2"]


def test_fields_of_git_are_read() -> None:
    old, new = "a" * 40, "b" * 40
    fields = [
        f"\x01>{'1' * 40}\x027\x02{'3' * 40}\x02a \x02 b",
        f"\n:100644 100644 {old} {new} M",
        "x\n.py",
        f":100644 000000 {old} {'0' * 40} D",
        ":odd",
        f"\x01<{'2' * 40}\x028\x02{'3' * 40}\x02",
        f"\x01>{'3' * 40}\x028\x02\x02root",
        f"\n:000000 100644 {'0' * 40} {new} A",
        "y.py",
        "",
    ]
    one, two, root = read_changes(fields)
    assert one.paths == {"x\n.py": (old, new), ":odd": (old, "")}
    assert (one.commit.id, one.commit.subject, one.taken_back) == ("1" * 40, "a \x02 b", False)
    assert (two.paths, two.taken_back) == ({}, True)
    assert root.paths == {}, "it did not make what was there before"


def test_names_with_blanks_and_renames(tmp_path: Path) -> None:
    repo = Maker(tmp_path / "code")
    repo.commit({"a b.py": A, "é.py": "1\n"}, tag="v1")
    repo.commit({"a b.py": None, "c d.py": A}, tag="v2")
    repo.commit({"é.py": "2\n"}, tag="v3")
    with open_target(repo.folder) as target:
        found = target.changes(target.revision("v1"), target.revision("v3"))
    assert [sorted(change.paths) for change in found] == [["é.py"], ["a b.py", "c d.py"]]


def test_which_commits_a_clone_has(tmp_path: Path) -> None:
    repo = Maker(tmp_path / "code")
    commit = repo.commit({"a": "1"})
    with open_target(repo.folder) as target:
        assert target.present([commit, "0" * 40]) == {commit}
        assert target.present([]) == frozenset()
        assert target.present(["0" * 40]) == frozenset()
