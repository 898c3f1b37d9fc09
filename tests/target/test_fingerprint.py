"""What can change an answer about a repository is seen without asking git."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from kbaudit.target.fingerprint import fingerprint, horizon

from .conftest import Maker


@pytest.fixture
def repo(make: Callable[..., Maker], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Maker:
    repo = make("acme/rocket")
    repo.commit({"a.py": "a = 1\n"}, tag="v1")
    repo.commit({"a.py": "a = 2\n"}, tag="v2")
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name in ("XDG_CONFIG_HOME", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.delenv(name, raising=False)
    return repo


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@pytest.mark.parametrize("name", ["shallow", "info/grafts"])
def test_how_far_history_reaches(repo: Maker, name: str) -> None:
    git_dir = Path(repo.folder) / ".git"
    before = fingerprint(git_dir), horizon(git_dir)
    put(git_dir / name, f"{repo.git('rev-parse', 'v2').strip()}\n")
    assert fingerprint(git_dir) != before[0]
    assert horizon(git_dir) != before[1]


@pytest.mark.parametrize("name", ["config", "config.worktree", "info/attributes"])
def test_settings_of_the_repository(repo: Maker, name: str) -> None:
    git_dir = Path(repo.folder) / ".git"
    before = fingerprint(git_dir)
    with (git_dir / name).open("a") as file:
        file.write("[log]\n\tshowRoot = false\n")
    assert fingerprint(git_dir) != before


@pytest.mark.parametrize(
    ("variable", "value", "path"),
    [
        ("", "", "home/.gitconfig"),
        ("", "", "home/.config/git/config"),
        ("XDG_CONFIG_HOME", "xdg", "xdg/git/config"),
        ("GIT_CONFIG_GLOBAL", "mine", "mine"),
        ("GIT_CONFIG_SYSTEM", "all", "all"),
    ],
)
def test_settings_of_users(
    repo: Maker,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
    value: str,
    path: str,
) -> None:
    if variable:
        monkeypatch.setenv(variable, str(tmp_path / value))
    git_dir = Path(repo.folder) / ".git"
    seen = [fingerprint(git_dir)]
    put(tmp_path / path, '[include]\n\tpath = "more settings"\n')
    seen.append(fingerprint(git_dir))
    more = (tmp_path / path).parent / "more settings"
    put(more, f'[includeIf "gitdir:/"]\npath={tmp_path}/most\n')
    seen.append(fingerprint(git_dir))
    put(tmp_path / "most", "[log]\n\tshowRoot = false\n")
    seen += [fingerprint(git_dir), fingerprint(git_dir)]
    assert len(set(seen)) == 4
    assert seen[-1] == seen[-2]


def test_settings_that_include_each_other(repo: Maker, tmp_path: Path) -> None:
    put(tmp_path / "home/.gitconfig", "[include]\npath = ~/.gitconfig\n")
    assert fingerprint(Path(repo.folder) / ".git")


def test_names_behind_a_folder_that_is_a_link(repo: Maker, tmp_path: Path) -> None:
    git_dir = Path(repo.folder) / ".git"
    tags = git_dir / "refs/tags"
    tags.rename(tmp_path / "tags")
    tags.symlink_to(tmp_path / "tags")
    (tmp_path / "tags/all").symlink_to(git_dir / "refs")  # and back
    (tmp_path / "tags/itself").symlink_to("itself")
    before = fingerprint(git_dir), horizon(git_dir)
    assert (fingerprint(git_dir), horizon(git_dir)) == before
    repo.git("tag", "-f", "v1", "v2")
    assert fingerprint(git_dir) != before[0]
    assert horizon(git_dir) != before[1]


def test_a_pipe_among_names_keeps_nobody_waiting(repo: Maker) -> None:
    git_dir = Path(repo.folder) / ".git"
    before = fingerprint(git_dir)
    os.mkfifo(git_dir / "refs/tags/pipe")
    assert fingerprint(git_dir) == before
