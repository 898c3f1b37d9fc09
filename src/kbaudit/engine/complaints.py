"""What pydantic found wrong, in words: what is wrong, what is allowed, what was probably meant."""

import re
import typing
from collections.abc import Iterator
from types import UnionType
from typing import Any

from pydantic import BaseModel, ValidationError

from kbaudit.engine.expected import expected, unknown
from kbaudit.engine.located import Loc, Located
from kbaudit.rulekit.wording import closest, code, listing

_TYPES = {
    "string_type": "text",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "float_type": "a number",
}


def complaints(
    error: ValidationError, model: type[BaseModel], located: Located, at: Loc = ()
) -> Iterator[str]:
    """One line for each thing wrong with the value at `at`, which should be a `model`."""
    for item in error.errors(include_url=False):
        inner: Loc = item["loc"]
        name = code(".".join(str(key) for key in (*at, *inner)))
        kind = item["type"]
        if kind == "extra_forbidden":
            known = _keys(model, inner[:-1])
            message = unknown("key", str(inner[-1]), known)
            yield located.error((*at, *inner), message, of_key=True)
        elif kind == "missing":
            yield located.error((*at, *inner[:-1]), f"{name} is missing")
        else:
            yield located.error((*at, *inner), f"{name} {_say(item)}")


def _say(item: Any) -> str:
    kind, found = item["type"], item["input"]
    if kind == "literal_error":
        words = re.findall(r"'([^']*)'", item["ctx"]["expected"])
        near = closest(found, words) if isinstance(found, str) else None
        hint = f"; did you mean {code(near)}?" if near else ""
        return expected(listing(words, "or"), found) + hint
    if kind in _TYPES:
        return expected(_TYPES[kind], found)
    if kind in ("string_too_short", "too_short"):
        return "must not be empty"
    message = str(item["msg"])
    return f"is not allowed: {message[:1].lower()}{message[1:]}"


def _keys(model: type[BaseModel], loc: Loc) -> list[str]:
    """The keys that may stand in the part of `model` at `loc`."""
    here: Any = model
    for key in loc:
        if isinstance(key, int):
            continue
        fields = here.model_fields.items()
        here = next((_model_in(f.annotation) for n, f in fields if key in (n, f.alias)), None)
        if here is None:
            return []
    return [field.alias or name for name, field in here.model_fields.items()]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model that an annotation such as `tuple[Model, ...]` is about."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if typing.get_origin(annotation) in (tuple, list, UnionType, typing.Union, typing.Annotated):
        for inner in typing.get_args(annotation):
            if (found := _model_in(inner)) is not None:
                return found
    return None
