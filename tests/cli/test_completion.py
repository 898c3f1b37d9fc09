"""Completion, as bash itself does it, and by the protocol of the other shells."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from kbaudit.cli.group import COMMANDS, cli
from kbaudit.rulekit.discovery import all_rules
from kbaudit.rulekit.rule import TAGS
from support import lay_out

ROOT = Path(__file__).parents[2]
BASH = shutil.which("bash")


@pytest.fixture
def bin_folder(tmp_path: Path) -> Path:
    """A folder in which `kbaudit` is a command."""
    program = tmp_path / "bin/kbaudit"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kbaudit "$@"\n')
    program.chmod(0o755)
    return program.parent


def complete(bin_folder: Path, *words: str) -> list[str]:
    """What bash offers for the last of `words`, once it has read the script."""
    assert BASH is not None
    script = """
    eval "$(kbaudit completion bash)"
    COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
    compopt() { echo "<$*>"; }
    _kbaudit_completion kbaudit
    printf '%s\\n' "${COMPREPLY[@]}"
    """
    done = subprocess.run(
        [BASH, "--norc", "-c", script, "bash", "kbaudit", *words],
        capture_output=True,
        text=True,
        check=True,
        env={
            "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT / "src"),
        },
    )
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.skipif(BASH is None, reason="bash is not installed")
class TestBash:
    def test_commands(self, bin_folder: Path) -> None:
        assert complete(bin_folder, "") == list(COMMANDS)
        assert complete(bin_folder, "che") == ["check"]

    def test_options(self, bin_folder: Path) -> None:
        assert "--select" in complete(bin_folder, "check", "--se")
        assert complete(bin_folder, "check", "--color", "a") == ["auto", "always"]

    def test_names_of_rules(self, bin_folder: Path) -> None:
        expected = [rule.id for rule in all_rules() if rule.id.startswith("dead-")]
        assert complete(bin_folder, "rules", "explain", "dead-") == expected
        assert complete(bin_folder, "check", "--select", "dead-") == expected

    def test_several_names_with_commas(self, bin_folder: Path) -> None:
        found = complete(bin_folder, "check", "--ignore", "graph,dead-l")
        assert found == ["graph,dead-link"]

    def test_folders_are_left_to_the_shell(self, bin_folder: Path) -> None:
        assert complete(bin_folder, "check", "x") == ["<-o", "dirnames>"]
        assert complete(bin_folder, "check", "--repo", "") == ["<-o", "dirnames>"]

    def test_names_of_pages(self, bin_folder: Path, tmp_path: Path) -> None:
        kb = lay_out(tmp_path / "kb", {"workflows/o_r_Walk.md": "x\n", "_reports/o_r_X.md": "x\n"})
        assert complete(bin_folder, "lock", str(kb), "--accept", "o_r_W") == ["o_r_Walk"]
        found = complete(bin_folder, "graph", str(kb), "--around", "o_r_")
        assert found == ["o_r_Cuda", "o_r_Walk"]

    def test_names_of_schemas(self, bin_folder: Path) -> None:
        assert complete(bin_folder, "schema", "conf") == ["config"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_script_calls_the_program(shell: str) -> None:
    result = CliRunner().invoke(cli, ["completion", shell])
    assert result.exit_code == 0
    assert f"_KBAUDIT_COMPLETE={shell}_complete" in result.stdout
    program = shutil.which(shell)
    if program is not None:
        checked = subprocess.run([program, "-n"], input=result.stdout, text=True)
        assert checked.returncode == 0


@pytest.mark.parametrize(
    ("shell", "environment"),
    [
        ("zsh", {"COMP_WORDS": "kbaudit check --select gr", "COMP_CWORD": "3"}),
        ("fish", {"COMP_WORDS": "kbaudit check --select", "COMP_CWORD": "gr"}),
    ],
)
def test_the_protocol_of_other_shells(shell: str, environment: dict[str, str]) -> None:
    asked = {"_KBAUDIT_COMPLETE": f"{shell}_complete", **environment}
    result = CliRunner().invoke(cli, [], env=asked, prog_name="kbaudit")
    assert "graph" in result.stdout.replace(",", "\n").split()
    assert "graph" in TAGS
