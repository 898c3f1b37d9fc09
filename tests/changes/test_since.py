"""What `--since` and `--staged` report: what changed, and what that causes."""

import hashlib
import json
from pathlib import Path

import pytest

from changes.conftest import ONLY, Repository, run, told
from kbaudit.engine.auditor import Auditor

OLD = "principles/o_r_B.md:2:8 warning zz-word"
LOST = "workflows/o_r_A.md:2:1 error dead-link"


def both(repository: Repository, *args: str) -> list[str]:
    """The same, staged and against HEAD on the disk."""
    repository.git("add", "-A")
    staged = told(run("check", "docs/kb", *ONLY, "--staged", *args))
    assert told(run("check", "docs/kb", *ONLY, "--since", "HEAD", *args)) == staged
    return staged


def test_what_was_there_is_not_told(repository: Repository) -> None:
    assert told(run("check", "docs/kb", *ONLY)) == [OLD]
    repository.put("principles/o_r_C.md", "clean\n")
    assert both(repository) == []
    result = run("check", "docs/kb", *ONLY, "--staged")
    assert "Reported is what is staged, and what that causes; 1 other finding left out." in (
        result.stdout
    )


def test_what_is_new_is_told(repository: Repository) -> None:
    repository.put("workflows/o_r_A.md", "new\none\n[[step::Principle:o_r_B]]\na TODO\n")
    assert both(repository) == ["workflows/o_r_A.md:4:3 warning zz-word"]


def test_a_page_that_was_deleted_elsewhere(repository: Repository) -> None:
    (repository.kb / "principles/o_r_B.md").unlink()
    assert both(repository) == [LOST]


def test_old_findings_on_changed_lines_are_told_and_others_are_not(repository: Repository) -> None:
    repository.put("principles/o_r_B.md", "one\nan old TODO\nthree\nFOUR\n")
    assert both(repository) == []
    repository.put("principles/o_r_B.md", "one\nstill an old TODO\nthree\nfour\n")
    assert both(repository) == ["principles/o_r_B.md:2:14 warning zz-word"]


def test_line_ends_are_no_change(repository: Repository) -> None:
    text = (repository.kb / "principles/o_r_B.md").read_text("utf-8")
    repository.put("principles/o_r_B.md", text.replace("\n", "\r\n"))
    assert both(repository) == []


def test_a_renamed_page_is_no_new_one(repository: Repository) -> None:
    repository.put("workflows/o_r_A.md", "one\n[[step::Principle:o_r_B2]]\nthree\n")
    (repository.kb / "principles/o_r_B.md").rename(repository.kb / "principles/o_r_B2.md")
    assert both(repository) == []


def test_what_others_did_meanwhile_is_not_ours(repository: Repository) -> None:
    """They repaired the old finding: that it is still here is no doing of this branch."""
    repository.git("switch", "-qc", "ours")
    repository.put("workflows/o_r_New.md", "a TODO\n")
    repository.commit()
    repository.git("switch", "-q", "main")
    repository.put("principles/o_r_B.md", "one\ndone\nthree\nfour\n")
    repository.commit()
    repository.git("switch", "-q", "ours")
    found = told(run("check", "docs/kb", *ONLY, "--since", "main"))
    assert found == ["workflows/o_r_New.md:1:3 warning zz-word"]


def test_what_the_configuration_brings_about(repository: Repository) -> None:
    repository.put("kbaudit.yaml", "rules: {zz-word: off}\n")
    repository.commit()
    repository.put("kbaudit.yaml", "rules: {zz-word: error}\n")
    assert both(repository) == ["principles/o_r_B.md:2:8 error zz-word"]


def test_a_configuration_that_was_broken_before(repository: Repository) -> None:
    repository.put("kbaudit.yaml", "rules: [\n")
    repository.commit()
    repository.put("kbaudit.yaml", "{}\n")
    assert both(repository) == [OLD]


@pytest.mark.parametrize("args", [["--since", "nope"], ["--since", "--exec=x"], ["--rev", "a..b"]])
def test_revisions_that_there_are_not(repository: Repository, args: list[str]) -> None:
    result = run("check", "docs/kb", *args)
    assert (result.exit_code, "Traceback" in result.output) == (2, False)


