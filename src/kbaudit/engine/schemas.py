"""The JSON Schemas that come with kbaudit."""

import json
from pathlib import Path

import kbaudit
from kbaudit.model.errors import UsageError
from kbaudit.rulekit.wording import closest, code, listing

_SUFFIX = ".schema.json"


def _folder() -> Path:
    """Inside the installed package, or beside ``src`` in a checkout."""
    package = Path(kbaudit.__file__).parent
    installed = package / "schemas"
    return installed if installed.is_dir() else package.parents[1] / "schemas"


def schema_titles() -> dict[str, str]:
    """The names of all schemas with their titles."""
    files = sorted(_folder().glob(f"*{_SUFFIX}"))
    return {
        path.name.removesuffix(_SUFFIX): json.loads(path.read_text("utf-8")).get("title", "")
        for path in files
    }


def read_schema(name: str) -> str:
    """The text of the schema `name`."""
    word = name.removesuffix(_SUFFIX)
    known = schema_titles()
    if word not in known:
        near = closest(word, known)
        hint = f"did you mean {code(near)}?" if near else f"there are {listing(list(known))}"
        raise UsageError(f"there is no schema {code(name)}: {hint}")
    return (_folder() / f"{word}{_SUFFIX}").read_text("utf-8")
