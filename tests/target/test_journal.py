"""The history of a knowledge base, from repositories that git itself makes."""

import os
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from kbaudit.target.journal import GitJournal

Commit = Callable[[str], str]


@pytest.fixture
def wiki(tmp_path: Path) -> Path:
    """A knowledge base in a folder of a repository."""
    (tmp_path / "docs/wiki").mkdir(parents=True)
    _git(tmp_path, "init", "-q", "-b", "main")
    return tmp_path / "docs/wiki"


@pytest.fixture
def commit(wiki: Path) -> Commit:
    """Commits all that is there, at a time, and gives the id."""

    def make(when: str) -> str:
        _git(wiki, "add", "-A", "../..", when=when)
        _git(wiki, "commit", "-q", "--allow-empty", "-m", "x\ny", when=when)
        return _git(wiki, "rev-parse", "HEAD")

    return make


def _git(folder: Path, *args: str, when: str = "2026-01-01T00:00:00Z") -> str:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environ |= {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": "2026-06-01T00:00:00Z"}
    who = ("-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    command = ["git", "-C", str(folder), *who, *args]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environ)
    return done.stdout.strip()


def test_the_commits_that_changed_a_file(wiki: Path, commit: Commit) -> None:
    page = wiki / "a b.md"
    page.write_text("one\n")
    (wiki / "other.md").write_text("other\n")
    commit("2026-01-01T12:00:00+00:00")
    page.write_text("two\n")
    second = commit("2026-02-01T01:00:00+05:00")
    (wiki / "other.md").write_text("others\n")
    (wiki.parent / "outside.md").write_text("outside\n")
    commit("2026-03-01T12:00:00+00:00")
    journal = GitJournal(wiki)
    (touch,) = journal.touches("a b.md")
    assert (touch.commit.id, touch.day, touch.width) == (second, date(2026, 1, 31), 1)
    contents = journal.contents([touch.before, touch.after])
    assert [contents[touch.before], contents[touch.after]] == [b"one\n", b"two\n"]
    assert len(journal.touches("other.md")) == 1
    assert not journal.touches("outside.md")
    assert not journal.touches("nothing.md")
    assert journal.missing == ""
    journal.close()


def test_names_of_the_past_are_followed(wiki: Path, commit: Commit) -> None:
    old, new = wiki / "old.md", wiki / "new.md"
    old.write_text("one\n")
    commit("2026-01-01T12:00:00Z")
    old.write_text("two\n")
    commit("2026-01-02T12:00:00Z")
    old.rename(new)
    commit("2026-01-03T12:00:00Z")
    new.write_text("three\n")
    old.write_text("another page\n")
    commit("2026-01-04T12:00:00Z")
    old.write_text("another page, changed\n")
    commit("2026-01-05T12:00:00Z")
    journal = GitJournal(wiki)
    assert [touch.day.day for touch in journal.touches("new.md")] == [4, 2]
    assert [touch.day.day for touch in journal.touches("old.md")] == [5]


def test_a_file_that_was_gone_for_a_while_begins_anew(wiki: Path, commit: Commit) -> None:
    page = wiki / "page.md"
    for day, text in enumerate(["one\n", "two\n", None, "three\n", "four\n"], start=1):
        if text is None:
            page.unlink()
        else:
            page.write_text(text)
        commit(f"2026-01-0{day}T12:00:00Z")
    assert [touch.day.day for touch in GitJournal(wiki).touches("page.md")] == [5]


def test_a_shallow_clone_knows_what_it_has(wiki: Path, commit: Commit, tmp_path: Path) -> None:
    for day in (1, 2, 3):
        (wiki / "page.md").write_text(f"{day}\n")
        commit(f"2026-01-0{day}T12:00:00Z")
    source = f"file://{wiki.parent.parent}"
    _git(tmp_path, "clone", "-q", "--depth", "2", source, str(tmp_path / "shallow"))
    journal = GitJournal(tmp_path / "shallow/docs/wiki")
    assert [touch.day.day for touch in journal.touches("page.md")] == [3]


def test_how_wide_a_commit_is(wiki: Path, commit: Commit) -> None:
    for name in "abc":
        (wiki / f"{name}.md").write_text(f"{name}\n")
    commit("2026-01-01T12:00:00Z")
    (wiki / "a.md").write_text("new\n")
    (wiki / "b.md").rename(wiki / "moved.md")
    (wiki / "added.md").write_text("added\n")
    commit("2026-01-02T12:00:00Z")
    (touch,) = GitJournal(wiki).touches("a.md")
    assert touch.width == 2


def test_why_there_is_no_history(wiki: Path, commit: Commit, tmp_path: Path) -> None:
    nothing = "no file of the knowledge base is committed"
    assert GitJournal(wiki).missing == nothing
    (wiki.parent / "outside.md").write_text("outside\n")
    commit("2026-01-01T12:00:00Z")
    (wiki / "page.md").write_text("new\n")
    assert GitJournal(wiki).missing == nothing
    bare = tmp_path.parent / f"{tmp_path.name}-bare"
    bare.mkdir()
    assert GitJournal(bare).missing == "the knowledge base is not in a git repository"


def test_variables_of_git_do_not_lead_elsewhere(
    wiki: Path, commit: Commit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (wiki / "page.md").write_text("one\n")
    commit("2026-01-01T12:00:00Z")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nowhere"))
    assert GitJournal(wiki).missing == ""