def test_outside_of_a_repository(tmp_path: Path, repository: Repository) -> None:
    plain = tmp_path / "plain"
    (plain / "workflows").mkdir(parents=True)
    (plain / "workflows/o_r_A.md").write_text("x\n")
    result = run("check", plain, "--staged")
    assert result.exit_code == 2
    assert "is in no git repository: what changed, or is staged, is known to git only" in (
        result.stderr
    )


class TestStaged:
    def test_the_index_is_judged_and_not_the_disk(self, repository: Repository) -> None:
        repository.put("workflows/o_r_A.md", "a TODO\n[[step::Principle:o_r_B]]\n")
        repository.git("add", "-A")
        repository.put("workflows/o_r_A.md", "repaired\n[[step::Principle:o_r_B]]\n")
        repository.put("workflows/o_r_D.md", "not added TODO\n")
        found = told(run("check", "docs/kb", *ONLY, "--staged"))
        assert found == ["workflows/o_r_A.md:1:3 warning zz-word"]
        repository.git("add", "-N", ".")  # announced, and still not part of a commit
        assert told(run("check", "docs/kb", *ONLY, "--staged")) == found

    def test_a_link_to_a_page_that_is_not_added(self, repository: Repository) -> None:
        repository.put("workflows/o_r_A.md", "one\n[[step::Principle:o_r_New]]\n")
        repository.git("add", "-A")
        repository.put("principles/o_r_New.md", "x\n")
        assert told(run("check", "docs/kb", *ONLY, "--staged")) == [LOST]

    def test_configuration_lock_and_baseline_are_those_staged(self, repository: Repository) -> None:
        repository.put("workflows/o_r_A.md", "a TODO\n")
        repository.git("add", "-A")
        for name in ("kbaudit.yaml", "kbaudit.lock", "kbaudit.baseline"):
            repository.put(name, "]]]")
        assert len(told(run("check", "docs/kb", *ONLY, "--staged"))) == 1
        repository.git("add", "-A")
        assert run("check", "docs/kb", *ONLY, "--staged").exit_code == 2

    def test_nothing_is_judged_where_nothing_is_staged(
        self, repository: Repository, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*args: object) -> None:
            raise AssertionError

        monkeypatch.setattr(Auditor, "judge", fail)
        repository.put("workflows/o_r_A.md", "a TODO\n")
        (repository.top / "other.txt").write_text("x\n")
        repository.git("add", "other.txt")
        result = run("check", "docs/kb", "--staged")
        assert (result.exit_code, result.stdout) == (
            0,
            "No file of the knowledge base is staged: nothing was judged.\n",
        )
        repository.git("checkout", "-q", "docs")
        assert "changed since HEAD (" in run("check", "docs/kb", "--since", "HEAD").stdout
        for name in ("json", "sarif", "junit"):
            assert run("check", "docs/kb", "--staged", "--format", name).exit_code == 0

    def test_a_file_that_is_no_page_counts(self, repository: Repository) -> None:
        (repository.kb / "files").mkdir()
        repository.put("files/a.md", "x\n")
        repository.put("workflows/o_r_A.md", "[a](../files/a.md)\n")
        repository.commit()
        (repository.kb / "files/a.md").unlink()
        repository.git("add", "-A")
        result = run("check", "docs/kb", "--select", "dead-file-link", "--staged")
        assert result.exit_code == 1

    def test_a_repository_without_commits(self, repository: Repository) -> None:
        (repository.top / ".git").rename(repository.top.parent / "old.git")
        repository.git("init", "-q")
        assert "nothing was judged" in run("check", "docs/kb", "--staged").stdout
        repository.git("add", "-A")
        assert told(run("check", "docs/kb", *ONLY, "--staged")) == [OLD]

    def test_the_top_folder_can_be_the_knowledge_base(
        self, repository: Repository, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(repository.kb)
        repository.git("mv", "docs/kb/workflows", "docs/kb/principles", "docs/kb/_WorkflowIndex.md",
                       "docs/kb/environments", ".")  # fmt: skip
        monkeypatch.chdir(repository.top)
        repository.commit()
        (repository.top / "principles/o_r_B.md").unlink()
        repository.git("add", "-A")
        assert run("check", ".", *ONLY, "--staged").stdout.startswith("workflows/o_r_A.md:2:1 ")

    def test_a_worktree(self, repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
        repository.git("worktree", "add", "-q", "../tree")
        tree = Repository(repository.top.parent / "tree")
        monkeypatch.chdir(tree.top)
        (tree.kb / "principles/o_r_B.md").unlink()
        tree.git("add", "-A")
        monkeypatch.setenv("GIT_DIR", tree.git("rev-parse", "--absolute-git-dir"))
        assert told(run("check", "docs/kb", *ONLY, "--staged")) == [LOST]
        monkeypatch.chdir(tree.kb)
        assert "dead-link" in run("check", *ONLY, "--staged").stdout

    def test_the_index_of_a_partial_commit(
        self, repository: Repository, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """As `git commit FILE` makes one, by a path from the top; and with git's own GIT_DIR."""
        repository.put("workflows/o_r_A.md", "a TODO\n")
        repository.git("add", "-A", GIT_INDEX_FILE=".git/other")
        assert told(run("check", "docs/kb", *ONLY, "--staged")) == []
        monkeypatch.setenv("GIT_INDEX_FILE", ".git/other")
        monkeypatch.setenv("GIT_DIR", ".git")
        found = told(run("check", "docs/kb", *ONLY, "--staged"))
        assert "workflows/o_r_A.md:1:3 warning zz-word" in found

    def test_variables_about_another_repository_lead_nowhere(
        self, repository: Repository, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        other = Repository(repository.top.parent / "other")
        other.top.mkdir()
        other.git("init", "-q")
        repository.put("workflows/o_r_A.md", "a TODO\n")
        repository.git("add", "-A")
        monkeypatch.setenv("GIT_DIR", str(other.top / ".git"))
        monkeypatch.setenv("GIT_INDEX_FILE", str(other.top / ".git/index"))
        monkeypatch.setenv("GIT_WORK_TREE", str(other.top))
        assert len(told(run("check", "docs/kb", *ONLY, "--staged"))) == 1

    def test_a_repository_kept_elsewhere(
        self, repository: Repository, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Only the variables tell where it is."""
        elsewhere = repository.top.parent / "elsewhere.git"
        (repository.top / ".git").rename(elsewhere)
        where = {"GIT_DIR": str(elsewhere), "GIT_WORK_TREE": str(repository.top)}
        repository.put("workflows/o_r_A.md", "a TODO\n")
        repository.git("add", "-A", **where)
        for name, value in where.items():
            monkeypatch.setenv(name, value)
        assert len(told(run("check", "docs/kb", *ONLY, "--staged"))) == 1

    def test_links_hidden_files_and_what_is_excluded(self, repository: Repository) -> None:
        (repository.kb / "workflows/o_r_L.md").symlink_to("o_r_A.md")
        (repository.kb / "workflows/o_r_X.md").symlink_to("../../../outside.md")
        (repository.top / "outside.md").write_text("a TODO\n")
        repository.put("workflows/.hidden/o_r_H.md", "a TODO\n")
        repository.put("workflows/.o_r_H.md", "a TODO\n")
        repository.put("drafts/o_r_H.md", "a TODO\n")
        repository.put("workflows/o_r_A.md", "one TODO\n")
        repository.git("add", "-A")
        found = told(run("check", "docs/kb", *ONLY, "--staged", "--exclude", "drafts/"))
        on_disk = told(run("check", "docs/kb", *ONLY, "--exclude", "drafts/"))
        assert found == [line for line in on_disk if line != OLD]
        assert [line.split(":")[0] for line in found] == [
            "workflows/o_r_A.md",
            "workflows/o_r_L.md",
            "workflows/o_r_X.md",
        ]

    def test_a_pointer_of_lfs_whose_text_is_on_the_disk(self, repository: Repository) -> None:
        text = "a TODO\n"
        digest = hashlib.sha256(text.encode()).hexdigest()
        pointer = (
            f"version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize {len(text)}\n"
        )
        repository.put("workflows/o_r_P.md", pointer)
        repository.git("add", "-A")
        repository.put("workflows/o_r_P.md", text)
        selected = ("--select", "zz-word,unreadable-page")
        found = told(run("check", "docs/kb", *selected, "--staged"))
        assert found == ["workflows/o_r_P.md:1:3 warning zz-word"]
        repository.put("workflows/o_r_P.md", "Other text.\n")
        repository.put("workflows/o_r_Q.md", "")  # so that pages are judged again
        repository.git("add", "docs/kb/workflows/o_r_Q.md")
        found = told(run("check", "docs/kb", *selected, "--staged"))
        (line,) = [line for line in found if "o_r_P" in line]
        assert line.startswith("workflows/o_r_P.md:1:1 error unreadable-page ")
        repository.put("workflows/o_r_P.md", text)
        repository.put("workflows/o_r_R.md", "")
        repository.git("add", "docs/kb/workflows/o_r_R.md")
        found = told(run("check", "docs/kb", *selected, "--staged"))
        assert "workflows/o_r_P.md:1:3 warning zz-word" in found

    def test_an_unfinished_merge(self, repository: Repository) -> None:
        repository.git("switch", "-qc", "ours")
        repository.put("workflows/o_r_A.md", "our TODO\n")
        repository.commit()
        repository.git("switch", "-q", "main")
        repository.put("workflows/o_r_A.md", "theirs\n")
        repository.commit()
        with pytest.raises(Exception, match="merge"):
            repository.git("merge", "-q", "ours")
        assert run("check", "docs/kb", *ONLY, "--staged").exit_code in (0, 1)


def test_a_knowledge_base_that_git_ignores_is_judged(repository: Repository) -> None:
    (repository.top / ".gitignore").write_text("own/\n")
    repository.commit()
    (repository.top / "own/workflows").mkdir(parents=True)
    (repository.top / "own/workflows/o_r_A.md").write_text("a TODO\n")
    assert "zz-word" in run("check", "own", *ONLY, "--since", "HEAD").stdout


def test_programs_are_told(repository: Repository) -> None:
    repository.put("workflows/o_r_A.md", "a TODO\n")
    view = json.loads(run("check", "docs/kb", *ONLY, "--since", "HEAD", "--format", "json").stdout)
    assert view["since"]["what"].startswith("what changed since HEAD (")
    assert view["since"]["outside"] == 1
    assert json.loads(run("check", "docs/kb", *ONLY, "--format", "json").stdout)["since"] is None


def test_the_history_of_the_state_before_ends_there(repository: Repository) -> None:
    """A commit that changes a page and leaves its date is what makes the date stale."""
    page = "---\nlast_updated: 2020-01-02\n---\n# A\n\n## Overview\n\none\n"
    repository.put("workflows/o_r_A.md", page)
    repository.commit()
    first = repository.git("rev-parse", "HEAD")
    repository.put("workflows/o_r_A.md", f"{page}\nmany more words than there were before\n")
    repository.commit()
    only = ("--select", "stale-date", "--fail-on", "info")
    assert "stale-date" in run("check", "docs/kb", *only).stdout
    assert "stale-date" in run("check", "docs/kb", *only, "--since", first).stdout
    assert "stale-date" not in run("check", "docs/kb", *only, "--since", "HEAD").stdout


def test_with_a_baseline(repository: Repository) -> None:
    repository.put("workflows/o_r_A.md", "a TODO\nb TODO\n")
    run("baseline", "docs/kb", *ONLY)
    repository.put("workflows/o_r_A.md", "a TODO\nb TODO\nc TODO\n")
    result = run("check", "docs/kb", *ONLY, "--since", "HEAD")
    assert told(result) == ["workflows/o_r_A.md:3:3 warning zz-word"]
    assert "3 findings are hidden by the baseline" in result.stdout


def test_what_moving_the_target_broke(repository: Repository, tmp_path: Path) -> None:
    code = Repository(tmp_path / "code")
    code.top.mkdir()
    code.git("init", "-q")
    for number, names in enumerate((("a.py", "b.py"), ("b.py",), ()), 1):
        for name in ("a.py", "b.py"):
            (code.top / name).unlink(missing_ok=True)
        for name in names:
            (code.top / name).write_text("x = 1\n")
        (code.top / "more.txt").write_text(f"{number}\n")
        code.commit()
        code.git("tag", f"v{number}")
    repository.put("workflows/o_r_A.md", "Cites `a.py:1` and `b.py:1`.\n")
    ask = ("check", "docs/kb", "--select", "missing-source-file", "--repo", code.top, "--rev")
    assert len(told(run(*ask, "v3"))) == 2
    for range_, found in (("v1..v2", 1), ("v2..v3", 1), ("v1..v3", 2), ("v3..v1", 0), ("v2..", 1)):
        assert len(told(run(*ask, range_))) == found, range_
    assert "what moving the target from v1 to v2 changes" in run(*ask, "v1..v2").stdout
    assert run(*ask, "v9..v2").exit_code == 2
    assert "with two dots" in run(*ask, "v1...v2").stderr
    repository.commit()
    assert len(told(run(*ask, "v1..v3", "--since", "HEAD"))) == 2
