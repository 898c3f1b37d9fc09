"""The git target against real repositories of every kind that it promises to read."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from kbaudit.model.errors import TargetError
from kbaudit.target.command import GitCommand
from kbaudit.target.opening import open_target
from kbaudit.target.process import Output
from kbaudit.target.revision import split_lines
from kbaudit.target.tables import OfThisRun

from .conftest import DAY, TIME, Maker

Make = Callable[..., Maker]


def test_a_clone_is_listed_and_read(make: Make) -> None:
    repo = make()
    first = repo.commit({"a.py": "x = 1\n", "src/é b.py": "y = 2", "crlf.txt": b"a\r\nb\r\n"}, "v1")
    second = repo.commit({"a.py": "x = 2\n"})
    with open_target(repo.folder) as target:
        old, new = target.revision("v1"), target.revision()
        assert (old.commit, new.commit) == (first, second)
        assert (old.asked, new.asked) == ("v1", "HEAD")
        assert (old.time, new.time) == (TIME, TIME + DAY)
        assert sorted(old.files) == ["a.py", "crlf.txt", "src/é b.py"]
        assert (old.text("a.py"), new.text("a.py")) == ("x = 1\n", "x = 2\n")
        assert old.blob("src/é b.py") == new.blob("src/é b.py")
        assert new.read_many(["src/é b.py", "none", "a.py"]) == {
            "src/é b.py": b"y = 2",
            "a.py": b"x = 2\n",
        }
        assert new.read("none") is None
        assert new.text("none") is None


@pytest.mark.parametrize(
    ("content", "count"),
    [
        (b"", 0),
        (b"a", 1),
        (b"a\n", 1),
        (b"a\nb", 2),
        (b"a\n\n", 2),
        (b"a\rb\x0cc\xe2\x80\xa8d\n", 1),
        (b"a\r\nb\r\n", 2),
        (b"\xff\xfe\n", 1),
        (b"bin\0ary\n", None),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 9\n", None),
    ],
)
def test_lines_are_counted_as_git_does(make: Make, content: bytes, count: int | None) -> None:
    repo = make()
    repo.commit({"f": content})
    with open_target(repo.folder) as target:
        head = target.revision()
        assert head.line_count("f") == count
        assert head.line_count("g") is None
        if count is not None:
            assert len(split_lines(head.text("f") or "")) == count


def test_more_blobs_than_a_pipe_holds(make: Make) -> None:
    repo = make()
    tree = {f"d/{n}.txt": f"{n}\n" * 300 for n in range(1200)}
    repo.commit(tree)
    with open_target(repo.folder) as target:
        read = target.revision().read_many(list(tree))
        assert {path: data.decode() for path, data in read.items()} == tree


def test_links_lead_to_files_and_submodules_are_named(make: Make) -> None:
    inner = make("inner")
    inner.commit({"lib.py": "z = 3\n"})
    repo = make()
    repo.commit({"pkg/a.py": "x = 1\n"})
    (repo.folder / "b.py").symlink_to("pkg/a.py")
    (repo.folder / "alias").symlink_to("pkg")
    (repo.folder / "lost").symlink_to("nowhere")
    (repo.folder / "out").symlink_to("/etc/passwd")
    (repo.folder / "up").symlink_to("../inner")
    (repo.folder / "loop").symlink_to("loop")
    repo.git("submodule", "add", "-q", str(inner.folder), "sub")
    repo.commit({})
    with open_target(repo.folder) as target:
        head = target.revision()
        assert sorted(head.files) == [".gitmodules", "pkg/a.py"]
        assert head.links == {"b.py": "pkg/a.py", "alias/a.py": "pkg/a.py"}
        assert head.text("alias/a.py") == "x = 1\n"
        assert head.line_count("b.py") == 1
        assert head.submodules == {"sub"}
    with open_target(repo.folder / "sub") as target:
        assert list(target.revision().files) == ["lib.py"]


def test_bare_worktree_and_shallow(make: Make, tmp_path: Path) -> None:
    repo = make()
    repo.commit({"a": "1\n"}, "v1")
    repo.commit({"a": "2\n"})
    repo.git("clone", "-q", "--bare", str(repo.folder), str(tmp_path / "bare"))
    repo.git("worktree", "add", "-q", str(tmp_path / "tree"), "v1")
    url = repo.folder.as_uri()
    repo.git("clone", "-q", "--depth=1", url, str(tmp_path / "shallow"))
    for folder, text in (
        ("bare", "2\n"),
        ("tree", "1\n"),
        ("shallow", "2\n"),
        ("repo/.git", "2\n"),
    ):
        with open_target(tmp_path / folder) as target:
            assert target.revision().text("a") == text
            assert target.shallow == (folder == "shallow")
    with open_target(tmp_path / "shallow") as target, pytest.raises(TargetError, match="unshallow"):
        target.revision("v1")


def test_any_name_that_rev_parse_takes(make: Make) -> None:
    repo = make()
    first = repo.commit({"a": "1\n"}, "v1")
    repo.git("tag", "-a", "-m", "x", "annotated")
    repo.commit({"a": "2\n"})
    with open_target(repo.folder) as target:
        for name in ("v1", "annotated", "HEAD~1", "main^", first[:8], "main@{1}", ":/change 0"):
            assert target.revision(name).commit == first, name


@pytest.mark.parametrize(
    ("rev", "message"),
    [
        ("1.2.0", "did you mean v1.2.0?"),
        ("mian", "did you mean main?"),
        ("zzzzzz", "give a tag, a branch or a commit id"),
        ("--all", "has no revision --all"),
        ("-h", "has no revision -h"),
        ("HEAD:a", "has no revision HEAD:a"),
        ("no revision 12", "has no revision no revision 12"),
        ("v1.2.0..HEAD", "has no revision v1.2.0..HEAD"),
        ("", "is no revision"),
        ("v1\0", "is no revision"),
        ("v1.2.0\nHEAD", "is no revision"),
        ("0" * 40, "has no revision"),
    ],
)
def test_a_revision_that_is_not_there(make: Make, rev: str, message: str) -> None:
    repo = make()
    repo.commit({"a": "1\n"}, "v1.2.0")
    with open_target(repo.folder) as target, pytest.raises(TargetError) as caught:
        target.revision(rev)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_is_no_repository(make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = make()
    with open_target(repo.folder) as target, pytest.raises(TargetError, match="no commits yet"):
        target.revision()
    repo.commit({"src/a": "1\n"})
    (tmp_path / "plain").mkdir()
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    for path, message in [
        ("gone", "no folder"),
        ("plain", "not a git repository"),
        ("repo/src/a", "is a file"),
        ("repo/src", "a folder inside"),
    ]:
        with pytest.raises(TargetError, match=message):
            open_target(tmp_path / path)


def test_without_git(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = make()
    monkeypatch.setenv("PATH", "")
    with pytest.raises(TargetError, match="git is not installed"):
        open_target(repo.folder)


def test_what_surrounds_us_does_not_redirect(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo, other = make(), make("other")
    repo.commit({"a": "ours\n"})
    other.commit({"a": "theirs\n", "b": "1\n"})
    hostile = {
        "GIT_DIR": str(other.folder / ".git"),
        "GIT_WORK_TREE": str(other.folder),
        "GIT_INDEX_FILE": str(tmp_path / "index"),
        "GIT_OBJECT_DIRECTORY": str(tmp_path / "objects"),
        "GIT_NAMESPACE": "x",
        "GIT_EXTERNAL_DIFF": "false",
        "GIT_CONFIG_PARAMETERS": "'core.bare'='nonsense'",
    }
    for name, value in hostile.items():
        monkeypatch.setenv(name, value)
    with open_target(repo.folder) as target:
        assert target.revision().text("a") == "ours\n"
    assert {name: os.environ[name] for name in hostile} == hostile


def test_nothing_of_the_target_runs_and_nothing_is_written(make: Make, tmp_path: Path) -> None:
    repo = make()
    repo.commit({"a.txt": "1\n" * 20, ".gitattributes": "*.txt diff=evil filter=evil\n"}, "v1")
    repo.commit({"a.txt": None, "b.txt": "1\n" * 20})
    trap = tmp_path / "trap"
    script = tmp_path / "evil.sh"
    script.write_text(f"#!/bin/sh\ntouch {trap}\ncat\n")
    script.chmod(0o755)
    for key in (
        "core.fsmonitor", "core.pager", "diff.external", "diff.evil.command", "diff.evil.textconv",
        "filter.evil.smudge", "filter.evil.clean", "gpg.program", "core.sshCommand", "alias.log",
    ):  # fmt: skip
        repo.git("config", key, str(script))
    repo.git("config", "log.showSignature", "true")
    before = _listing(repo.folder)
    with open_target(repo.folder) as target:
        old, new = target.revision("v1"), target.revision()
        assert old.text("a.txt") == "1\n" * 20
        renamed = target.renamed_to(old, new, "a.txt")
        assert renamed is not None
        assert renamed.path == "b.txt"
        assert "a.txt" in target.deletions(["a.txt"], new)
    assert not trap.exists()
    assert _listing(repo.folder) == before


def _listing(folder: Path) -> dict[str, tuple[int, int]]:
    return {str(path): (path.stat().st_mtime_ns, path.stat().st_size) for path in folder.rglob("*")}


def test_a_partial_clone_is_not_completed_behind_ones_back(make: Make, tmp_path: Path) -> None:
    repo = make()
    repo.git("config", "uploadpack.allowFilter", "true")
    repo.commit({"a": "1\n"})
    url = repo.folder.as_uri()
    repo.git("clone", "-q", "--bare", "--filter=blob:none", url, str(tmp_path / "partial"))
    with open_target(tmp_path / "partial") as target:
        head = target.revision()
        assert list(head.files) == ["a"]
        for _ in range(2):
            with pytest.raises(TargetError, match="partial clone"):
                head.read("a")


def test_where_files_went(make: Make) -> None:
    repo = make()
    body = "".join(f"line {n}\n" for n in range(30))
    repo.commit({"old.py": body, "gone.py": "p\n", "kept.py": "q\n", "odd é\n.py": "r\n"}, "v1")
    renaming = repo.commit({"old.py": None, "new.py": body + "more\n"}, "v2")
    removing = repo.commit({"gone.py": None, "odd é\n.py": None}, "v3")
    with open_target(repo.folder) as target:
        v1, v2, v3 = (target.revision(name) for name in ("v1", "v2", "v3"))
        renamed = target.renamed_to(v1, v3, "old.py")
        assert renamed is not None
        assert (renamed.path, renamed.similarity > 0.8) == ("new.py", True)
        assert target.renamed_to(v1, v3, "kept.py") is None
        assert target.renamed_to(v1, v3, "gone.py") is None
        found = target.deletions(["old.py", "gone.py", "kept.py", "odd é\n.py", "never"], v3)
        assert {path: commit.id for path, commit in found.items()} == {
            "old.py": renaming,
            "gone.py": removing,
            "odd é\n.py": removing,
        }
        assert found["gone.py"].subject == "change 2"
        assert found["gone.py"].time == v3.time
        assert target.deleted_in("gone.py", v2) is None
        assert target.deleted_in("--all", v3) is None


def test_the_commit_before_a_time(make: Make) -> None:
    repo = make()
    first = repo.commit({"a": "1\n"})
    second = repo.commit({"a": "2\n"})
    with open_target(repo.folder) as target:
        head = target.revision()
        found = [target.last_commit_before(TIME + n, head) for n in (-1, 0, DAY - 1, DAY, 9 * DAY)]
    assert [one and one.id for one in found] == [None, first, first, second, second]


def test_history_is_asked_once_as_long_as_it_reaches_as_far(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = make()
    first = repo.commit({"a": "1\n"})
    repo.commit({"a": "2\n"}, "v1")
    tables = OfThisRun()
    asked: list[str] = []
    real = GitCommand.run

    def run(self: GitCommand, *words: str) -> Output:
        asked.append(words[0])
        return real(self, *words)

    monkeypatch.setattr(GitCommand, "run", run)

    def answers() -> tuple[str, str]:
        with open_target(repo.folder) as target:
            target.keep(tables)
            head = target.revision()
            before = target.last_commit_before(TIME, head)
            assert before is not None
            asked.clear()
            target.last_commit_before(TIME, head)
            return before.id, target.release(before, head)

    assert answers() == (first, "v1")
    assert asked == ["for-each-ref"]
    assert answers() == (first, "v1")
    assert asked == []
    repo.git("tag", "v0", first)
    assert answers() == (first, "v0")


def test_no_process_is_left_behind(make: Make) -> None:
    repo = make()
    repo.commit({"a": "1\n"})
    target = open_target(repo.folder)
    target.revision().read("a")
    assert _children()
    target.close()
    target.close()
    assert not _children()
    assert target.revision().read("a") == b"1\n"  # what was read stays
    target.close()


def _children() -> list[str]:
    listed = subprocess.run(
        ["ps", "-ww", "--ppid", str(os.getpid()), "-o", "args="],
        capture_output=True,
        text=True,
        check=False,
    )
    return [line for line in listed.stdout.splitlines() if "cat-file" in line]
