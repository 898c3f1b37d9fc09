"""What is wrong with an instance, one understandable sentence for each place."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jsonschema.exceptions import ValidationError

from kbaudit.read.instance import Path, path_text
from kbaudit.rulekit.shape.properties import own_keys
from kbaudit.rulekit.wording import closest, code, listing

_TYPES = {
    "string": "text",
    "array": "a list",
    "object": "a mapping of keys to values",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "nothing",
}
_FORMATS = {
    "date": ("a date", "write it as `2025-12-17`"),
    "date-time": ("a time with its zone", "write it as `2025-12-17T18:59:00Z`"),
    "uri": ("a URL", "write it with its scheme: `https://…`"),
    "specifier": ("a version specifier", "write it as `>=2.2,<3`; `*` is any version"),
    "line-range": ("a range of lines", "write it as `54-66`, or `9-21, 62-64`"),
    "page-name": ("the name of a page", "write the name alone, without brackets or its type"),
    "relation": ("the name of a page", "write the name alone, or `Type:Name`"),
}
_RANKS = ("type", "const", "enum", "minLength", "format", "anyOf", "oneOf", "pattern")


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that the schema does not admit: `path` leads to it; `of_key` means its key.

    `keyword` is the word of JSON Schema that refused it, `form` the format that it does not have.
    `lacks` is the key that is not there, `meant` the one that a key which is not known resembles,
    `elsewhere` the page type that has this key.
    """

    path: Path
    message: str
    help: str = ""
    of_key: bool = False
    keyword: str = ""
    form: str = ""
    lacks: str = ""
    meant: str = ""
    elsewhere: str = ""


Keys = Callable[[Any], tuple[set[str], set[str]]]
"""Of a schema: the keys that it and those which it is made of name, and patterns of keys."""


def violations(errors: Iterable[ValidationError], keys_of: Keys) -> list[Violation]:
    """What `errors` of one instance say, in the order of paths; of several at one place the first.

    Keys that are missing or not known are told each for itself.
    """
    kept: dict[tuple[object, ...], Violation] = {}
    ordered = sorted(errors, key=_rank)
    for error in ordered:
        for one in _said(error, keys_of):
            apart = one.message if one.keyword in ("required", "unknown") else ""
            kept.setdefault((one.path, one.of_key, apart), one)
    meant = {(one.path[:-1], one.meant) for one in kept.values() if one.meant}
    kept = {at: one for at, one in kept.items() if (one.path, one.lacks) not in meant}
    if ordered and not kept:  # keys that are known, and not admitted in this company
        kept[()] = Violation((), "the front matter has keys that exclude each other")
    return sorted(kept.values(), key=lambda one: (path_text(one.path), one.message))


def _rank(error: ValidationError) -> tuple[int, str]:
    word = str(error.validator)
    return _RANKS.index(word) if word in _RANKS else len(_RANKS), str(error.message)


def _said(error: ValidationError, keys_of: Keys) -> Iterator[Violation]:
    path: Path = tuple(error.absolute_path)
    name = code(path_text(path)) if path else "the front matter"
    word = str(error.validator)
    wanted: Any = error.validator_value
    found: Any = error.instance
    if "propertyNames" in error.absolute_schema_path:
        message = f"{code(str(found))} cannot be a key of {name}"
        yield Violation((*path, str(found)), message, of_key=True, keyword=word)
    elif word in ("additionalProperties", "unevaluatedProperties") and isinstance(found, dict):
        yield from _unknown(error, path, name, keys_of)
    elif word == "required" and isinstance(found, dict):
        for key in (key for key in wanted if key not in found):
            yield Violation(path, f"{name} lacks the key {code(key)}",
                            keyword="required", lacks=key)  # fmt: skip
    elif word == "anyOf" and error.context and _all(error.context, "required"):
        keys = [code(key) for one in error.context for key in _required(one)]
        yield Violation(path, f"{name} lacks {listing(keys, 'or')}", keyword=word)
    elif word in ("anyOf", "oneOf") and error.context:
        yield from _choice(error, path, name, keys_of)
    else:
        message, remedy = _simple(error, name)
        form = str(error.schema.get("format", "")) if isinstance(error.schema, Mapping) else ""
        yield Violation(path, message, remedy, keyword=word, form=form)


