"""`kbaudit hook`, as git and pre-commit call it."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from changes.conftest import ONLY, USER, Repository, run, told
from kbaudit.cli import reports
from kbaudit.engine.auditor import Auditor
from kbaudit.engine.recorded import Recorded
from kbaudit.engine.request import Outcome
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.read.tree import Tree

ROOT = Path(__file__).parents[2]
PAGE = "docs/kb/workflows/o_r_A.md"
OLD = "principles/o_r_B.md:2:8 warning zz-word"


@pytest.mark.parametrize("staged", [[], ["README.md"], [".github/workflows/README.md"]])
def test_a_commit_without_pages_is_silent(repository: Repository, staged: list[str]) -> None:
    for name in staged:
        place = repository.top / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("TODO\n")
    repository.git("add", "-A")
    result = run("hook", *staged, *ONLY)
    assert (result.exit_code, result.output) == (0, "")


def test_findings_anywhere_in_the_files_given_and_elsewhere_what_is_caused(
    repository: Repository,
) -> None:
    repository.put("principles/o_r_B.md", "one\nan old TODO\nthree\nFOUR\n")
    repository.git("add", "-A")
    assert told(run("hook", *ONLY)) == []
    assert told(run("hook", "docs/kb/principles/o_r_B.md", *ONLY)) == [OLD]
    repository.git("rm", "-qf", "docs/kb/principles/o_r_B.md")
    result = run("hook", *ONLY)
    assert result.exit_code == 1
    assert told(result) == ["workflows/o_r_A.md:2:1 error dead-link"]


def test_texts_that_are_known_are_not_read_again(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    trees: list[Tree] = []
    real = Recorded.tree

    def tree(self: Recorded, **options: Any) -> Tree:
        trees.append(real(self, **options))
        return trees[-1]

    monkeypatch.setattr(Recorded, "tree", tree)
    for number in range(3):
        repository.put("workflows/o_r_A.md", f"{number} a staged TODO\n")
        repository.git("add", "-A")
        monkeypatch.setenv("KBAUDIT_CACHE_DIR", str(repository.top.parent / f"new {number}"))
        expected = run("hook", "--ignore", "zz-boom").output
        monkeypatch.setenv("KBAUDIT_CACHE_DIR", str(repository.top.parent / "kept"))
        trees.clear()
        assert run("hook", "--ignore", "zz-boom").output == expected
        repository.commit()
    now, past = trees
    assert now.data.keys() == {"workflows/o_r_A.md"}
    assert {"principles/o_r_B.md", "_WorkflowIndex.md"} <= now.unread.keys()
    assert past.unread.keys() == {"workflows/o_r_A.md"}
    assert past.same == now.unread.keys()


def test_what_is_staged_still_is_not_judged_again(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged: list[KnowledgeBase] = []
    shown: list[Outcome] = []
    real = Auditor.judge

    def judge(self: Auditor, kb: KnowledgeBase, *more: Any, **options: Any) -> Outcome:
        judged.append(kb)
        return real(self, kb, *more, **options)

    monkeypatch.setattr(Auditor, "judge", judge)
    monkeypatch.setattr(reports, "write_reports", lambda one, *_, **__: shown.append(one))
    repository.put("workflows/o_r_A.md", "a staged TODO\n")
    repository.git("add", "-A")
    repository.put("workflows/o_r_A.md", "and the disk says something else\n")
    assert run("hook", *ONLY).exit_code == 1
    assert judged
    judged.clear()
    assert run("hook", *ONLY).exit_code == 1
    assert judged == []
    assert shown[0].report == shown[1].report
    assert shown[1].texts["workflows/o_r_A.md"].text == "a staged TODO\n"
    repository.git("add", "-A")
    assert run("hook", *ONLY).exit_code == 0
    assert judged


def test_the_knowledge_bases_can_be_named(repository: Repository) -> None:
    repository.put("workflows/o_r_A.md", "a TODO\n")
    (repository.top / "other/workflows").mkdir(parents=True)
    repository.git("add", "-A")
    assert run("hook", "other", PAGE, *ONLY).output == ""
    assert len(told(run("hook", "docs/kb", PAGE, *ONLY))) == 1


def test_several_knowledge_bases(repository: Repository) -> None:
    other = repository.top / "second"
    other.mkdir()
    (other / "kbaudit.yaml").write_text("fail-on: error\n")
    (other / "workflows").mkdir()
    (other / "workflows/o_r_Z.md").write_text("a TODO\n")
    repository.put("workflows/o_r_A.md", "a TODO\n")
    repository.git("add", "-A")
    result = run("hook", *ONLY)
    assert result.exit_code == 1
    assert "docs/kb/workflows/o_r_A.md:1:3" in result.stdout
    assert "second/workflows/o_r_Z.md:1:3" in result.stdout


def test_all_files(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of pre-commit: the files on the disk count, also where nothing is staged."""
    files = repository.git("ls-files").split()
    assert told(run("hook", *files, *ONLY)) == [OLD]
    repository.put("workflows/o_r_A.md", "[[step::Principle:o_r_B]] a TODO\n")
    assert told(run("hook", *files, *ONLY)) == [OLD]
    monkeypatch.setenv("PRE_COMMIT", "1")
    assert len(told(run("hook", *files, *ONLY))) == 2
    (repository.kb / "principles/o_r_B.md").unlink()
    assert "dead-link" in "".join(told(run("hook", *files, *ONLY)))


