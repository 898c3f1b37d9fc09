"""``kbaudit show``: the instance of a page, from either dialect."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kbaudit.cli.group import cli
from kbaudit.read.vocabulary import ENVIRONMENT
from kbaudit.read.write_yaml import write_yaml
from kbaudit.rulekit.shape.shapes import Shapes

BOX = """{|
! Knowledge Sources
|
* [[source::Repo|Rocket|https://github.com/acme/rocket]]
|-
! Last Updated
| [[last_updated::2026-01-01 00:00 GMT]]
|}
== Dependencies ==
* `numpy` >= 1.26
== Related Pages ==
* [[requires_env::Implementation:a_b_Engine]]
"""
FILES = {
    "_RepoMap_a_b.md": "# Map\n",
    "environments/a_b_Box.md": BOX,
    "environments/a_b_Yaml.md": "---\ntype: Environment\nname: a_b_Yaml\nverified: 1e3\n---\n",
    "environments/a_b_Plain.md": "# Plain\n",
    "environments/a_b_Broken.md": "---\nname: a_b_Broken\n\tscope: x\n---\n",
    "environments/a_b_Twin.md": "# Twin\n",
    "heuristics/a_b_Twin.md": "# Twin\n",
    "heuristics/a_b_Secret.md": "---\nextra: {x: hf_aZ3bY4cX5dW6eV7fU8gT9hS0iR1jQ2kP}\n---\n",
}


@pytest.fixture
def kb(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / "kb" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "kb"


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(cli, ["show", *map(str, args)])


EXPECTED = {
    "schema": 1,
    "type": "Environment",
    "name": "a_b_Box",
    "scope": "a_b",
    "sources": [{"kind": "Repo", "title": "Rocket", "url": "https://github.com/acme/rocket"}],
    "last_updated": "2026-01-01",
    "relations": {"requires_env": ["a_b_Engine"]},
    "requirements": {"numpy": ">= 1.26"},
}


@pytest.mark.parametrize("name", ["a_b_Box", "Box", "Environment:Box", "environments/a_b_Box.md"])
def test_an_infobox_with_what_place_and_text_add(kb: Path, name: str) -> None:
    result = run(name, kb)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == write_yaml(EXPECTED)
    shown = json.loads(run(name, kb, "--format", "json").stdout)
    assert shown == EXPECTED
    assert list(shown) == list(EXPECTED)
    assert Shapes().violations(shown, ENVIRONMENT) == []


def test_a_path_says_which_knowledge_base(kb: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(kb.parent)
    assert "name: a_b_Box" in run("kb/environments/a_b_Box.md").stdout
    monkeypatch.chdir(kb / "environments")
    assert "name: a_b_Box" in run("a_b_Box.md").stdout
    assert "name: a_b_Box" in run("Box").stdout


def test_yaml_as_it_is_understood_with_its_traps(kb: Path) -> None:
    result = run("Yaml", kb)
    assert result.exit_code == 0
    assert result.stdout == 'type: Environment\nname: a_b_Yaml\nverified: "1e3"\n'
    assert (
        "environments/a_b_Yaml.md:4:11: `1e3` without quotes is the number 1000.0" in result.stderr
    )


def test_a_page_without_front_matter(kb: Path) -> None:
    result = run("Plain", kb)
    assert result.exit_code == 0
    assert "name: a_b_Plain" in result.stdout
    assert "environments/a_b_Plain.md has no front matter" in result.stderr


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Broken", "environments/a_b_Broken.md:3:1: a tab cannot indent YAML; indent with spaces"),
        ("a_b_Bx", "there is no page `a_b_Bx`: did you mean `a_b_Box`?"),
        ("Twin", "`Twin` is the name of 2 pages"),
    ],
)
def test_what_cannot_be_shown(kb: Path, name: str, message: str) -> None:
    result = run(name, kb)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert message in str(result.exception) + result.stderr


def test_no_secret_is_shown(kb: Path) -> None:
    for form in ("yaml", "json"):
        assert "hf_aZ3bY4cX5" not in run("Secret", kb, "--format", form).stdout
