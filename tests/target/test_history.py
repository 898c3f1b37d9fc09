"""Which commit took a line out: raw entries of git, and histories of every awkward kind."""

from collections.abc import Callable

import pytest

from kbaudit.target.history import LOG_FORMAT, Version, read_versions, removed_in
from kbaudit.target.memory import MemoryTarget
from kbaudit.target.opening import open_target
from kbaudit.target.revision import Commit

from .conftest import Maker

Make = Callable[..., Maker]

A, B, C, NONE = "a" * 40, "b" * 40, "c" * 40, "0" * 40


def commit(name: str) -> Commit:
    return Commit(name * 40, 7, f"subject {name}")


def field(name: str, before: str, after: str, status: str) -> list[str]:
    """As git prints one commit and its one raw entry with ``-z``."""
    head = f"\x01{name * 40}\x027\x02subject {name}"
    return [f"{head}\n:100644 100644 {before} {after} {status}", "a.py"]


def test_raw_entries_are_read_with_both_blobs() -> None:
    fields = [*field("3", B, NONE, "D"), *field("2", A, B, "M"), *field("1", NONE, A, "A")]
    assert read_versions(fields) == [
        Version(commit("3"), B, None),
        Version(commit("2"), A, B),
        Version(commit("1"), None, A),
    ]


def test_a_commit_that_shows_no_entry_is_no_version() -> None:
    merge = f"\x01{'4' * 40}\x027\x02a merge: of \x01 and :100644"
    assert read_versions([merge, *field("2", A, B, "M")]) == [Version(commit("2"), A, B)]
    assert read_versions([]) == []


WITH, WITHOUT = b"def f():\n    return 1\n", b"def g():\n    return 2\n"


@pytest.mark.parametrize(
    ("versions", "expected"),
    [
        pytest.param([("3", B, C), ("2", A, B), ("1", NONE, A)], "2", id="edited away"),
        pytest.param([("2", A, None)], "2", id="the file was removed"),
        pytest.param([("3", B, A), ("2", A, B)], None, id="taken out and put back"),
        pytest.param([("4", A, B), ("3", B, A), ("2", A, B)], "4", id="taken out for good"),
        pytest.param([("3", B, C), ("2", C, B)], None, id="never had it"),
        pytest.param([("3", B, C), ("2", None, B)], None, id="a history that was cut off"),
        pytest.param([], None, id="no history"),
    ],
)
def test_the_commit_that_found_the_line_and_left_without_it(
    versions: list[tuple[str, str | None, str | None]], expected: str | None
) -> None:
    contents = {A: WITH, B: WITHOUT, C: b""}
    known = [Version(commit(name), before, after) for name, before, after in versions]
    found = removed_in(known, contents, "return 1")
    assert found == (commit(expected) if expected else None)


def test_real_history_names_the_commit(make: Make) -> None:
    repo = make()
    first = repo.commit({"a.py": "x = 1\nkeep = 2\n", "é [1].py": "y = 1\n"}, "v1")
    second = repo.commit({"a.py": "keep = 2\n"})
    third = repo.commit({"a.py": "keep = 3\n", "é [1].py": None}, "v2")
    with open_target(repo.folder) as target:
        base, rev = target.revision("v1"), target.revision("v2")
        removed = {
            (path, line): getattr(target.removal(path, line, base, rev), "id", None)
            for path, line in (
                ("a.py", "x = 1"), ("a.py", "keep = 2"), ("a.py", "keep = 3"), ("a.py", "nothing"),
                ("é [1].py", "y = 1"), ("none.py", "y = 1"),
            )
        }  # fmt: skip
        assert target.removal("a.py", "x = 1", rev, base) is None
        assert target.removal("a.py", "x = 1", rev, rev) is None
    assert first not in removed.values()
    assert removed == {
        ("a.py", "x = 1"): second,
        ("a.py", "keep = 2"): third,
        ("a.py", "keep = 3"): None,
        ("a.py", "nothing"): None,
        ("é [1].py", "y = 1"): third,
        ("none.py", "y = 1"): None,
    }


def test_a_shallow_clone_blames_no_commit_at_its_edge(make: Make) -> None:
    """Its oldest commit seems to add every file; it did not take out what it does not show."""
    repo = make()
    repo.commit({"a.py": "x = 1\ny = 1\n"}, "v1")
    repo.commit({"a.py": "y = 1\n"})
    last = repo.commit({"a.py": "y = 2\n"}, "v2")
    repo.git("clone", "-q", "--depth=2", "--branch", "v2", f"file://{repo.folder}", "shallow")
    clone = repo.folder / "shallow"
    repo.git("fetch", "-q", "--depth=1", "origin", "tag", "v1", where=clone)
    with open_target(clone) as target:
        base, rev = target.revision("v1"), target.revision("v2")
        assert target.shallow
        assert target.removal("a.py", "x = 1", base, rev) is None
        found = target.removal("a.py", "y = 1", base, rev)
    assert found is not None
    assert found.id == last


def test_settings_of_the_user_do_not_hide_history(make: Make) -> None:
    repo = make()
    first = repo.commit({"a.py": "x = 1\n"}, "v1")
    last = repo.commit({"a.py": "y = 1\n"}, "v2")
    repo.git("config", "diff.orderFile", "there is none")
    repo.git("config", "log.showRoot", "false")
    with open_target(repo.folder) as target:
        found = target.removal("a.py", "x = 1", target.revision("v1"), target.revision("v2"))
    assert found is not None
    assert first != found.id == last


def test_history_in_memory_answers_as_git_does() -> None:
    target = MemoryTarget({"v1": {"a": "x\ny\n"}, "v2": {"a": "y\n"}, "v3": {"b": "x\n"}})
    base, middle, last = (target.revision(name) for name in ("v1", "v2", "v3"))
    for line, rev, expected in (
        ("x", last, middle), ("x", middle, middle), ("y", last, last), ("y", middle, None),
        ("z", last, None),
    ):  # fmt: skip
        found = target.removal("a", line, base, rev)
        assert (found and found.id) == (expected and expected.commit)
    assert target.removal("b", "x", base, last) is None


def test_the_format_holds_what_the_reader_takes_apart() -> None:
    assert LOG_FORMAT == "--format=%x01%H%x02%ct%x02%s"
