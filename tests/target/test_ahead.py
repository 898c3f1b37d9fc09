"""What git reads in the background is what it would have read otherwise."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest

from kbaudit.model.errors import TargetError
from kbaudit.target.ahead import is_possible
from kbaudit.target.command import GitCommand
from kbaudit.target.opening import open_target

from .conftest import Maker

Make = Callable[..., Maker]
FILES = {f"src/{n}.py": f"x = {n}\n".encode() * n for n in range(120)} | {
    "empty": b"",
    "b": b"\0\n\n",
}

# Nothing is checked out in a git directory, so that all has to be unpacked.
pytestmark = pytest.mark.skipif(not is_possible(), reason="no files in memory on this system")


def test_the_same_bytes(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = make()
    repo.commit(FILES)
    with open_target(repo.folder / ".git") as target:
        head = target.revision()
        head.foresee(FILES)
        head.foresee(FILES)  # is under way
        assert head.read("src/7.py") == FILES["src/7.py"]
        monkeypatch.setattr(GitCommand, "blobs", None)  # all others are there
        assert head.read_many(FILES) == FILES


_COPIED = """
import os, sys
from kbaudit.target.command import GitCommand
from kbaudit.target.opening import open_target
with open_target(sys.argv[1]) as target:
    head = target.revision()
    head.foresee(head.files)
    GitCommand.blobs = None
    child = os.fork()
    sizes = [len(data) for data in head.read_many(sorted(head.files)).values()]
    if child == 0:
        os._exit(len(sizes))
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), *sizes)
"""


def test_a_copy_of_the_process_has_them_as_well(make: Make) -> None:
    repo = make()
    repo.commit(FILES)
    command = [sys.executable, "-c", _COPIED, str(repo.folder / ".git")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert [*map(int, done.stdout.split())] == [len(FILES), *(len(FILES[p]) for p in sorted(FILES))]


def test_few_are_not_worth_it(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = make()
    repo.commit(FILES)
    monkeypatch.setattr(GitCommand, "ahead", None)
    with open_target(repo.folder / ".git") as target:
        head = target.revision()
        head.foresee(["empty", "src/1.py"])
        assert head.read("src/1.py") == b"x = 1\n"


def test_what_git_lacks_is_said_by_who_needs_it(make: Make) -> None:
    repo = make()
    repo.commit(FILES)
    with open_target(repo.folder / ".git") as target:
        head = target.revision()
        blob = head.blob("src/60.py") or ""
        (repo.folder / ".git/objects" / blob[:2] / blob[2:]).unlink()
        head.foresee(FILES)
        assert head.read_many([*FILES][:60]) == {path: FILES[path] for path in [*FILES][:60]}
        with pytest.raises(TargetError, match=blob):
            head.read("src/60.py")


def test_nothing_runs_on(make: Make) -> None:
    repo = make()
    repo.commit(FILES)
    command = GitCommand(str(repo.folder))
    begun = command.ahead([repo.git("rev-parse", "HEAD:b")] * 200_000)
    assert begun is not None
    command.close()
    assert begun.done
    begun.close()


def test_without_room_for_it(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = make()
    repo.commit(FILES)
    command = GitCommand(str(repo.folder))
    monkeypatch.setenv("PATH", "")
    assert command.ahead(["a"]) is None


def test_out_of_its_output_comes_what_is_whole() -> None:
    import mmap

    from kbaudit.target.ahead import _blobs

    whole = b"a1 blob 3\nx\ny\nb2 blob 0\n\nc3 missing\nd4 blob 1\nz\n"
    for end, found in ((len(whole), ["a1", "b2"]), (14, ["a1"]), (12, [])):
        with mmap.mmap(-1, end) as data:
            data.write(whole[:end])
            assert [name for name, _ in _blobs(data)] == found
