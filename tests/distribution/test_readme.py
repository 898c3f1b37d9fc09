"""What the README says can be done, is done here."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from kbaudit.cli.group import COMMANDS
from kbaudit.engine.load import load_config
from kbaudit.engine.request import Request
from kbaudit.engine.schemas import schema_titles
from kbaudit.rulekit.discovery import all_rules

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\((?!https?:)([^)#]+)\)")
_SETUP = ("python3 -m venv ", "&& .venv/bin/")


def blocks(language: str) -> list[str]:
    return [text for word, text in _BLOCK.findall(README) if word == language]


def commands() -> list[str]:
    return [line for text in blocks("bash") for line in text.splitlines()]


SETUP = [line for line in commands() if line.startswith(_SETUP[0])]
USE = [line for line in commands() if line not in SETUP]


def test_two_commands_do_all_the_set_up() -> None:
    assert commands()[:2] == SETUP
    assert [line.rsplit(_SETUP[1], 1)[1] for line in SETUP] == ["kbaudit demo", "pytest"]


def test_ci_calls_the_second(tmp_path: Path) -> None:
    """With linters before its last step; what it calls is read from the README."""
    script = (ROOT / ".ci/run").read_text("utf-8")
    pattern = re.search(r"grep -E '([^']+)' README\.md", script)
    assert pattern is not None
    lines = [line for line in README.splitlines() if re.search(pattern[1], line)]
    assert lines == [SETUP[1]]
    assert script.rstrip().splitlines()[-2].startswith("$tests ")
    assert os.access(ROOT / ".ci/run", os.X_OK)
    checked = subprocess.run(["bash", "-n", ROOT / ".ci/run"], capture_output=True, text=True)
    assert (checked.returncode, checked.stderr) == (0, "")


@pytest.fixture
def shell(tmp_path: Path) -> dict[str, str]:
    """A folder in which `kbaudit` is a command."""
    program = tmp_path / "bin/kbaudit"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m kbaudit "$@"\n')
    program.chmod(0o755)
    return {
        "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT / "src"),
        "KBAUDIT_CACHE_DIR": str(tmp_path / "cache"),
    }


def test_every_other_command_does_what_it_is_shown_for(
    tmp_path: Path, shell: dict[str, str]
) -> None:
    """In the order of the README, in one folder; `check` finds the planted faults."""
    folder = tmp_path / "empty"
    folder.mkdir()
    assert len(USE) > 10
    for line in USE:
        done = subprocess.run(
            ["bash", "-c", line], cwd=folder, env=shell, capture_output=True, text=True
        )
        finds = line.startswith(("kbaudit check", "kbaudit fix"))
        finds = finds and not {"--exit-zero", "--staged"} & set(line.split())
        assert done.returncode == int(finds), line
        told = any(word in line for word in ("--diff", "--timings", "--strict", "fetch"))
        assert not done.stderr or told, line
        assert done.stdout, line
    assert {path.name for path in folder.iterdir()} == {
        "try",
        "report.json",
        "report.sarif",
        "kbaudit.json",
        "lease.graphml",
    }
    assert (folder / "try/wiki/kbaudit.yaml").is_file()


def test_every_command_of_the_program_is_shown() -> None:
    scripts = [line for text in blocks("sh") for line in text.splitlines()]
    shown = {shlex.split(line)[1] for line in USE}
    shown |= {line.split()[2] for line in scripts if line.startswith("exec kbaudit ")}
    assert shown == set(COMMANDS)


def test_its_configuration_is_valid(tmp_path: Path) -> None:
    (text,) = (text for text in blocks("yaml") if text.startswith("# kbaudit.yaml"))
    (tmp_path / "kbaudit.yaml").write_text(text, encoding="utf-8")
    assert load_config(tmp_path).target.path == "../jobq"


@pytest.mark.parametrize("name", ["kbaudit", "several-targets", "own-page-type"])
def test_configurations_of_the_examples_are_valid(name: str) -> None:
    path = ROOT / f"examples/{name}.yaml"
    assert load_config(Request(ROOT).root, path).path == path


def test_hooks_are_named_as_they_are() -> None:
    hooks = YAML(typ="safe").load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    offered = {hook["id"] for hook in hooks}
    (text,) = (text for text in blocks("yaml") if "pre-commit" in text)
    for configured in (text, (ROOT / "examples/pre-commit-config.yaml").read_text("utf-8")):
        (repository,) = YAML(typ="safe").load(configured)["repos"]
        assert {hook["id"] for hook in repository["hooks"]} == offered


def test_rules_and_schemas_that_it_names_exist() -> None:
    rules = {rule.id for rule in all_rules()}
    explained = re.findall(r"rules explain (\S+)", README)
    silenced = re.findall(r"kbaudit: ignore(?:-file)?\[([\w-]+)\]", README)
    assert explained
    assert silenced
    assert {*explained, *silenced} <= rules
    assert set(re.findall(r"kbaudit schema (\w+)", README)) <= set(schema_titles())


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "examples/README.md",
        "docs/baseline.md",
        "docs/changes.md",
        "docs/formats.md",
    ],
)
def test_links_lead_somewhere(name: str) -> None:
    path = ROOT / name
    prose = re.sub(r"^ *```.*?^ *```$", "", path.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    links = _LINK.findall(prose)
    assert [link for link in links if not (path.parent / link).exists()] == []


@pytest.mark.parametrize(
    ("language", "path"),
    [
        ("python", "src/kbaudit/rules/open_connection.py"),
        ("yaml", "tests/cases/open-connection.yaml"),
    ],
)
def test_contributing_shows_a_rule_and_its_case_as_they_are(language: str, path: str) -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    (shown,) = re.findall(rf"^   ```{language}\n(.*?)^   ```$", text, re.MULTILINE | re.DOTALL)
    assert textwrap.dedent(shown) in (ROOT / path).read_text("utf-8")


@pytest.mark.slow
def test_the_first_command_works_in_a_fresh_copy(tmp_path: Path) -> None:
    """With a fresh environment, which is filled from the package registry."""
    copy = tmp_path / "copy"
    shutil.copytree(
        ROOT, copy, ignore=shutil.ignore_patterns(".*_cache", ".git", ".venv", "tests", "*.whl")
    )
    ours = ("PYTHONPATH", "VIRTUAL_ENV", "COV", "PYTEST")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
    done = subprocess.run(
        ["bash", "-c", SETUP[0]], cwd=copy, env=environment, capture_output=True, text=True
    )
    if "connection broken" in done.stderr or "Temporary failure" in done.stderr:
        pytest.skip("the package registry cannot be reached")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "All of it lies in" in done.stdout
    folder = re.search(r"All of it lies in (\S+) until", done.stdout)
    assert folder is not None
    shutil.rmtree(folder[1])
