"""What is read from checked-out files is what git has, or it is read from git."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kbaudit.engine.cache.recorder import recorded
from kbaudit.target import checkout
from kbaudit.target.checkout import Checkout, is_readable
from kbaudit.target.command import GitCommand
from kbaudit.target.opening import open_target

from .conftest import Maker

Make = Callable[..., Maker]
FILES = {f"src/{n}.py": f"x = {n}\n".encode() * (n + 1) for n in range(120)} | {
    "src/empty": b"",
    "b\xe4r/b": b"\0\r\n",
}
SPOILED = sorted(FILES)[:20]

pytestmark = pytest.mark.skipif(not is_readable(), reason="this system always follows links")


def _watched(monkeypatch: pytest.MonkeyPatch, place: object, name: str) -> list[Any]:
    """The arguments of all calls of a function from now on."""
    calls: list[Any] = []
    real = getattr(place, name)

    def watched(*arguments: Any) -> Any:
        calls.append(arguments)
        return real(*arguments)

    monkeypatch.setattr(place, name, watched)
    return calls


def test_no_git_is_asked_for_what_is_there(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = make()
    repo.commit(FILES)
    monkeypatch.setattr(GitCommand, "blobs", None)
    monkeypatch.setattr(GitCommand, "ahead", None)
    with open_target(repo.folder) as target:
        assert target.revision().read_many(FILES) == FILES
        assert target.revision().read("src/empty") == b""
    with open_target(repo.folder) as target:
        target.revision().foresee(FILES)
        assert target.revision().read_many(FILES) == FILES


def test_a_linked_tree_has_its_own_files(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = make()
    repo.commit(FILES, "v1")
    linked = repo.folder.parent / "linked"
    repo.git("worktree", "add", "-q", str(linked), "v1")
    repo.commit(dict.fromkeys(FILES))
    monkeypatch.setattr(GitCommand, "blobs", None)
    with open_target(linked) as target:
        assert target.revision("v1").read_many(FILES) == FILES


def _gone(place: Path) -> None:
    place.unlink()


def _edited(place: Path) -> None:
    place.write_bytes(place.read_bytes() + b" ")


def _converted(place: Path) -> None:
    place.write_bytes(place.read_bytes().replace(b"\n", b"\r\n") or b"\n")


def _link(place: Path) -> None:
    moved = place.with_name(f"{place.name}.moved")
    place.rename(moved)
    place.symlink_to(moved)


def _pipe(place: Path) -> None:
    place.unlink()
    os.mkfifo(place)


def _folder(place: Path) -> None:
    place.unlink()
    place.mkdir()


@pytest.mark.parametrize("spoil", [_gone, _edited, _converted, _link, _pipe, _folder])
def test_what_is_not_what_git_has_is_read_from_git(
    make: Make, spoil: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = make()
    repo.commit(FILES)
    for path in SPOILED:
        spoil(repo.folder / path)
    unpacked = _watched(monkeypatch, GitCommand, "blobs")
    with open_target(repo.folder) as target:
        head = target.revision()
        assert head.read_many(FILES) == FILES
        [[_, ids]] = unpacked
        assert sorted(ids) == sorted(head.blob(path) or "" for path in SPOILED)


def test_where_most_differ_the_others_are_not_tried(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = make()
    repo.commit(FILES)
    for path in FILES:
        _edited(repo.folder / path)
    tried = _watched(monkeypatch, checkout, "_read")
    with open_target(repo.folder) as target:
        assert target.revision().read_many(FILES) == FILES
        assert target.revision().read_many(FILES) == FILES
    assert len(tried) == checkout._TRIED


def test_another_revision_has_what_it_shares_with_the_files(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = make()
    repo.commit(FILES, "v1")
    repo.commit({"src/7.py": b"y = 7\n"})
    unpacked = _watched(monkeypatch, GitCommand, "blobs")
    with open_target(repo.folder) as target:
        before = target.revision("v1")
        assert before.read_many(FILES) == FILES
        [[_, ids]] = unpacked
        assert ids == [before.blob("src/7.py")]


def test_for_a_few_files_nothing_is_found_out(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = make()
    repo.commit(FILES)
    monkeypatch.setattr(checkout, "_read", None)
    with open_target(repo.folder) as target:
        assert target.revision().read("src/7.py") == FILES["src/7.py"]


def test_without_a_commit_or_files(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = make()
    repo.commit(FILES, "v1")
    repo.git("checkout", "-q", "--orphan", "new")
    with open_target(repo.folder) as target:
        assert target.revision("v1").read_many(FILES) == FILES
    monkeypatch.setattr(checkout, "_MANY", 0)
    assert Checkout(None, lambda: {"a": "0" * 40}).get(["0" * 40]) == {}
    assert Checkout(str(repo.folder / "none"), lambda: {"a": "0" * 40}).get(["0" * 40]) == {}


def test_ids_of_either_length(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkout, "_MANY", 0)
    folder = make().folder
    (folder / "a").write_bytes(b"a\n")
    for blob in (
        "78981922613b2afb6025042ff6bd878ac1994e85",
        "f8625e43f9e04f24291f77cdbe4c71b3c2a3b0003f60419b3ed06a058d766c8b",
    ):
        files = {"a": blob}
        assert Checkout(str(folder), files.copy).get([blob]) == {blob: b"a\n"}


def test_a_run_does_not_depend_on_the_files(make: Make) -> None:
    repo = make()
    repo.commit(FILES)
    with open_target(repo.folder) as target, recorded() as inputs:
        target.revision().read_many(FILES)
        (repo.folder / "src/7.py").read_bytes()  # as a user of the file does
    assert [path for path in inputs.files if path.endswith(".py")] == [
        str(repo.folder / "src/7.py")
    ]
    assert inputs.certain
