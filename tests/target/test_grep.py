"""Git finds the files that hold a word as they would be found by reading them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kbaudit.model.errors import TargetError
from kbaudit.target.command import GitCommand
from kbaudit.target.memory import MemoryTarget
from kbaudit.target.opening import open_target

from .conftest import Maker

Make = Callable[..., Maker]
FILES: dict[str, str | bytes] = {
    "a.py": "VERSION = 1\n",
    "src/é b.py": "x = parse('1')",
    "src/plain.py": "version = parser()\n",
    "bin": b"\0\0VERSION\0\n",
    "marked.dat": "VERSION\n",
    "latin.py": b"\xe9 VERSION \xff\n",
    "late.py": "\n" * 5000 + "# ERSION\r\nVERSION",
    ".gitattributes": "*.dat binary\n*.py diff=own\n",
    "none.py": "",
}
WORDS = ("VERSION", "parse(")
HOLDING = ["a.py", "bin", "late.py", "latin.py", "marked.dat", "src/é b.py"]


def test_as_if_read(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = make()
    repo.commit(FILES, "v1")
    repo.commit(dict.fromkeys(FILES, "nothing any more\n"))
    for name, value in (
        ("color.ui", "always"), ("grep.patternType", "perl"), ("grep.column", "true"),
        ("grep.lineNumber", "true"), ("diff.own.textconv", "false"), ("core.quotePath", "true"),
    ):  # fmt: skip
        repo.git("config", name, value)
    paths = sorted(FILES)
    with open_target(repo.folder) as target, monkeypatch.context() as patched:
        patched.setattr(GitCommand, "blobs", None)  # nothing is read for it
        assert target.revision("v1").holding(WORDS, paths)() == HOLDING
        assert target.revision("v1").holding(WORDS, ["bin", "none.py"])() == ["bin"]
        assert target.revision().holding(WORDS, paths)() == []
    assert MemoryTarget({"v1": FILES}).revision("v1").holding(WORDS, paths)() == HOLDING


def test_what_cannot_be_searched_is_read(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = make()
    repo.commit(FILES)
    with open_target(repo.folder) as target:
        head = target.revision()
        lost = head.blob("src/plain.py") or ""
        (repo.folder / ".git/objects" / lost[:2] / lost[2:]).unlink()
        assert head.holding(WORDS, sorted(FILES.keys() - {"src/plain.py"}))() == HOLDING
        with pytest.raises(TargetError, match=lost):
            head.holding(WORDS, sorted(FILES))()
        monkeypatch.setattr(GitCommand, "blobs", None)  # elsewhere nobody comes upon it
        assert head.holding(WORDS, ["a.py", "bin", "none.py"])() == ["a.py", "bin"]
        assert head.holding(WORDS, [])() == []


def test_who_does_not_want_to_know_waits_for_nothing(make: Make) -> None:
    repo = make()
    commit = repo.commit(FILES)
    command = GitCommand(str(repo.folder))
    begun = command.grep(commit, WORDS)
    assert begun is not None
    command.close()
    with open_target(repo.folder) as target:
        target.revision().holding(WORDS, sorted(FILES))


def test_without_room_for_it(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = make()
    commit = repo.commit(FILES)
    monkeypatch.setenv("PATH", "")
    assert GitCommand(str(repo.folder)).grep(commit, WORDS) is None
