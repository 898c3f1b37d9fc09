"""``kbaudit pins`` and ``kbaudit fix --update-pins``, with real repositories."""

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from kbaudit.cli.group import cli
from kbaudit.engine.pins_table import NOT_CHECKED
from kbaudit.engine.schemas import read_schema
from kbaudit.rulekit.pins import PinState
from support import lay_out
from target.conftest import Maker

PAGE = """\
# Environment: o_r_GPU

== Dependencies ==
* `torch` >= 2.2 (with CUDA)
* `scipy`
* `unheard-of` >= 1

== Quick Install ==
`pip install torch>=2.2 scipy`

== Notes ==
Since numpy>=1.20 this is easy.
"""
KB = {"environments/o_r_GPU.md": PAGE}


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """Three tags of a project that has a ``pyproject.toml`` and nothing else."""
    maker = Maker(tmp_path / "repo")
    form = '[project]\nrequires-python = ">=3.10"\ndependencies = ["torch>={}", "scipy"]\n'
    for tag, version in (("v1", "2.2"), ("v2", "2.4"), ("v3", "2.6")):
        maker.commit({"pyproject.toml": form.replace("{}", version), "n.txt": tag}, tag)
    return maker.folder


@pytest.fixture
def kb(tmp_path: Path) -> Path:
    return lay_out(tmp_path / "kb", dict(KB))


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(cli, [*map(str, args), "--no-progress"])


def test_one_line_for_each_pin(kb: Path, repo: Path) -> None:
    result = run("pins", kb, "--repo", repo)
    assert result.exit_code == 0
    rows = [re.split(r"\s{2,}", line) for line in result.stdout.splitlines()]
    page = f"{kb}/environments/o_r_GPU.md"
    assert rows == [
        ["place", "package", "stated", "target's", "verdict", "where"],
        [f"{page}:4", "torch", ">= 2.2", ">=2.6", "looser", "pyproject.toml:3"],
        [f"{page}:5", "scipy", "-", "-", "open", "pyproject.toml:3"],
        [f"{page}:6", "unheard-of", ">= 1", "-", "unknown", "-"],
        [f"{page}:9", "torch", ">=2.2", ">=2.6", "looser", "pyproject.toml:3"],
        [f"{page}:9", "scipy", "-", "-", "open", "pyproject.toml:3"],
    ]
    assert run("pins", kb, "--repo", repo).stdout == result.stdout


def test_a_column_for_each_revision(kb: Path, repo: Path) -> None:
    revisions = [part for tag in ("v1", "v2", "v3") for part in ("--rev", tag)]
    result = run("pins", kb, "--repo", repo, *revisions)
    rows = [re.split(r"\s{2,}", line)[1:] for line in result.stdout.splitlines()]
    assert rows[0] == ["package", "stated", "v1", "v2", "v3"]
    assert rows[1] == ["torch", ">= 2.2", "equal", ">=2.4", ">=2.6"]
    assert rows[2] == ["scipy", "-", "open", "open", "open"]


def test_json_has_a_version(kb: Path, repo: Path) -> None:
    result = run("pins", kb, "--repo", repo, "--rev", "v1", "--rev", "v3", "--format", "json")
    document = json.loads(result.stdout)
    assert document["version"] == 1
    assert [one["asked"] for one in document["revisions"]] == ["v1", "v3"]
    assert document["pins"][0] == {
        "path": "environments/o_r_GPU.md",
        "line": 4,
        "column": 11,
        "package": "torch",
        "name": "torch",
        "stated": ">= 2.2",
        "form": "item",
        "verdicts": [
            {"verdict": "equal", "target": ">=2.2", "place": {"path": "pyproject.toml", "line": 3}},
            {
                "verdict": "looser",
                "target": ">=2.6",
                "place": {"path": "pyproject.toml", "line": 3},
            },
        ],
    }


@pytest.mark.parametrize("target", [True, False])
def test_json_is_as_its_schema_says(kb: Path, repo: Path, target: bool) -> None:
    args = ("--repo", repo, "--rev", "v1", "--rev", "v2") if target else ()
    document = json.loads(run("pins", kb, *args, "--all", "--format", "json").stdout)
    validator = jsonschema.Draft202012Validator(json.loads(read_schema("pins")))
    assert [error.message for error in validator.iter_errors(document)] == []


def test_the_schema_knows_every_verdict() -> None:
    schema = json.loads(read_schema("pins"))
    verdict = schema["properties"]["pins"]["items"]["properties"]["verdicts"]["items"]
    words = verdict["properties"]["verdict"]["enum"]
    assert words == [*(state.value for state in PinState), NOT_CHECKED]


