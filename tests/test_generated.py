"""Files that follow from the code are as ``python tools/generate.py`` writes them."""

import json
import runpy
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

ROOT = Path(__file__).parent.parent

TOOL = runpy.run_path(str(ROOT / "tools/generate.py"))
GENERATED: dict[str, str] = TOOL["generated"]()
SCHEMA = json.loads(GENERATED["schemas/config.schema.json"])


@pytest.mark.parametrize("name", sorted(GENERATED))
def test_the_file_is_up_to_date(name: str) -> None:
    path = ROOT / name
    assert path.is_file(), "run: python tools/generate.py"
    assert path.read_text("utf-8") == GENERATED[name], "run: python tools/generate.py"


def test_nothing_is_left_of_rules_that_are_gone() -> None:
    assert TOOL["stale"]() == [], "run: python tools/generate.py"


@pytest.mark.parametrize("path", sorted((ROOT / "schemas").glob("*.json")), ids=lambda p: p.name)
def test_every_schema_is_one(path: Path) -> None:
    schema = json.loads(path.read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"https://kbaudit.dev/schemas/{path.name}"
    assert schema["title"]
    assert schema["description"]


@pytest.mark.parametrize(
    "config",
    [
        {},
        {"target": {"url": "https://github.com/o/r", "path": "../r", "rev": "v1"}},
        {"targets": [{"scope": "o_r", "path": "../r"}]},
        {"rules": {"unused-suppression": "off", "page": {"level": "info"}}},
        {"overrides": [{"paths": ["a/"], "rules": {"page": "error"}}]},
        {"relations": {"edges": [{"from": "A", "relation": "b", "to": "C"}], "tolerated": ["x"]}},
        {"types": [{"name": "A", "folder": "as", "sections": [{"name": "X", "parts": ["Y"]}]}]},
        {"select": ["page"], "ignore": ["unused-suppression"], "fail-on": "info"},
        {"limits": {"file-size": 1}},
    ],
)
def test_the_schema_takes_what_the_reader_takes(config: dict[str, Any]) -> None:
    Draft202012Validator(SCHEMA).validate(config)


@pytest.mark.parametrize(
    "config",
    [
        [],
        {"exlude": []},
        {"target": {"repo": "x"}},
        {"target": {}, "targets": []},
        {"targets": [{"path": "x"}]},
        {"rules": {"unused-supression": "off"}},
        {"rules": {"unused-suppression": "of"}},
        {"rules": {"unused-suppression": {"more": 1}}},
        {"overrides": [{"paths": [], "rules": {}}]},
        {"select": ["pgae"]},
        {"fail-on": "never"},
        {"limits": {"file-size": 0}},
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(config: object) -> None:
    assert not Draft202012Validator(SCHEMA).is_valid(config)


def test_an_editor_has_something_to_show() -> None:
    assert SCHEMA["properties"]["exclude"]["description"]
    for definition in SCHEMA["$defs"].values():
        assert definition["title"]
        assert definition["description"]
        for name, entry in definition.get("properties", {}).items():
            assert entry.get("description"), name
