import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from support import with_rules


@pytest.fixture
def zz(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rules of `support` take part."""
    with_rules(monkeypatch)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A repository with one commit, tagged v1."""
    path = tmp_path / "code"
    (path / "src").mkdir(parents=True)
    (path / "src/a.py").write_text("a = 1\n")
    _git(path, "init", "-q", "-b", "main")
    _git(path, "add", ".")
    _git(path, "commit", "-q", "-m", "one")
    _git(path, "tag", "v1")
    return path


@pytest.fixture
def git(clone: Path) -> Callable[..., str]:
    """git, run in that repository."""
    return lambda *args: _git(clone, *args)


def _git(path: Path, *args: str) -> str:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    who = ("-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    command = ["git", "-C", str(path), *who, *args]
    return subprocess.run(command, check=True, capture_output=True, text=True, env=environ).stdout
