"""Schemas of front matter that ``kbaudit.yaml`` names: composed with ours, or clearly refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from kbaudit.engine.audit import audit
from kbaudit.engine.load import load_config
from kbaudit.engine.request import Request
from kbaudit.model.errors import ConfigError
from kbaudit.read.vocabulary import HEURISTIC
from kbaudit.read.write_yaml import write_yaml

OURS = "https://kbaudit.dev/schemas/heuristic.schema.json#/$defs/Heuristic"
MINE = {
    "$ref": OURS,
    "properties": {"priority": {"$ref": "parts.json#/$defs/Priority"}},
    "required": ["priority"],
    "unevaluatedProperties": False,
}
PARTS = {"$defs": {"Priority": {"enum": ["low", "high"]}}}


def lay_out(root: Path, config: str, **files: Any) -> Path:
    (root / "kbaudit.yaml").write_text(config, encoding="utf-8")
    for name, content in files.items():
        text = content if isinstance(content, str) else json.dumps(content)
        (root / name.replace("_json", ".json").replace("_yaml", ".yaml")).write_text(text, "utf-8")
    return root


def said(root: Path, data: dict[str, Any]) -> list[str]:
    whole = {"type": "Heuristic", "name": "x", **data}
    return [one.message for one in load_config(root).shapes.violations(whole, HEURISTIC)]


@pytest.mark.parametrize("mine", ["json", "yaml"])
def test_they_build_on_ours_and_on_files_beside_them(tmp_path: Path, mine: str) -> None:
    written = MINE if mine == "json" else write_yaml(MINE)
    lay_out(tmp_path, f"schemas: {{Heuristic: mine.{mine}}}\n",
            **{f"mine_{mine}": written, "parts_json": PARTS})  # fmt: skip
    assert said(tmp_path, {"priority": "low", "insight": "x"}) == []
    assert said(tmp_path, {"priority": "some", "insigt": "x", "domains": 3}) == [
        "`domains` must be a list, not the number 3",
        "there is no key `insigt`",
        "`priority` must be `low` or `high`, not `some`",
    ]
    assert said(tmp_path, {}) == ["the front matter lacks the key `priority`"]


def test_they_name_each_other_by_identifier(tmp_path: Path) -> None:
    base = {"$id": "https://example.org/base.json", "properties": {"extra": False}}
    more = {"$id": "https://example.org/more.json", "$ref": "base.json"}
    lay_out(tmp_path, "schemas: {Heuristic: a.json, Principle: b.json}\n", a_json=more, b_json=base)
    assert said(tmp_path, {"extra": {}}) == ["`extra` must not be given"]


def test_a_type_of_the_configuration_may_have_one(tmp_path: Path) -> None:
    config = "types: [{name: Recipe, folder: recipes}]\nschemas: {Recipe: a.json}\n"
    lay_out(tmp_path, config, a_json={"required": ["salt"]})
    loaded = load_config(tmp_path)
    kind = loaded.vocabulary.type_named("Recipe")
    assert kind is not None
    assert [one.message for one in loaded.shapes.violations({}, kind)] == [
        "the front matter lacks the key `salt`"
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "kbaudit.yaml:1:22: the schema `{}` is not there"),
        ("{", "{}:1:2: this is not JSON: expecting property name"),
        ('{\n  "a": 1,,\n}', "{}:2:10: this is not JSON"),
        ([], "{}:1:1: a JSON Schema is a mapping of keywords"),
        ({"type": "strng"}, "{}:1:10: this is no JSON Schema: 'strng' is not"),
        (
            {"$schema": "http://json-schema.org/draft-07/schema#"},
            "{}:1:13: the schema must be of the dialect",
        ),
        (
            {"$ref": "other.json"},
            "{}:1:10: the reference `other.json` leads to no schema at hand, and none is fetched",
        ),
        (
            {"$ref": "https://example.org/x.json"},
            "{}:1:10: the reference `https://example.org/x.json` leads to no schema",
        ),
        (
            {"$ref": "https://kbaudit.dev/schemas/heuristc.schema.json"},
            "did you mean `https://kbaudit.dev/schemas/heuristic.schema.json`?",
        ),
        ({"$ref": f"{OURS}s"}, "names nothing in that schema"),
        ({"$ref": "#/$defs/x"}, "{}:1:10: the reference `#/$defs/x` names nothing in that schema"),
        ({"$ref": "#"}, "kbaudit.yaml:1:22: the schema of Heuristic refers to itself without end"),
        ('{"$ref": 3}', "{}:1:10: this is no JSON Schema: 3 is not of type 'string'"),
    ],
)
def test_what_is_no_schema_is_told_with_its_place(
    tmp_path_factory: pytest.TempPathFactory, content: Any, message: str
) -> None:
    tmp_path = tmp_path_factory.mktemp("s")  # a long path would be cut in messages
    lay_out(
        tmp_path,
        "schemas: {Heuristic: a.json}\n",
        **({} if content is None else {"a_json": content}),
    )
    with pytest.raises(ConfigError) as caught:
        load_config(tmp_path)
    assert message.replace("{}", str(tmp_path / "a.json")) in str(caught.value)


def test_a_type_that_is_none(tmp_path: Path) -> None:
    lay_out(tmp_path, "schemas: {Heuristc: a.json}\n", a_json={})
    with pytest.raises(ConfigError, match="1:11: unknown page type `Heuristc`: did you mean `Heur"):
        load_config(tmp_path)


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    lay_out(tmp_path, "schemas: {Heuristic: a.json}\n")
    (tmp_path / "a.json").write_bytes(b"\xff")
    with pytest.raises(ConfigError, match=r"a\.json:1:1: this is not UTF-8 text"):
        load_config(tmp_path)


def test_the_audit_holds_pages_to_them(tmp_path: Path) -> None:
    lay_out(tmp_path, "schemas: {Heuristic: mine.json}\n", mine_json=MINE, parts_json=PARTS)
    for name, priority in (("a_b_Good", "low"), ("a_b_Bad", "some")):
        page = tmp_path / f"heuristics/{name}.md"
        page.parent.mkdir(exist_ok=True)
        matter = {"type": "Heuristic", "name": name, "priority": priority}
        page.write_text(f"---\n{write_yaml(matter)}---\n", encoding="utf-8")
    outcome = audit(Request(tmp_path, select=("schema-violation",)))
    assert [f"{one.path}:{one.start.line} {one.message}" for one in outcome.report.findings] == [
        "heuristics/a_b_Bad.md:4 `priority` must be `low` or `high`, not `some`"
    ]
