"""A knowledge base in a folder of a git repository."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kbaudit.cli.group import cli
from support import lay_out, with_rules

ONLY = ("--select", "zz-word,dead-link")
USER = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"} | {
    f"GIT_{who}_{what}": f"{who}@example.org".lower()
    for who in ("AUTHOR", "COMMITTER")
    for what in ("NAME", "EMAIL")
}


@dataclass(frozen=True)
class Repository:
    top: Path

    @property
    def kb(self) -> Path:
        return self.top / "docs/kb"

    def git(self, *args: str, **more: str) -> str:
        env = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
        done = subprocess.run(
            ["git", "-c", "init.defaultBranch=main", *args],
            cwd=self.top,
            env={**env, **USER, **more},
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()

    def commit(self, message: str = "x") -> str:
        self.git("add", "-A")
        self.git("commit", "-qm", message)
        return self.git("rev-parse", "HEAD")

    def put(self, path: str, text: str) -> None:
        place = self.kb / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8", newline="")


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rules of `support` take part, and no variable of git or pre-commit is set."""
    with_rules(monkeypatch)
    for name in list(os.environ):
        if name.startswith(("GIT_", "PRE_COMMIT")):
            monkeypatch.delenv(name)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """Committed: page A links to B, which has an old finding; the index is there."""
    found = Repository(tmp_path / "repo")
    found.top.mkdir()
    found.git("init", "-q")
    lay_out(
        found.kb,
        {
            "workflows/o_r_A.md": "one\n[[step::Principle:o_r_B]]\nthree\n",
            "principles/o_r_B.md": "one\nan old TODO\nthree\nfour\n",
            "_WorkflowIndex.md": "# Index\n",
        },
    )
    found.commit("first")
    monkeypatch.chdir(found.top)
    return found


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(arg) for arg in args])


def told(result: Result) -> list[str]:
    """The findings, without the folder and from the rule on."""
    assert result.exit_code in (0, 1), result.output
    lines = (line for line in result.stdout.splitlines() if line.startswith("docs/kb/"))
    return [line.removeprefix("docs/kb/").split(" there is ")[0] for line in lines]
