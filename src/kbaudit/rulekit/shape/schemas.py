"""The JSON Schemas of front matter: one that all pages share, and one for each page type.

They are made here, and written to ``schemas/`` for editors and other tools. Each stands alone, so
that a copy of it works wherever it lies: what they share is in the ``$defs`` of each. `Page` there
is what all pages have, and a definition by the name of the type adds to it; both are open, for
schemas of others to build on. Only the schema as a whole refuses keys that it does not know.
"""

from kbaudit.read.vocabulary import EDGES, PageType, Vocabulary
from kbaudit.rulekit.shape import texts
from kbaudit.rulekit.shape.properties import (
    Schema,
    citation,
    own_properties,
    page_properties,
    relations,
    source,
)

DIALECT = "https://json-schema.org/draft/2020-12/schema"
BASE = "https://kbaudit.dev/schemas"
COMMON = "page"
"""The name of the schema that all pages share."""


def schema_name(kind: PageType) -> str:
    """The name of the schema of a built-in page type: ``environment``."""
    return kind.name.lower()


def identifier(name: str) -> str:
    """The ``$id`` of the schema `name`."""
    return f"{BASE}/{name}.schema.json"


def front_matter_schemas() -> dict[str, Schema]:
    """All schemas of front matter by name: the common one, and those of the built-in types."""
    kinds = Vocabulary().types
    return {COMMON: common_schema(), **{schema_name(kind): type_schema(kind) for kind in kinds}}


def common_schema() -> Schema:
    """The schema of any page, also of types that a configuration adds."""
    return {
        "$schema": DIALECT,
        "$id": identifier(COMMON),
        "title": "Front matter of a page",
        "description": texts.COMMON,
        "examples": [texts.EXAMPLES["Principle"]],
        "$ref": "#/$defs/Page",
        "unevaluatedProperties": False,
        "$defs": definitions(),
    }


def type_schema(kind: PageType) -> Schema:
    """The schema of pages of a built-in type."""
    own = {
        "title": kind.name,
        "description": f"What pages of type {kind.name} may state; other keys are not judged.",
        "$ref": "#/$defs/Page",
        "properties": own_properties(kind),
    }
    return {
        "$schema": DIALECT,
        "$id": identifier(schema_name(kind)),
        "title": f"Front matter of a page of type {kind.name}",
        "description": texts.TYPES[kind.name],
        "examples": [texts.EXAMPLES[kind.name]],
        "$ref": f"#/$defs/{kind.name}",
        "unevaluatedProperties": False,
        "$defs": {kind.name: own, **definitions()},
    }


def definitions() -> dict[str, Schema]:
    """What the schemas share."""
    return {
        "Page": {
            "title": "Page",
            "description": "What pages of all types may state; other keys are not judged.",
            "type": "object",
            "properties": page_properties(),
            "required": ["type", "name"],
        },
        "Source": source(),
        "Citation": citation(),
        "Relations": relations(EDGES),
        "PageNames": {
            "title": "Pages",
            "description": texts.NAMES,
            "examples": [["acme_rocket_Ignition"], ["Implementation:acme_rocket_Engine_ignite"]],
            "type": "array",
            "items": {
                "title": "Page",
                "description": texts.NAMED,
                "examples": ["acme_rocket_Ignition", "Implementation:acme_rocket_Engine_ignite"],
                "type": "string",
                "format": "relation",
                "pattern": texts.RELATION,
            },
        },
    }
