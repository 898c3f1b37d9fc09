"""Git that was begun before it is asked: the same answers, and nothing of it stays behind."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from changes.conftest import ONLY, Repository, run, told
from kbaudit.engine.cache.recorder import recorded
from kbaudit.target.home import Home, open_home


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list["subprocess.Popen[bytes]"]:
    """All processes of git that were started."""
    found: list[subprocess.Popen[bytes]] = []
    real = subprocess.Popen.__init__

    def begin(self: "subprocess.Popen[bytes]", *args: Any, **options: Any) -> None:
        found.append(self)
        real(self, *args, **options)

    monkeypatch.setattr(subprocess.Popen, "__init__", begin)
    return found


def listed(home: Home) -> tuple[object, ...]:
    commit = home.head()
    staged = home.staged()
    blobs = [one.blob for one in staged.values()]
    return commit, staged, home.at_commit(commit), home.changed(commit), home.contents(blobs)


@pytest.mark.parametrize("prefix", ["", "docs/kb/"])
def test_the_answers_are_the_same(
    repository: Repository, started: list["subprocess.Popen[bytes]"], prefix: str
) -> None:
    repository.put("workflows/o_r_A.md", "changed\n")
    repository.git("add", "-A")
    asked = listed(open_home(repository.top).at(prefix))
    home = open_home(repository.top).at(prefix)
    home.begin_comparing()
    home.begin_listing()
    home.begin_reading([one.blob for one in home.staged().values()])
    count = len(started)
    assert listed(home) == asked
    assert len(started) == count + 1  # for what is staged, which was asked before
    home.close()


def test_what_nobody_asks_for_is_ended(
    repository: Repository, started: list["subprocess.Popen[bytes]"]
) -> None:
    home = open_home(repository.top)
    home.begin_comparing()
    home.begin_listing()
    home.begin_reading([one.blob for one in home.staged().values()])
    home.close()
    assert all(one.returncode is not None for one in started)


def test_a_repository_without_commits(repository: Repository, tmp_path: Path) -> None:
    bare = Repository(tmp_path / "bare")
    bare.top.mkdir()
    bare.git("init", "-q")
    bare.put("workflows/o_r_A.md", "a TODO\n")
    bare.git("add", "-A")
    home = open_home(bare.top)
    home.begin_comparing()
    home.begin_listing()
    assert home.changed(home.head()) == ["docs/kb/workflows/o_r_A.md"]
    assert home.at_commit(home.head()) == {}
    home.close()
    del repository


def test_who_asks_depends_on_the_repository(repository: Repository) -> None:
    home = open_home(repository.top)
    home.begin_listing()
    with recorded() as inputs:
        home.at_commit(home.head())
    home.close()
    assert list(inputs.repositories) == [str(repository.top / ".git")]


def test_another_commit_under_the_same_index_is_another_question(repository: Repository) -> None:
    """What is staged is the same, and the commit that it is compared with is not."""
    repository.put("workflows/o_r_A.md", "a TODO\n")
    repository.commit()
    repository.put("workflows/o_r_A.md", "a TODO\nb\n")
    repository.git("add", "-A")
    assert told(run("hook", *ONLY)) == []
    repository.git("reset", "-q", "--soft", "HEAD~1")
    assert told(run("hook", *ONLY)) == ["workflows/o_r_A.md:1:3 warning zz-word"]
