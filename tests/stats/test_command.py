"""``kbaudit stats``: the numbers, against what the other commands say."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

from kbaudit.cli.group import cli
from kbaudit.engine.schemas import read_schema
from kbaudit.engine.statistics import _WORDS
from kbaudit.example import lay_out
from kbaudit.rulekit.pins import PinState
from kbaudit.rulekit.proof import State


def run(*args: object) -> Result:
    return CliRunner().invoke(cli, [str(arg) for arg in args])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay_out(tmp_path_factory.mktemp("example")).folder


def stats(folder: Path, *args: str) -> dict[str, Any]:
    result = run("stats", folder / "wiki", "--format", "json", *args)
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    jsonschema.validate(found, json.loads(read_schema("stats")))
    return found


def against(folder: Path) -> tuple[str, ...]:
    return ("--repo", str(folder / "jobq"), "--rev", "v2.0")


def test_numbers_of_the_example(folder: Path) -> None:
    found = stats(folder, *against(folder))
    assert found["pages"] == {
        "by_type": {
            "Workflow": 1,
            "Principle": 2,
            "Implementation": 2,
            "Environment": 1,
            "Heuristic": 2,
        },
        "orphans": 0,
        "missing": 1,
    }
    assert {"relation": "uses_heuristic", "edges": 4, "broken": 1} in found["relations"]
    assert sum(found["citations"]["by_path"].values()) == found["citations"]["total"]
    assert found["citations"]["by_state"]["moved"] == 2
    assert found["coverage"] == [{"scope": "", "suffixes": [".py"], "files": 6, "cited": 3}]
    assert len(found["oldest"]) == 5
    assert found["oldest"] == sorted(found["oldest"], key=lambda one: one["updated"])
    assert found["undated"] == 0


def test_findings_are_those_of_check(folder: Path) -> None:
    report = json.loads(run("check", folder / "wiki", *against(folder), "--format", "json").stdout)
    found = stats(folder, *against(folder))
    assert found["findings"]["by_level"] == report["summary"]["findings"]
    rules = [finding["rule"] for finding in report["findings"]]
    assert found["findings"]["by_rule"] == {rule: rules.count(rule) for rule in rules}


def test_without_a_target_nothing_is_said_of_code(folder: Path) -> None:
    found = stats(folder)
    assert found["citations"]["by_state"] is found["citations"]["by_path"] is found["pins"] is None
    assert found["coverage"] == []
    assert found["skipped"]
    text = " ".join(run("stats", folder / "wiki").stdout.split())
    assert "all pins, for want of a target: give --repo" in text
    assert "undecided" not in text


def test_text_fits_eighty_columns_and_says_the_same(folder: Path) -> None:
    text = run("stats", folder / "wiki", *against(folder)).stdout
    assert max(map(len, text.splitlines())) <= 80
    assert "\n  uses_heuristic  4  1 broken\n" in text
    assert "3 of 6 .py files cited (50.0%)." in text
    assert "\n9 findings\n  error    " in text


def test_the_oldest_are_as_many_as_asked_for(folder: Path) -> None:
    assert stats(folder, "--oldest", "0")["oldest"] == []
    assert len(stats(folder, "--oldest", "99")["oldest"]) == 8
    assert "Oldest" not in run("stats", folder / "wiki", "--oldest", "0").stdout


def test_words_of_the_schema_are_those_of_the_states() -> None:
    schema = json.loads(read_schema("stats"))["properties"]
    assert schema["pins"]["required"] == [state.value for state in PinState]
    assert set(_WORDS) == set(State)
    states = schema["citations"]["properties"]["by_state"]["required"]
    assert states == list(_WORDS.values())


def test_errors_end_with_two(folder: Path, tmp_path: Path) -> None:
    for args in (
        (tmp_path / "nowhere",),
        (folder / "wiki", "--rev", "v2.0"),
        (folder / "wiki", "--repo", folder / "jobq", "--rev", "v9"),
    ):
        result = run("stats", *args)
        assert result.exit_code == 2
        assert result.stderr.startswith("kbaudit: ")


def test_help_fits_eighty_columns() -> None:
    assert max(map(len, run("stats", "--help").stdout.splitlines())) <= 80
