"""What the schemas of front matter say to people, and the patterns that they share."""

from typing import Any

COMMON = (
    "What a page of a knowledge base says about itself, in the YAML between the `---` lines at its "
    "top. Keys that are not listed here belong under `extra`."
)
TYPES = {
    "Workflow": "A sequence of steps that leads to a goal. Each step is a Principle.",
    "Principle": "An idea of the code base, and the Implementations that realise it.",
    "Implementation": "A piece of code: where it is, how it is called, what it needs.",
    "Environment": "What code needs around it: packages, hardware, credentials.",
    "Heuristic": "A rule of thumb that helps in practice, and why it does.",
}
TYPE = "The type of the page. It is the one whose pages live in the folder of this page."
NAME = "The name of the page, which is the name of its file without the ending."
SCOPE = "The common start of the names of all pages about one target: `owner_repo`."
SOURCES = "Where the knowledge of the page comes from."
SOURCE = "A place where the knowledge of the page comes from: with a title, a URL or a path."
KINDS = (
    "Repo", "Doc", "Paper", "Blog", "Discussion", "Experience", "Library", "File", "Textbook",
    "Dockerfile",
)  # fmt: skip
UPDATED = "When the page was last changed: a date, or a time with its zone as RFC 3339 has it."
VERIFIED = "The tag or commit of the target at which all of the page was last found true."
CITED = "The tag or commit of the target at which this citation was last found true."
NAMES = "Pages to which the relation leads, or from which it comes where it is stated backwards."
NAMED = (
    "The name of a page. Where it is not the type to which the relation leads by itself, the type "
    "stands before it: `Implementation:name`."
)
RELATIONS = "How this page relates to others: lists of page names, by relation."
SPECIFIER = "The versions that will do; `*` for any."
CITATIONS = "The places of the target's code on which the page relies."
PATH = "The path of the file in the target, or the end of it where no other file ends alike."
LINES = "The lines, counted from 1: `12`, `54-66`, or several of these with commas between."
SYMBOL = "The class, function or constant that stands there."
CATEGORY = "What the rule of thumb is about."
INSIGHT = "The rule of thumb in one sentence."
CREDENTIALS = "Names of environment variables that must be set. Never their values."
VARIABLE = "The name of an environment variable."

PAGE_NAME = r"^[^\s\[\]{}|<>#:/\\](?:[^\r\n\[\]{}|<>#:]*[^\s\[\]{}|<>#:])?$"
RELATION = r"^(?:[A-Za-z][\w ]*:\s*)?[^\s\[\]{}|<>#:](?:[^\r\n\[\]{}|<>#:]*[^\s\[\]{}|<>#:])?$"
MOMENT = r"^\d{4}-\d{2}-\d{2}(?:[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2}))?$"
LINE_RANGE = r"^\s*L?\d+(?:\s*[-–]\s*L?\d+)?\+?(?:\s*,\s*L?\d+(?:\s*[-–]\s*L?\d+)?\+?)*\s*$"
PACKAGE = r"^@?[A-Za-z0-9][\w./-]*(?:\[[\w, -]*\])?$"
SPECIFIER_PATTERN = r"^(?:\*|any|.*://.*|(?!.*=[<>]).*\d.*)$"

_SHARED = {
    "domains": ["Propulsion"],
    "last_updated": "2026-05-01",
    "verified": "v1.4.0",
}
_REPO = {"kind": "Repo", "title": "Rocket", "url": "https://github.com/acme/rocket"}

EXAMPLES: dict[str, dict[str, Any]] = {
    "Workflow": {
        "schema": 1,
        "type": "Workflow",
        "name": "acme_rocket_Launch",
        "scope": "acme_rocket",
        "sources": [_REPO],
        **_SHARED,
        "relations": {
            "step": ["acme_rocket_Ignition", "acme_rocket_Staging"],
            "uses_heuristic": ["acme_rocket_Cold_Start"],
        },
    },
    "Principle": {
        "schema": 1,
        "type": "Principle",
        "name": "acme_rocket_Ignition",
        "scope": "acme_rocket",
        "sources": [_REPO, {"kind": "Paper", "title": "On Sparks"}],
        **_SHARED,
        "relations": {"implemented_by": ["acme_rocket_Engine_ignite"]},
    },
    "Implementation": {
        "schema": 1,
        "type": "Implementation",
        "name": "acme_rocket_Engine_ignite",
        "scope": "acme_rocket",
        "sources": [_REPO, {"kind": "File", "path": "src/rocket/engine.py"}],
        **_SHARED,
        "relations": {
            "implements": ["acme_rocket_Ignition"],
            "requires_env": ["acme_rocket_Python"],
        },
        "citations": [
            {
                "path": "src/rocket/engine.py",
                "lines": "54-66",
                "symbol": "Engine.ignite",
                "verified": "v1.4.0",
            }
        ],
    },
    "Environment": {
        "schema": 1,
        "type": "Environment",
        "name": "acme_rocket_Python",
        "scope": "acme_rocket",
        "sources": [_REPO],
        **_SHARED,
        "relations": {"requires_env": ["acme_rocket_Engine_ignite"]},
        "requirements": {"python": ">=3.11", "numpy": ">=1.26,<3", "scipy": "*"},
        "hardware": {"VRAM": "8GB+"},
        "credentials": ["LAUNCH_CODE"],
        "extra": {"owner": "the engines team"},
    },
    "Heuristic": {
        "schema": 1,
        "type": "Heuristic",
        "name": "acme_rocket_Cold_Start",
        "scope": "acme_rocket",
        "sources": [{"kind": "Experience", "title": "Winter launches"}],
        **_SHARED,
        "relations": {"uses_heuristic": ["acme_rocket_Launch"]},
        "category": "Reliability",
        "insight": "Double the spark below ten degrees",
    },
}