def test_what_is_pushed(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    first = repository.git("rev-parse", "HEAD")
    repository.git("rm", "-q", "docs/kb/principles/o_r_B.md")
    repository.commit()
    monkeypatch.setenv("PRE_COMMIT_FROM_REF", first)
    monkeypatch.setenv("PRE_COMMIT_TO_REF", "HEAD")
    assert told(run("hook", *ONLY)) == ["workflows/o_r_A.md:2:1 error dead-link"]


def test_fix_repairs_the_files_given_and_fails(repository: Repository) -> None:
    repository.put("workflows/o_r_A.md", "a TODO\n")
    repository.git("add", "-A")
    assert run("hook", "--fix", "docs/kb/environments/o_r_Cuda.md", *ONLY).exit_code == 0
    result = run("hook", "--fix", PAGE, *ONLY)
    assert result.exit_code == 1
    assert "fixed docs/kb/workflows/o_r_A.md: 1 (zz-word 1)" in result.stdout
    assert "TODO" in (repository.kb / "principles/o_r_B.md").read_text()
    assert run("hook", "--fix", PAGE, *ONLY).exit_code == 0


def test_outside_of_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("hook").exit_code == 2


def test_a_commit_without_pages_imports_next_to_nothing(repository: Repository) -> None:
    (repository.top / "other.txt").write_text("x\n")
    repository.git("add", "-A")
    script = (
        "import sys\nfrom kbaudit.cli.group import cli\n"
        "try:\n    cli(['hook'])\nexcept SystemExit as end:\n    assert end.code == 0\n"
        "print(sorted({'git', 'jsonschema', 'pydantic', 'ruamel', 'rapidfuzz'} & {*sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=repository.top,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")


@pytest.mark.slow
class TestPreCommit:
    """The real one, with the hooks installed from this repository as it stands."""

    def commit(self, repository: Repository, *args: str) -> tuple[int, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "PYTHON"))}
        home = repository.top.parent / "home"
        done = subprocess.run(
            ["git", "commit", "-qm", "x", *args],
            cwd=repository.top,
            env={**kept, **USER, "PRE_COMMIT_HOME": str(home)},
            capture_output=True,
            text=True,
        )
        return done.returncode, done.stdout + done.stderr

    def test_try_repo(self, repository: Repository) -> None:
        """A good commit passes, a bad one is refused, a repaired one and a deletion are seen."""
        if "hook" not in self.prepared(repository):
            pytest.skip("the package registry cannot be reached")
        repository.put("workflows/o_r_A.md", "one\n[[step::Principle:o_r_B]]\n")
        repository.git("add", "-A")
        status, said = self.commit(repository)
        assert status == 0, said
        repository.put("workflows/o_r_A.md", "one\n[[step::Principle:o_r_Gone]]\n")
        repository.git("add", "-A")
        status, said = self.commit(repository)
        assert status == 1
        assert f"{PAGE}:2:1 error dead-link there is no Principle page `o_r_Gone`" in said
        repository.put("workflows/o_r_A.md", "one\n[[step::Principle:o_r_B]]\nmore\n")
        repository.git("add", "-A")
        assert self.commit(repository)[0] == 0
        repository.git("rm", "-q", "docs/kb/principles/o_r_B.md")
        status, said = self.commit(repository)
        assert status == 1
        assert f"{PAGE}:2:1 error dead-link there is no Principle page `o_r_B`" in said
        repository.git("reset", "-q", "--hard")
        repository.git("worktree", "add", "-q", "../tree")
        tree = Repository(repository.top.parent / "tree")
        tree.git("rm", "-q", "docs/kb/principles/o_r_B.md")
        status, said = self.commit(tree)
        assert (status, "error dead-link" in said) == (1, True)
        (tree.top / "other.txt").write_text("x\n")
        tree.git("reset", "-q", "--hard")
        tree.git("add", "other.txt")
        assert self.commit(tree)[0] == 0

    def prepared(self, repository: Repository) -> str:
        """Both hooks, from a repository that has what lies here, as `try-repo` makes one."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "PYTHON"))}
        env = {**kept, **USER, "PRE_COMMIT_HOME": str(repository.top.parent / "home")}
        repository.put("kbaudit.yaml", "select: [dead-link, unlisted-relation]\n")
        repository.commit()
        command = [sys.executable, "-m", "pre_commit"]
        tried = subprocess.run(
            [*command, "try-repo", str(ROOT), "--all-files", "--verbose"],
            cwd=repository.top,
            env=env,
            capture_output=True,
            text=True,
        )
        said = tried.stdout + tried.stderr
        if "CalledProcessError" in said and ("connection" in said or "resolution" in said):
            return ""
        assert tried.returncode == 0, said
        before, _, rest = said.partition("repos:")
        assert before
        config = "repos:" + rest.split("=====")[0]
        (repository.top / ".pre-commit-config.yaml").write_text(config)
        repository.git("add", "-A")
        subprocess.run([*command, "install"], cwd=repository.top, env=env, check=True)
        return said
