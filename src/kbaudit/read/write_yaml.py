"""An instance as YAML front matter: keys in one order, and quotes wherever a reader could err.

What is written here reads the same in YAML 1.1 and 1.2, and `read_yaml` gives the same data again.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from kbaudit.model.regex import regex
from kbaudit.read.instance import ITEM_KEYS, KEYS
from kbaudit.read.yaml_scalar import misread, resolved

_PLAIN = regex(r"(?!---|\.\.\.)[\w./](?:[\w./+@()~=-]|:(?=[\w/])|[ ](?=[\w./+@()~=-]))*")
_DATE = regex(r"\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}(?:Z|[+-]\d{2}:\d{2}))?")
_HIDDEN = regex(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def write_yaml(data: Mapping[str, Any], line_end: str = "\n") -> str:
    """`data` as a block of YAML without fences; each line ends with `line_end`."""
    ordered = {key: data[key] for key in KEYS if key in data}
    ordered |= {key: value for key, value in data.items() if key not in ordered}
    return "".join(f"{line}{line_end}" for line in _mapping(ordered))


def _mapping(values: Mapping[str, Any]) -> Iterator[str]:
    for key, value in values.items():
        yield from _entry(f"{write_scalar(str(key))}:", value)


def _entry(start: str, value: Any) -> Iterator[str]:
    """The lines of a value behind `start`, which is a key."""
    if isinstance(value, Mapping) and value:
        yield start
        yield from (f"  {line}" for line in _mapping(_ordered(value)))
    elif isinstance(value, list) and value:
        yield start
        for item in value:
            yield from (f"  {line}" for line in _item(item))
    else:
        yield f"{start} {_scalar(value)}"


def _item(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping) and value:
        lines = list(_mapping(_ordered(value)))
        yield f"- {lines[0]}"
        yield from (f"  {line}" for line in lines[1:])
    else:
        yield f"- {_scalar(value)}"


def _ordered(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """The keys of a source or a citation in their order; other mappings as they are."""
    order = next((keys for keys in ITEM_KEYS.values() if values.keys() <= set(keys)), ())
    return {key: values[key] for key in (*order, *values) if key in values}


def _scalar(value: Any) -> str:
    """A scalar, or a collection within brackets where it is empty or stands in a list."""
    if isinstance(value, str):
        return write_scalar(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_quoted(str(k))}: {_scalar(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return (
            "[" + ", ".join(_quoted(v) if isinstance(v, str) else _scalar(v) for v in value) + "]"
        )
    if isinstance(value, float) and value != value:
        return ".nan"
    if value in (float("inf"), float("-inf")):
        return ".inf" if value > 0 else "-.inf"
    return json.dumps(value)


def write_scalar(text: str) -> str:
    """Text as a scalar on one line, in quotes where a reader could take it for something else."""
    if _DATE.fullmatch(text):
        return text
    plain = _PLAIN.fullmatch(text) is not None and not misread(text) and resolved(text) is not None
    return text if plain and text.isascii() else _quoted(text)


def _quoted(text: str) -> str:
    """Text in double quotes, with the escapes that JSON and YAML share."""
    quoted = json.dumps(text, ensure_ascii=False)
    return _HIDDEN.sub(lambda sign: f"\\u{ord(sign[0]):04x}", quoted)
