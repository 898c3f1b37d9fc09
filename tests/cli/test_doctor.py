"""What is found on a machine, and what must not be told of it."""

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import kbaudit
from kbaudit.cli.group import cli
from support import lay_out


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(cli, ["doctor", *(str(arg) for arg in args)])


def facts(*args: str | Path) -> dict[str, str]:
    view = json.loads(run(*args, "--format", "json").stdout)
    return {one["about"]: one["says"] for one in view}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("KBAUDIT_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path


def test_a_knowledge_base_alone(tmp_path: Path) -> None:
    kb = lay_out(tmp_path / "kb")
    found = facts(kb)
    assert found["kbaudit"].startswith(f"{kbaudit.__version__} in ")
    assert found["git"][0].isdigit()
    assert found["cache folder"] == "~/cache"
    assert found["knowledge base"] == "~/kb: 1 file, 1 page among them"
    assert (found["configuration"], found["kept targets"], found["lock"]) == ("none",) * 3
    assert found["target"] == "no target: give --repo or `target.path`"
    assert not (tmp_path / "cache").exists()
    assert run(kb).exit_code == 0


def test_a_target_and_its_lock(tmp_path: Path) -> None:
    clone = tmp_path / "code"
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    subprocess.run(["git", "init", "-q", clone], check=True)
    subprocess.run(
        ["git", "-C", clone, *who, "commit", "-q", "--allow-empty", "-m", "x"], check=True
    )
    kb = lay_out(tmp_path / "kb", {"kbaudit.yaml": "target: {path: ../code}\n"})
    found = facts(kb)
    assert found["configuration"] == "~/kb/kbaudit.yaml"
    assert found["target"].startswith("~/kb/../code at HEAD (commit ")
    broken = run(kb, "--rev", "v9")
    assert broken.exit_code == 1
    assert "error: ~/kb/../code has no revision v9" in broken.stdout


def test_what_is_broken_is_a_fact_as_well(tmp_path: Path) -> None:
    kb = lay_out(tmp_path / "kb", {"kbaudit.yaml": "targte: {}\n", "kbaudit.lock": "{\n"})
    result = run(kb)
    assert result.exit_code == 1
    assert "knowledge base  error: ~/kb/kbaudit.yaml:1:1: " in result.stdout
    (kb / "kbaudit.yaml").unlink()
    assert "lock            error: " in run(kb).stdout
    assert run(tmp_path / "none").exit_code == 1


def test_no_password_and_no_home(tmp_path: Path) -> None:
    url = "https://ada:s3cret@example.org/o/r"
    kb = lay_out(tmp_path / "kb", {"kbaudit.yaml": f"target: {{url: '{url}'}}\n"})
    for args in ((kb,), (kb, "--repo", url), (kb, "--format", "json")):
        result = run(*args)
        assert "s3cret" not in result.output
        assert str(tmp_path) not in result.output
