"""The keys of front matter, each with its title, description, examples and shape."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from kbaudit.read.vocabulary import (
    EDGES,
    ENVIRONMENT,
    HEURISTIC,
    PRINCIPLE,
    Edge,
    PageType,
    Vocabulary,
)
from kbaudit.rulekit.shape import texts

Schema = dict[str, Any]


def text(title: str, description: str, *examples: object, **more: Any) -> Schema:
    """A property that holds text, which must not be empty."""
    return {
        "title": title,
        "description": description,
        "examples": list(examples),
        "type": "string",
        "minLength": 1,
        **more,
    }


def page_properties() -> dict[str, Schema]:
    """The keys that pages of all types may have."""
    return {
        "schema": {
            "title": "Schema",
            "description": "The version of the shape of this front matter.",
            "examples": [1],
            "const": 1,
        },
        "type": text("Type", texts.TYPE, "Environment", "Heuristic"),
        "name": text(
            "Name", texts.NAME, "acme_rocket_Ignition", format="page-name", pattern=texts.PAGE_NAME
        ),
        "scope": text("Scope", texts.SCOPE, "acme_rocket", pattern=r"^\S+$"),
        "sources": _list("Sources", texts.SOURCES, {"$ref": "#/$defs/Source"},
                         [{"kind": "Repo", "title": "Rocket", "url": "https://github.com/acme/rocket"}]),
        "domains": _list(
            "Domains",
            "What the page is about, in a word or two each.",
            text("Domain", "A field of knowledge.", "Quantization"),
            ["Quantization", "Memory_Management"],
        ),
        "last_updated": _moment(),
        "verified": text("Verified", texts.VERIFIED, "v5.0.0", "1a2b3c4d"),
        "relations": {"$ref": "#/$defs/Relations"},
        "requirements": {
            "title": "Requirements",
            "description": "Version specifiers by package.",
            "examples": [{"torch": ">=2.2", "scipy": "*"}],
            "type": "object",
            "propertyNames": {"pattern": texts.PACKAGE},
            "additionalProperties": text(
                "Specifier", texts.SPECIFIER, ">=0.22.0,<=0.23.0", "3.10+", "*",
                format="specifier", pattern=texts.SPECIFIER_PATTERN,
            ),
        },
        "citations": _list("Citations", texts.CITATIONS, {"$ref": "#/$defs/Citation"},
                           [{"path": "src/rocket/engine.py", "lines": "54-66"}]),
        "extra": {
            "title": "Extra",
            "description": "Whatever else you need: kbaudit does not look into it.",
            "examples": [{"owner": "the engines team", "reviewed": True}],
            "type": "object",
        },
    }  # fmt: skip


def own_properties(kind: PageType) -> dict[str, Schema]:
    """The keys that only pages of type `kind` may have, and what it says of some others."""
    own: dict[str, Schema] = {
        "type": {
            "title": "Type",
            "description": texts.TYPE,
            "examples": [kind.name],
            "const": kind.name,
        },
        "relations": relations(_edges_of(kind)),
    }
    if kind == HEURISTIC:
        own["category"] = text("Category", texts.CATEGORY, "Memory", "Numerical stability")
        own["insight"] = text("Insight", texts.INSIGHT, "Halve the batch size after each failure")
    if kind == ENVIRONMENT:
        own["hardware"] = {
            "title": "Hardware",
            "description": "What the machine must have, by kind.",
            "examples": [{"GPU": "NVIDIA, compute capability 7.0+", "VRAM": "8GB+"}],
            "type": "object",
            "additionalProperties": text("Amount", "How much, or which.", "8GB+"),
        }
        own["credentials"] = _list(
            "Credentials",
            texts.CREDENTIALS,
            text("Variable", texts.VARIABLE, "HF_TOKEN", pattern=r"^[A-Za-z_][A-Za-z0-9_]*$"),
            ["HF_TOKEN"],
        )
    return own


@cache
def own_keys() -> dict[str, str]:
    """The page type to which each key belongs that only one type has."""
    return {
        key: kind.name
        for kind in Vocabulary().types
        for key in own_properties(kind)
        if key not in page_properties()
    }


def _list(title: str, description: str, items: Schema, example: list[Any]) -> Schema:
    return {
        "title": title,
        "description": description,
        "examples": [example],
        "type": "array",
        "items": items,
    }


def _moment() -> Schema:
    return {
        "title": "Last updated",
        "description": texts.UPDATED,
        "examples": ["2025-12-17", "2025-12-17T18:59:00Z"],
        "type": "string",
        "anyOf": [{"format": "date"}, {"format": "date-time"}],
        "pattern": texts.MOMENT,
    }


def source() -> Schema:
    """A source: where knowledge comes from."""
    return {
        "title": "Source",
        "description": texts.SOURCE,
        "examples": [
            {"kind": "Doc", "title": "Guide", "url": "https://example.org/guide"},
            {"kind": "File", "path": "src/rocket/engine.py"},
        ],
        "type": "object",
        "properties": {
            "kind": text("Kind", "What kind of source it is.", *texts.KINDS),
            "title": text("Title", "What the source is called.", "Quantization Guide"),
            "url": text(
                "URL", "Where it is to be found.", "https://github.com/acme/rocket", format="uri"
            ),
            "path": text("Path", "A file of the target.", "src/rocket/engine.py"),
        },
        "anyOf": [{"required": [key]} for key in ("title", "url", "path")],
        "additionalProperties": False,
    }


def citation() -> Schema:
    """A citation: a reference to the target."""
    lines = {
        "title": "Lines",
        "description": texts.LINES,
        "examples": ["54-66", "9-21, 62-64", 12],
        "type": ["string", "integer"],
        "minimum": 1,
        "format": "line-range",
        "pattern": texts.LINE_RANGE,
    }
    return {
        "title": "Citation",
        "description": "A reference to a file of the target, to lines of it, or to a symbol in it.",
        "examples": [
            {
                "path": "src/rocket/engine.py",
                "lines": "54-66",
                "symbol": "Engine.ignite",
                "verified": "v5.0.0",
            }
        ],
        "type": "object",
        "properties": {
            "path": text(
                "Path", texts.PATH, "src/rocket/engine.py", "engine.py", pattern=r"^[^\\\r\n]+$"
            ),
            "lines": lines,
            "symbol": text("Symbol", texts.SYMBOL, "Engine.ignite"),
            "verified": text("Verified", texts.CITED, "v5.0.0", "1a2b3c4d"),
        },
        "required": ["path"],
        "additionalProperties": False,
    }


def relations(edges: Iterable[Edge]) -> Schema:
    """Relations: those of `edges` are named, others may stand there as well.

    Whether a page may state a relation is judged by rules, which know the configuration.
    """
    described: dict[str, str] = {}
    for edge in edges:
        described.setdefault(edge.relation, f"From {edge.source} to {edge.target}.")
        if edge.inverse:
            described.setdefault(edge.inverse, f"From {edge.target} to {edge.source}.")
    return {
        "title": "Relations",
        "description": texts.RELATIONS,
        "examples": [{"implemented_by": ["acme_rocket_Engine_ignite"]}],
        "type": "object",
        "properties": {
            word: {
                "title": word,
                "description": description,
                "examples": [["acme_rocket_Ignition"]],
                "$ref": "#/$defs/PageNames",
            }
            for word, description in described.items()
        },
        "patternProperties": {r"^[A-Za-z][\w-]*$": {"$ref": "#/$defs/PageNames"}},
        "additionalProperties": False,
    }


def _edges_of(kind: PageType) -> list[Edge]:
    """The edges that pages of a type can state; a leaf states those that lead to it."""
    forward = [edge for edge in EDGES if edge.source == kind.name]
    back = [edge for edge in EDGES if edge.target == kind.name]
    return [*forward, *back] if kind != PRINCIPLE else forward
