import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kbaudit import __version__
from kbaudit.cli.group import COMMANDS, cli
from kbaudit.rulekit.discovery import all_rules
from support import lay_out


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(arg) for arg in args])


@pytest.mark.parametrize("args", [["--help"], ["-h"]])
def test_help_lists_every_command(args: list[str]) -> None:
    result = run(*args)
    assert result.exit_code == 0
    assert all(f"  {name} " in result.stdout for name in COMMANDS)
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_version() -> None:
    assert run("--version").stdout == f"kbaudit {__version__}\n"


@pytest.mark.parametrize(
    ("word", "hint"), [("chekc", "did you mean `check`?"), ("xyz", "`kbaudit --help` lists all")]
)
def test_a_command_that_is_none(word: str, hint: str) -> None:
    result = run(word)
    assert result.exit_code == 2
    assert f"there is no command `{word}`: {hint}" in result.stderr


@pytest.mark.parametrize("name", list(COMMANDS))
def test_the_table_says_what_the_command_says(name: str) -> None:
    entry = COMMANDS[name]
    module, _, attribute = entry.place.partition(":")
    command = getattr(__import__(module, fromlist=[attribute]), attribute)
    assert command.name == name
    assert command.get_short_help_str(200) == entry.help
    result = run(name, "--help")
    assert result.exit_code == 0
    assert max(map(len, result.stdout.splitlines())) <= 80


class TestRules:
    def test_the_list(self) -> None:
        lines = run("rules").stdout.splitlines()
        assert lines[0].split() == ["rule", "level", "tags", "repairs", "needs"]
        assert [line.split()[0] for line in lines[1:]] == [rule.id for rule in all_rules()]
        assert "unused-suppression" in lines[-2] or "unused-suppression" in "\n".join(lines)

    def test_for_programs(self) -> None:
        view = json.loads(run("rules", "--format", "json").stdout)
        one = next(rule for rule in view if rule["name"] == "unused-suppression")
        assert one["level"] == "warning"
        assert one["repairs"] == "safe"
        assert one["needs"] == []
        assert one["summary"]

    @pytest.mark.parametrize("name", [rule.id for rule in all_rules()])
    def test_each_is_explained(self, name: str) -> None:
        result = run("rules", "explain", name)
        assert result.exit_code == 0
        assert result.stdout.startswith(f"# {name}\n")
        assert all(f"\n## {heading}\n" in result.stdout for heading in ("Why", "Example", "Remedy"))

    def test_a_rule_that_is_none(self) -> None:
        result = run("rules", "explain", "unused-supression")
        assert result.exit_code == 2
        assert result.stderr == (
            "kbaudit: there is no rule `unused-supression`: did you mean `unused-suppression`?\n"
        )


class TestSchema:
    def test_the_list(self) -> None:
        lines = [line.split(maxsplit=1) for line in run("schema").stdout.splitlines()]
        assert ["report", "Report of kbaudit"] in lines
        assert ["heuristic", "Front matter of a page of type Heuristic"] in lines

    @pytest.mark.parametrize("name", ["report", "config", "config.schema.json"])
    def test_one(self, name: str) -> None:
        schema = json.loads(run("schema", name).stdout)
        assert schema["$id"].endswith(f"/{name.partition('.')[0]}.schema.json")

    def test_none(self) -> None:
        result = run("schema", "confg")
        assert (result.exit_code, result.stderr) == (
            2,
            "kbaudit: there is no schema `confg`: did you mean `config`?\n",
        )


class TestInit:
    def test_what_is_written_is_right(self, tmp_path: Path) -> None:
        lay_out(tmp_path)
        result = run("init", tmp_path)
        assert (result.exit_code, result.stdout) == (0, f"wrote {tmp_path}/kbaudit.yaml\n")
        assert run("check", tmp_path, "--exit-zero").exit_code == 0

    def test_nothing_is_overwritten_unasked(self, tmp_path: Path) -> None:
        lay_out(tmp_path, {"kbaudit.yaml": "mine: 1\n"})
        result = run("init", tmp_path)
        assert result.exit_code == 2
        assert "--force replaces it" in result.stderr
        assert (tmp_path / "kbaudit.yaml").read_text() == "mine: 1\n"
        assert run("init", tmp_path, "--force").exit_code == 0
        assert "mine" not in (tmp_path / "kbaudit.yaml").read_text()

    def test_no_knowledge_base(self, tmp_path: Path) -> None:
        assert run("init", tmp_path).exit_code == 2
        assert run("init", tmp_path / "gone").exit_code == 2
        assert list(tmp_path.iterdir()) == []

    def test_here(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(lay_out(tmp_path) / "environments")
        assert run("init").stdout == "wrote ../kbaudit.yaml\n"
