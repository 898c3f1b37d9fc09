"""Renames that git finds in the background are those that it finds when it is asked."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kbaudit.target.command import GitCommand
from kbaudit.target.opening import open_target

from .conftest import Maker

Make = Callable[..., Maker]
CODE = "".join(f"line {n}\n" for n in range(30))


@pytest.fixture
def repo(make: Make) -> Maker:
    """A file of `v1` has another name in `v2`."""
    made = make()
    made.commit({"old.py": CODE, "kept.py": "x = 1\n"}, "v1")
    made.commit({"old.py": None, "new.py": CODE + "more\n"}, "v2")
    return made


def test_in_the_background(repo: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_target(repo.folder) as target:
        v1, v2 = target.revision("v1"), target.revision("v2")
        expected = target.renamed_to(v1, v2, "old.py")
    with open_target(repo.folder) as target:
        v1, v2 = target.revision("v1"), target.revision("v2")
        target.foresee_renames(v1, v2)
        target.foresee_renames(v1, v2)  # is under way
        monkeypatch.setattr(GitCommand, "run", None)
        assert target.renamed_to(v1, v2, "old.py") == expected
        assert target.renamed_to(v1, v2, "kept.py") is None
        target.foresee_renames(v1, v2)  # is known
        assert expected is not None
        assert expected.path == "new.py"


def test_who_does_not_want_to_know_waits_for_nothing(repo: Maker) -> None:
    with open_target(repo.folder) as target:
        target.foresee_renames(target.revision("v1"), target.revision("v2"))


_COPIED = """
import os, sys
from kbaudit.target.opening import open_target
with open_target(sys.argv[1]) as target:
    v1, v2 = target.revision("v1"), target.revision("v2")
    target.foresee_renames(v1, v2)
    child = os.fork()
    found = target.renamed_to(v1, v2, "old.py")
    if child == 0:
        os._exit(0 if found.path == "new.py" else 1)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), found.path)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no copies of a process")
def test_a_copy_of_the_process_looks_itself(repo: Maker) -> None:
    command = [sys.executable, "-c", _COPIED, str(repo.folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "new.py"]


def test_what_git_cannot_do_in_the_background_it_does_when_asked(
    repo: Maker, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with open_target(repo.folder) as target:
        v1, v2 = target.revision("v1"), target.revision("v2")
        with monkeypatch.context() as patched:
            patched.setenv("PATH", str(tmp_path))
            target.foresee_renames(v1, v2)
        found = target.renamed_to(v1, v2, "old.py")
        assert found is not None
        assert found.path == "new.py"