def test_csv_has_a_row_for_each_pin_and_revision(kb: Path, repo: Path) -> None:
    lay_out(kb, {"environments/o_r_Conda.md": "## Dependencies\n* `cuda-toolkit` = 11.8\n"})
    result = run("pins", kb, "--repo", repo, "--rev", "v1", "--rev", "v2", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    torch = [row for row in rows if row["package"] == "torch" and row["line"] == "4"]
    assert [(row["revision"], row["verdict"]) for row in torch] == [
        ("v1", "equal"),
        ("v2", "looser"),
    ]
    assert {row["stated"] for row in rows if row["package"] == "cuda-toolkit"} == {"'= 11.8"}


def test_without_a_target_nothing_is_checked(kb: Path) -> None:
    result = run("pins", kb)
    assert result.exit_code == 0
    assert "not checked" in result.stdout
    assert "Note: no target" in result.stdout
    document = json.loads(run("pins", kb, "--format", "json").stdout)
    assert document["revisions"] == []
    assert {v["verdict"] for pin in document["pins"] for v in pin["verdicts"]} == {"not checked"}


def test_mentions_in_passing_only_when_asked_for(kb: Path, repo: Path) -> None:
    assert "numpy" not in run("pins", kb, "--repo", repo).stdout
    assert "numpy" in run("pins", kb, "--repo", repo, "--all").stdout


def test_errors_end_with_two(kb: Path, repo: Path, tmp_path: Path) -> None:
    for args in (
        ("pins", tmp_path / "nowhere"),
        ("pins", kb, "--repo", repo, "--rev", "v9"),
        ("pins", kb, "--repo", repo, "--rev", "v1", "--rev", "v9"),
        ("pins", kb, "--repo", tmp_path),
        ("pins", kb, "--rev", "v1"),
        ("pins", kb, "--format", "xml"),
    ):
        assert run(*args).exit_code == 2, args


def test_help_has_examples() -> None:
    result = run("pins", "--help")
    assert "Examples:" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_problems_of_the_target_are_told(tmp_path: Path, kb: Path) -> None:
    maker = Maker(tmp_path / "odd")
    maker.commit(
        {
            "pyproject.toml": "[project\n",
            "requirements.txt": "-r requirements.txt\n-r gone.txt\ntorch>=2.2\n",
            "requirements-big.txt": "x" * (5 << 20),
            "setup.py": "import os\nos.remove('n.txt')\nsetup(install_requires=['scipy'])\n",
        },
        "v1",
    )
    pins = run("pins", kb, "--repo", maker.folder)
    check = run("check", kb, "--repo", maker.folder, "--select", "pin")
    for result in (pins, check):
        said = " ".join(result.stdout.split())
        assert result.exit_code in (0, 1), result.output
        assert "pyproject.toml is not TOML" in said
        assert "requirements.txt goes in a circle" in said
        assert "`gone.txt`, named in line 2, which is not there" in said
        assert "requirements-big.txt is larger than" in said
    assert "Not checked: 4 rules" in check.stdout
    strict = ("--select", "pin", "--ignore", "unquoted-requirement", "--strict")
    assert run("check", kb, "--repo", maker.folder, *strict).exit_code == 1
    assert "fault" not in check.stdout.lower()
    assert "info undeclared-package" not in check.stdout


def test_repairs_keep_the_style_and_come_to_rest(kb: Path, repo: Path) -> None:
    args = ("fix", kb, "--repo", repo, "--base", "v1", "--update-pins")
    run(*args)
    text = (kb / "environments/o_r_GPU.md").read_text()
    assert text == PAGE.replace("`torch` >= 2.2 (with", "`torch` >= 2.6 (with").replace(
        "torch>=2.2 scipy", '"torch>=2.6" scipy'
    )
    run(*args)
    assert (kb / "environments/o_r_GPU.md").read_text() == text


def test_since_names_commit_and_release(kb: Path, repo: Path) -> None:
    result = run("check", kb, "--repo", repo, "--base", "v1", "--select", "drifted-pin")
    commit = Maker.git(_Folder(repo), "rev-parse", "v2^{commit}")
    assert f"it differs since {commit[:10]} (v2)" in result.stdout


class _Folder(Maker):
    """An existing repository."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder


LAYOUTS: dict[str, dict[str, str]] = {
    "requirements.txt only": {"requirements.txt": "torch>=2.2\nscipy\nunheard-of==1.*\n"},
    "poetry": {
        "pyproject.toml": "[tool.poetry.dependencies]\ntorch = '>=2.2'\nscipy = '*'\n"
        "unheard_of = {version = '1.*'}\n"
    },
    "setup.cfg": {
        "setup.cfg": "[options]\ninstall_requires =\n  torch>=2.2.0\n  scipy\n  unheard.of==1.*\n"
    },
    "setup.py and a file": {
        "setup.py": "r = open('reqs.txt').read().split()\nsetup(install_requires=r)\n",
        "reqs.txt": "torch>=2.2\nscipy\nunheard-of==1.*\n",
    },
    "conda": {"environment.yml": "dependencies: [pytorch>=2.2, scipy, unheard-of=1]\n"},
    "npm": {
        "package.json": '{"dependencies": {"torch": ">=2.2", "scipy": "*", "unheard-of": "1.x"}}'
    },
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_pins_that_are_right_are_never_reported(layout: str, tmp_path: Path) -> None:
    maker = Maker(tmp_path / "repo")
    maker.commit(LAYOUTS[layout], "v1")
    page = PAGE.replace("`unheard-of` >= 1", "`unheard-of` == 1.*").replace(
        "torch>=2.2 scipy", "'torch>=2.2' scipy unheard-of"
    )
    kb = lay_out(tmp_path / "kb", {"environments/o_r_GPU.md": page})
    result = run("check", kb, "--repo", maker.folder, "--select", "pin", "--quiet")
    assert result.stdout == ""
    table = run("pins", kb, "--repo", maker.folder).stdout
    assert set(_verdicts(table)) == {"equal", "open"}


def _verdicts(table: str) -> Iterator[str]:
    for line in table.splitlines()[1:]:
        yield re.split(r"\s{2,}", line)[4]
