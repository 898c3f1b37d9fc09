"""The recipes for CI: what of them a machine without the services can run, is run."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from kbaudit.cli.group import COMMANDS
from kbaudit.example import Example, lay_out

ROOT = Path(__file__).parents[2]
RECIPES = ROOT / "examples/ci"
_EXPRESSION = re.compile(r"\$\{\{\s*([^}]+?)\s*\}\}")

Values = Mapping[str, str]


def loaded(path: Path) -> Any:
    return YAML(typ="safe").load(path.read_text("utf-8"))


@pytest.fixture
def example(tmp_path: Path) -> Example:
    """The repository of a knowledge base in `wiki`, and what it is about in `jobq`."""
    return lay_out(tmp_path / "work")


@pytest.fixture
def runner(tmp_path: Path, example: Example) -> "Runner":
    return Runner(tmp_path, example.folder)


class Runner:
    """Runs shell steps as the runner of GitHub does, in `folder`."""

    def __init__(self, top: Path, folder: Path) -> None:
        self.folder = folder
        self.bin = top / "bin"
        self.temporary = top / "temp"
        self.summary = top / "summary.md"
        for place in (self.bin, self.temporary / "kbaudit/bin"):
            place.mkdir(parents=True)
            self.program(place / "kbaudit", f'exec {shlex.quote(sys.executable)} -m kbaudit "$@"')
        self.outputs: dict[str, str] = {}
        self.environment = {
            "PATH": f"{self.bin}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT / "src"),
            "KBAUDIT_CACHE_DIR": str(top / "cache"),
            "HOME": str(top),
            "RUNNER_TEMP": str(self.temporary),
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "GITHUB_OUTPUT": str(top / "output"),
        }

    def program(self, path: Path, text: str) -> None:
        path.write_text(f"#!/bin/bash\n{text}\n")
        path.chmod(0o755)

    def run(
        self, script: str, given: Values, environment: Values
    ) -> subprocess.CompletedProcess[str]:
        """One step. `given` are the values of expressions in its environment."""
        output = Path(self.environment["GITHUB_OUTPUT"])
        output.write_text("")
        assert not _EXPRESSION.search(script), "an expression in a script can become code"
        values = {
            name: _EXPRESSION.sub(lambda match: given[match[1]], str(value))
            for name, value in environment.items()
        }
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=self.folder,
            env=self.environment | values,
            capture_output=True,
            text=True,
        )
        lines = output.read_text().splitlines()
        self.outputs = dict(line.split("=", 1) for line in lines)
        return done


class TestAction:
    ACTION = loaded(ROOT / "action.yml") if (ROOT / "action.yml").exists() else {}

    def audit(self, runner: Runner, **inputs: str) -> subprocess.CompletedProcess[str]:
        """Its last step, with the defaults of inputs that are not given."""
        step = self.ACTION["runs"]["steps"][-1]
        known = {
            name: str(about.get("default", "")) for name, about in self.ACTION["inputs"].items()
        }
        assert {name.replace("_", "-") for name in inputs} <= known.keys()
        values = known | {name.replace("_", "-"): value for name, value in inputs.items()}
        given = {f"inputs.{name}": value for name, value in values.items()}
        return runner.run(step["run"], given, step["env"])

    def test_findings_are_annotations_a_summary_and_sarif(self, runner: Runner) -> None:
        done = self.audit(runner, kb="wiki", repo="jobq", rev="v2.0")
        assert done.returncode == 1, done.stderr
        assert "::error file=wiki/" in done.stdout
        assert "stale-lines" in runner.summary.read_text()
        assert runner.outputs == {"status": "1", "sarif": "kbaudit.sarif"}
        report = json.loads((runner.folder / "kbaudit.sarif").read_text())
        assert report["version"] == "2.1.0"
        assert report["runs"][0]["results"]

    def test_a_clean_audit(self, runner: Runner) -> None:
        done = self.audit(runner, kb="wiki", select="unreadable-page")
        assert (done.returncode, runner.outputs["status"]) == (0, "0")

    def test_wrong_usage_is_no_finding(self, runner: Runner) -> None:
        done = self.audit(runner, kb="wiki", repo="jobq", rev="v9")
        assert done.returncode == 2
        assert runner.outputs == {"status": "2"}
        assert "has no revision v9" in done.stderr

    def test_every_input_reaches_the_program(self, runner: Runner) -> None:
        runner.program(runner.temporary / "kbaudit/bin/kbaudit", 'printf "%s\\n" "$@"')
        done = self.audit(
            runner, kb="-x y", repo="$(touch pwned)", rev="`id`", base="b;c", fetch="true",
            fail_on="error", strict="true", select="link", ignore="graph", sarif="s.sarif",
        )  # fmt: skip
        assert done.stdout.splitlines() == [
            "check", "--repo", "$(touch pwned)", "--rev", "`id`", "--base", "b;c",
            "--fail-on", "error", "--select", "link", "--ignore", "graph", "--fetch", "--strict",
            "--format", "github", "--format", "sarif=s.sarif",
            "--format", f"markdown={runner.summary}", "--", "-x y",
        ]  # fmt: skip
        assert not (runner.folder / "pwned").exists()

    def test_its_inputs_are_documented(self) -> None:
        text = (ROOT / "docs/ci.md").read_text("utf-8")
        documented = re.findall(r"^\| ((?:`[\w-]+`(?:, )?)+) \|", text, re.MULTILINE)
        names = re.findall(r"`([\w-]+)`", " ".join(documented))
        assert sorted(names) == sorted(self.ACTION["inputs"])

    @pytest.mark.slow
    def test_it_installs_what_it_runs(self, runner: Runner) -> None:
        shutil.rmtree(runner.temporary / "kbaudit")
        runner.environment |= {"GITHUB_ACTION_PATH": str(ROOT)}
        del runner.environment["PYTHONPATH"]
        step = self.ACTION["runs"]["steps"][0]
        done = runner.run(step["run"], {"inputs.python": sys.executable}, step["env"])
        if "connection broken" in done.stderr or "Temporary failure" in done.stderr:
            pytest.skip("the package registry cannot be reached")
        assert done.returncode == 0, done.stderr
        assert self.audit(runner, kb="wiki", repo="jobq", rev="v2.0").returncode == 1


def test_the_workflow_hands_over_what_the_action_takes() -> None:
    job = loaded(RECIPES / "github.yaml")["jobs"]["audit"]
    (step,) = (step for step in job["steps"] if step.get("id") == "kbaudit")
    assert step["with"].keys() <= TestAction.ACTION["inputs"].keys()
    upload = job["steps"][-1]
    assert upload["with"]["sarif_file"] == "${{ steps.kbaudit.outputs.sarif }}"
    assert "sarif" in TestAction.ACTION["outputs"]


class TestDrift:
    WORKFLOW = loaded(RECIPES / "github-drift.yaml") if RECIPES.exists() else {}

    def step(
        self, runner: Runner, name: str, given: Values | None = None
    ) -> subprocess.CompletedProcess[str]:
        steps = self.WORKFLOW["jobs"]["drift"]["steps"]
        (step,) = (one for one in steps if one.get("name") == name)
        return runner.run(step["run"], given or {}, step.get("env", {}))

    @pytest.fixture
    def drift(self, runner: Runner, example: Example) -> Runner:
        """The wiki is under git, its target lies on this disk, and `gh` writes down its calls."""
        runner.environment |= {
            **{name: str(value) for name, value in self.WORKFLOW["env"].items()},
            "TARGET": f"file://{example.code}",
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": "init.defaultBranch",
            "GIT_CONFIG_VALUE_0": "main",
        }
        runner.program(
            runner.bin / "gh",
            f'printf "%q " "$@" >> {runner.temporary}/gh; echo >> {runner.temporary}/gh',
        )
        (runner.folder / ".gitignore").write_text("jobq/\n")
        shutil.rmtree(example.wiki / ".git", ignore_errors=True)
        shared = runner.temporary / "origin.git"
        for words in (
            f"git init -q --bare {shared}", "git init -q", "git add -A",
            "git -c user.name=A -c user.email=a@example.org commit -qm wiki",
            f"git remote add origin {shared}",
        ):  # fmt: skip
            assert runner.run(words, {}, {}).returncode == 0
        return runner

    def called(self, runner: Runner) -> str:
        place = runner.temporary / "gh"
        return place.read_text() if place.exists() else ""

    def test_the_newest_release_is_found_by_its_number(
        self, drift: Runner, example: Example
    ) -> None:
        for tag in ("v1.9", "v10.0rc1", "v10.0", "nightly", "v2.0.1"):
            subprocess.run(["git", "-C", example.code, "tag", tag], check=True)
        assert self.step(drift, "Find the newest release").returncode == 0
        assert drift.outputs == {"tag": "v10.0"}

    def test_what_drifted_becomes_a_pull_request_and_an_issue(self, drift: Runner) -> None:
        assert self.step(drift, "Find the newest release").returncode == 0
        assert drift.outputs == {"tag": "v2.0"}
        given = {"steps.newest.outputs.tag": "v2.0", "github.token": "x"}
        audited = self.step(drift, "Audit", given)
        assert audited.returncode == 0, audited.stderr
        assert drift.outputs == {"drifted": "1"}
        assert "stale-lines" in drift.summary.read_text()
        pulled = self.step(drift, "Open a pull request with the repairs", given)
        assert pulled.returncode == 0, pulled.stderr
        assert "pr create --head kbaudit/v2.0 " in self.called(drift)
        shown = drift.run("git log -1 --format=%s origin/kbaudit/v2.0 -- wiki", {}, {})
        assert shown.stdout == "Lines and pins as of v2.0\n"
        issued = self.step(drift, "Open an issue with what drifted", given)
        assert issued.returncode == 0, issued.stderr
        assert "issue create --title Wiki:\\ what\\ v2.0\\ changed" in self.called(drift)
        assert "stale-lines" in (drift.temporary / "body.md").read_text()

    def test_an_issue_that_is_open_is_brought_up_to_date(self, drift: Runner) -> None:
        (drift.temporary / "drift.md").write_text("new\n")
        drift.program(
            drift.bin / "gh",
            f'echo "$@" >> {drift.temporary}/gh; [ "$2" = list ] && echo 7 || true',
        )
        given = {"steps.newest.outputs.tag": "v2.0", "github.token": "x"}
        done = self.step(drift, "Open an issue with what drifted", given)
        assert done.returncode == 0, done.stderr
        assert "issue edit 7 --body-file" in self.called(drift)
        assert "issue create" not in self.called(drift)

    def test_steps_after_a_clean_audit_are_left_out(self) -> None:
        steps = self.WORKFLOW["jobs"]["drift"]["steps"]
        assert [step.get("if") for step in steps[-2:]] == ["steps.audit.outputs.drifted == '1'"] * 2


def test_the_job_of_gitlab(runner: Runner, example: Example) -> None:
    job = loaded(RECIPES / "gitlab.yaml")["wiki"]
    project = {"CI_PROJECT_DIR": str(runner.folder)}
    variables = {name: str(value) for name, value in job["variables"].items()}
    variables |= {
        "TARGET": f"file://{example.code}",
        "KBAUDIT_CACHE_DIR": str(runner.folder / ".kbaudit"),
    }
    done = runner.run("\n".join(job["script"]), {}, project | variables)
    assert done.returncode == 1, done.stderr
    reports = job["artifacts"]["reports"]
    issues = json.loads((runner.folder / reports["codequality"]).read_text())
    assert {issue["location"]["path"].split("/")[0] for issue in issues} >= {"wiki"}
    assert (runner.folder / reports["junit"]).read_text().startswith("<?xml")
    assert (runner.folder / job["cache"]["paths"][0] / "targets").is_dir()


def test_the_shell_recipe(runner: Runner, example: Example) -> None:
    script = RECIPES / "check.sh"
    checked = subprocess.run(["sh", "-n", script], capture_output=True)
    assert (checked.returncode, os.access(script, os.X_OK)) == (0, True)
    done = runner.run(f"{script} wiki file://{example.code} v2.0", {}, {})
    assert done.returncode == 1, done.stderr
    assert json.loads((runner.folder / "kbaudit.json").read_text())["findings"]
    wrong = runner.run(f"{script} wiki file://{example.code} v9", {}, {})
    assert wrong.returncode == 2


def test_pre_commit_ci_names_a_hook_that_is_offered() -> None:
    offered = {hook["id"] for hook in loaded(ROOT / ".pre-commit-hooks.yaml")}
    (repository,) = loaded(RECIPES / "pre-commit-ci.yaml")["repos"]
    assert {hook["id"] for hook in repository["hooks"]} <= offered


def test_commands_of_the_page_exist() -> None:
    text = (ROOT / "docs/ci.md").read_text("utf-8")
    assert set(re.findall(r"`kbaudit (\w+)", text)) <= set(COMMANDS)
    links = re.findall(r"\]\(([^)#:]+)\)", text)
    assert links
    assert all((ROOT / "docs" / link).exists() for link in links)


def _tool(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path=sysconfig.get_path("scripts"))


@pytest.mark.slow
@pytest.mark.skipif(_tool("zizmor") is None, reason="zizmor is not installed")
def test_zizmor_finds_nothing() -> None:
    files = [ROOT / "action.yml", RECIPES / "github.yaml", RECIPES / "github-drift.yaml"]
    done = subprocess.run(
        [_tool("zizmor") or "", "--offline", "--no-progress", "--persona=pedantic", *files],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
@pytest.mark.skipif(_tool("actionlint") is None, reason="actionlint is not installed")
def test_actionlint_finds_nothing() -> None:
    files = [RECIPES / "github.yaml", RECIPES / "github-drift.yaml"]
    done = subprocess.run([_tool("actionlint") or "", *files], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