def _simple(error: ValidationError, name: str) -> tuple[str, str]:
    """A sentence about a value, and what to do."""
    word = str(error.validator)
    wanted: Any = error.validator_value
    found: Any = error.instance
    schema = error.schema if isinstance(error.schema, Mapping) else {}
    if word == "type":
        names = [wanted] if isinstance(wanted, str) else list(wanted)
        expected = listing([_TYPES.get(one, one) for one in names], "or")
        return f"{name} must be {expected}, not {_shown(found)}", _remedy(names, found)
    if word in ("const", "enum"):
        words = [wanted] if word == "const" else list(wanted)
        near = closest(found, map(str, words)) if isinstance(found, str) and len(words) > 1 else ""
        return (
            f"{name} must be {listing([_shown(one) for one in words], 'or')}, not {_shown(found)}",
            f"did you mean {code(near)}?" if near else "",
        )
    if word == "minLength" and wanted == 1:
        return f"{name} must not be empty", "give a value, or remove the key"
    form = str(schema.get("format", ""))
    if word in ("format", "pattern") and form in _FORMATS:
        what, remedy = _FORMATS[form]
        return f"{name} must be {what}, not {_shown(found)}", remedy
    if word == "pattern":
        return f"{name} cannot be {_shown(found)}", _first(schema.get("description", ""))
    if word == "minimum":
        return f"{name} must be at least {wanted}, not {_shown(found)}", ""
    if word == "not" and wanted == {}:
        return f"{name} must not be given", "remove the key"
    if word == "oneOf":
        return f"{name} fits more than one of the schemas of which one is wanted", ""
    return f"{name} does not fit the schema: {_first(error.message)}", ""


def _remedy(wanted: list[str], found: object) -> str:
    """What to do about a value of another type than those `wanted`."""
    if found is None:
        return "give a value, or remove the key"
    if wanted == ["string"] and isinstance(found, int | float):
        return "quote it"
    if wanted == ["string"] and isinstance(found, list):
        return "write it without brackets of its own"
    if wanted == ["string"] and isinstance(found, Mapping):
        return "a colon and a blank make a mapping of it: leave the blank out, or quote it"
    if wanted == ["array"] and isinstance(found, str):
        return "write it as an item of a list, behind `- `"
    return ""


def _choice(error: ValidationError, path: Path, name: str, keys_of: Keys) -> Iterator[Violation]:
    """Several schemas of which one should fit: what they expect, or what the nearest one says."""
    context = list(error.context or ())
    if _all(context, "format"):
        kinds = [_FORMATS.get(str(one.validator_value), ("", ""))[0] for one in context]
        hints = [code(_example(str(one.validator_value))) for one in context]
        message = f"{name} must be {listing(kinds, 'or')}, not {_shown(error.instance)}"
        yield Violation(path, message, f"write it as {listing(hints, 'or')}", keyword="format")
    elif all(one.validator == "type" and not one.path for one in context):
        names = [_TYPES.get(str(one.validator_value), str(one.validator_value)) for one in context]
        message = f"{name} must be {listing(names, 'or')}, not {_shown(error.instance)}"
        yield Violation(path, message, keyword="type")
    else:
        deepest = max(context, key=lambda one: (len(one.path), -_rank(one)[0], str(one.message)))
        yield from _said(deepest, keys_of)


def _unknown(error: ValidationError, path: Path, name: str, keys_of: Keys) -> Iterator[Violation]:
    """Keys that no schema knows; those that one knows may be refused for what others say."""
    found: Any = error.instance
    known, patterns = keys_of(error.schema)
    strange = [
        key
        for key in found
        if key not in known and not any(re.search(pattern, key) for pattern in patterns)
    ]
    elsewhere = own_keys() if not path else {}
    for key in strange:
        near = closest(key, known, cutoff=0.7) or ""
        if key in elsewhere:
            remedy = f"it is a key of pages of type {elsewhere[key]}"
        elif near:
            remedy = f"did you mean {code(near)}?"
        elif "extra" in known:
            remedy = "put what you need beyond the schema under `extra`"
        else:
            remedy = f"allowed are {listing([code(one) for one in sorted(known)], limit=12)}"
        word = code(key) if key.strip() else "without a name"
        message = f"{name} has no key {word}" if path else f"there is no key {word}"
        yield Violation(
            (*path, key), message, remedy, of_key=True, keyword="unknown", meant=near,
            elsewhere=elsewhere.get(key, ""),
        )  # fmt: skip


def _required(error: ValidationError) -> list[str]:
    wanted: Any = error.validator_value
    return [str(key) for key in wanted]


def _all(errors: Iterable[ValidationError], word: str) -> bool:
    return all(one.validator == word and not one.path for one in errors)


def _example(form: str) -> str:
    return {"date": "2025-12-17", "date-time": "2025-12-17T18:59:00Z"}.get(form, form)


def _shown(value: object) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return str(value).lower()
        case dict():
            return "a mapping"
        case list():
            return "a list"
        case str():
            return code(value, 60) if value.strip() else "empty text"
        case _:
            return f"the number {value}"


def _first(text: str) -> str:
    """The first sentence of a text, as a remark."""
    sentence = " ".join(str(text).split()).split(". ")[0].rstrip(".")
    return sentence[:1].lower() + sentence[1:160]
