"""Laying the example out: with git and nothing of the user's, whole or not at all."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from kbaudit.example import VERSIONS, Example, history, lay_out
from kbaudit.model.errors import UsageError

COMMITS = [
    "479afa0312e0045c1ffa07437ae08c1534fae126",
    "9adb0dc5e51ca7b80ffbe78e5bfc4bcd474a0553",
    "e9ef6b2bc06b24998ab27b8f3891bc48b696b24a",
]


def git(example: Example, *arguments: str) -> str:
    return subprocess.run(
        ["git", "-C", str(example.code), *arguments], capture_output=True, check=True, text=True
    ).stdout.strip()


def test_commit_ids_are_the_same_everywhere(tmp_path: Path) -> None:
    example = lay_out(tmp_path / "made")
    assert [git(example, "rev-parse", version.tag) for version in VERSIONS] == COMMITS
    assert git(example, "rev-parse", "HEAD") == COMMITS[-1]
    assert git(example, "symbolic-ref", "HEAD") == "refs/heads/main"


def test_the_working_tree_is_that_of_the_newest_release(tmp_path: Path) -> None:
    example = lay_out(tmp_path / "made")
    assert git(example, "status", "--porcelain") == ""
    assert (example.code / "src/jobq/retry.py").is_file()
    assert not list(example.code.rglob("*.txt"))
    assert git(example, "fsck", "--strict") == ""


def test_nothing_of_the_user_reaches_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trap = tmp_path / "hook"
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for name in ("post-checkout", "reference-transaction", "post-index-change"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch {trap}\n")
        (hooks / name).chmod(0o755)
    templates = tmp_path / "templates"
    shutil.copytree(hooks, templates / "hooks")
    config = tmp_path / ".gitconfig"
    config.write_text(
        f"[core]\n\thooksPath = {hooks}\n\tautocrlf = true\n[commit]\n\tgpgSign = true\n"
        f"[init]\n\tdefaultBranch = trunk\n\ttemplateDir = {templates}\n[tag]\n\tgpgSign = true\n"
    )
    before = config.read_bytes()
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    monkeypatch.setenv("GIT_TEMPLATE_DIR", str(templates))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    monkeypatch.setenv("GIT_AUTHOR_DATE", "2001-01-01T00:00:00Z")
    example = lay_out(tmp_path / "made")
    assert not trap.exists()
    assert config.read_bytes() == before
    assert not (tmp_path / "elsewhere").exists()
    for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_CONFIG_GLOBAL", "GIT_TEMPLATE_DIR"):
        monkeypatch.delenv(name)
    assert git(example, "rev-parse", VERSIONS[-1].tag) == COMMITS[-1]
    assert b"\r" not in (example.code / "README.md").read_bytes()


def test_without_a_home_or_an_identity(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name != "PATH" and not name.startswith("PYTEST"):
            monkeypatch.delenv(name)
    example = lay_out(tmp_path / "made")
    assert (example.code / ".git").is_dir()


def test_without_a_folder_it_is_a_temporary_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    example = lay_out()
    assert example.folder.parent == tmp_path
    assert example.folder.name.startswith("kbaudit-demo-")
    assert (example.wiki / "_WorkflowIndex.md").is_file()


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    assert lay_out(tmp_path).wiki.is_dir()


def test_a_folder_with_something_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".hidden").write_text("mine")
    with pytest.raises(UsageError, match="is not empty"):
        lay_out(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [".hidden"]


def test_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(UsageError, match="is a file"):
        lay_out(tmp_path / "file")


def test_without_git_nothing_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match="git is not installed or not on the PATH"):
        lay_out(tmp_path / "made")
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize("given", ["made", "deep/down/made", None])
def test_ctrl_c_leaves_nothing_half_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str | None
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(history, "stream", _interrupted)
    with pytest.raises(KeyboardInterrupt):
        lay_out(tmp_path / given if given else None)
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_leaves_the_empty_folder_that_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "stream", _interrupted)
    with pytest.raises(KeyboardInterrupt):
        lay_out(tmp_path)
    assert list(tmp_path.iterdir()) == []


def _interrupted() -> bytes:
    raise KeyboardInterrupt


def test_a_git_that_fails_is_named_with_what_it_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "stream", lambda: b"nonsense\n")
    with pytest.raises(UsageError, match=r"git fast-import failed in .*: fatal: .*nonsense"):
        lay_out(tmp_path / "made")
    assert not (tmp_path / "made").exists()
