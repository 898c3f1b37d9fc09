"""Files that follow from the code: schemas of the configuration, pages about rules.

``tools/generate.py`` writes them and the tests compare them, so that they never disagree.
"""

import json
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel

from kbaudit.engine.baseline_form import BaselineFile
from kbaudit.engine.config import Config
from kbaudit.engine.lockfile_form import LockFile
from kbaudit.engine.settings import WORDS
from kbaudit.rulekit.rule import Rule
from kbaudit.rulekit.shape.schemas import DIALECT, identifier


def config_schema(rules: Sequence[Rule]) -> dict[str, Any]:
    """The JSON Schema of ``kbaudit.yaml``: that of the models, with the options of all rules."""
    schema = Config.model_json_schema(by_alias=True)
    definitions = schema.pop("$defs")
    definitions["Level"] = {
        "title": "Level",
        "description": "The level of findings; `off` switches a rule off.",
        "enum": list(WORDS),
    }
    definitions["Setting"] = _setting("Setting", "The level of a rule.", {}, {})
    properties = {
        tag: _entry("Setting", f"All rules with the tag `{tag}`.")
        for tag in sorted({tag for rule in rules for tag in rule.tags})
    }
    for rule in rules:
        name = "Setting"
        if rule.options is not None:
            name = f"Setting-{rule.id}"
            options = rule.options.model_json_schema(by_alias=True, ref_template="#/$defs/{model}")
            definitions |= options.pop("$defs", {})
            if "level" in options["properties"]:
                raise TypeError(f"{rule.id}: an option cannot be named `level`")
            definitions[name] = _setting(rule.id, rule.docs.summary, options["properties"], options)
        properties[rule.id] = _entry(name, rule.docs.summary)
    definitions["Rules"] = {
        "title": "Rules",
        "description": "Levels and options of rules, by name or by tag.",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }
    names = {"title": "Name", "description": "A rule or a tag.", "enum": sorted(properties)}
    definitions["Name"] = names
    _refer(schema["properties"]["rules"], "Rules")
    _refer(definitions["Override"]["properties"]["rules"], "Rules")
    for key in ("select", "ignore"):
        schema["properties"][key]["items"] = {"$ref": "#/$defs/Name"}
    schema["not"] = {"required": ["target", "targets"]}
    return {
        "$schema": DIALECT,
        "$id": identifier("config"),
        **schema,
        "title": "Configuration of kbaudit",
        "$defs": dict(sorted(definitions.items())),
    }


def lock_schema() -> dict[str, Any]:
    """The JSON Schema of ``kbaudit.lock``: that of the models which read it."""
    return _of_model(LockFile, "lock", "Lock of kbaudit")


def baseline_schema() -> dict[str, Any]:
    """The JSON Schema of ``kbaudit.baseline``: that of the models which read it."""
    return _of_model(BaselineFile, "baseline", "Baseline of kbaudit")


def dump(schema: dict[str, Any]) -> str:
    """A schema as it stands in its file."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _of_model(model: type[BaseModel], name: str, title: str) -> dict[str, Any]:
    schema = model.model_json_schema(by_alias=True)
    return {
        "$schema": DIALECT,
        "$id": identifier(name),
        **schema,
        "title": title,
        "$defs": dict(sorted(schema["$defs"].items())),
    }


def _setting(
    title: str, description: str, properties: dict[str, Any], options: dict[str, Any]
) -> dict[str, Any]:
    whole = {
        "type": "object",
        "properties": {"level": {"$ref": "#/$defs/Level"}, **properties},
        "required": options.get("required", []),
        "additionalProperties": False,
    }
    return {
        "title": title,
        "description": description,
        "anyOf": [{"$ref": "#/$defs/Level"}, whole],
    }


def _entry(definition: str, description: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{definition}", "description": description}


def _refer(schema: dict[str, Any], definition: str) -> None:
    description = schema.get("description")
    schema.clear()
    schema |= {"$ref": f"#/$defs/{definition}", "description": description}
