"""A quick verdict on instances: whether a schema admits them, for the part of JSON Schema in use.

Nearly all pages are right, and jsonschema takes seven times as long to say so, after a tenth of a
second for its import. What is compiled here gives the same verdict, which the tests hold against
jsonschema; why an instance is refused is left to jsonschema. A schema with any keyword that is not
known here is not compiled at all.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from kbaudit.rulekit.shape.formats import FORMATS

Check = Callable[[Any, set[str]], bool]
"""Whether a value fits. Adds the keys of it that were judged, as JSON Schema evaluates them."""

_SILENT = frozenset(
    {"$schema", "$id", "$defs", "$comment", "title", "description", "examples", "default"}
)
_IN_TURN = (
    "type", "const", "enum", "minLength", "pattern", "format", "minimum", "required",
    "propertyNames", "items", "$ref", "allOf", "anyOf",
)  # fmt: skip
_KEYS = frozenset({"properties", "patternProperties", "additionalProperties"})
_KNOWN = _SILENT | _KEYS | frozenset(_IN_TURN) | {"unevaluatedProperties"}


class _UnknownError(Exception):
    """The schema uses what is not known here."""


def compiled(schema: Mapping[str, Any]) -> Callable[[Any], bool] | None:
    """A function that tells whether `schema` admits a value; None if it needs more than this."""
    try:
        check = _Compiler(schema).check(schema)
    except _UnknownError:
        return None
    return lambda value: check(value, set())


class _Compiler:
    def __init__(self, root: Mapping[str, Any]) -> None:
        self.root = root
        self.made: dict[int, Check] = {}

    def check(self, schema: Any) -> Check:
        if isinstance(schema, bool):
            return lambda _value, _seen: schema
        if not isinstance(schema, Mapping) or not schema.keys() <= _KNOWN:
            raise _UnknownError
        if schema is not self.root and "$id" in schema:
            raise _UnknownError
        if (known := self.made.get(id(schema))) is not None:
            return known
        steps: list[Check] = []

        def whole(value: Any, seen: set[str]) -> bool:
            own: set[str] = set()
            for step in steps:
                if not step(value, own):
                    return False
            seen |= own
            return True

        self.made[id(schema)] = whole  # a schema may lead back to itself
        steps += [
            getattr(self, f"_{word.lstrip('$').lower()}")(schema[word])
            for word in _IN_TURN
            if word in schema
        ]
        if schema.keys() & _KEYS:
            steps.append(self._keys(schema))
        if "unevaluatedProperties" in schema:
            steps.append(self._rest(self.check(schema["unevaluatedProperties"])))
        return whole

    def _type(self, given: str | list[str]) -> Check:
        names = [given] if isinstance(given, str) else given
        if not set(names) <= _TYPES.keys():
            raise _UnknownError
        tests = [_TYPES[name] for name in names]
        if len(tests) == 1:
            (test,) = tests
            return lambda value, _seen: test(value)
        return lambda value, _seen: any(test(value) for test in tests)

    def _const(self, wanted: Any) -> Check:
        return self._enum([wanted])

    def _enum(self, wanted: list[Any]) -> Check:
        if any(isinstance(one, list | dict) for one in wanted):
            raise _UnknownError
        pairs = {(isinstance(one, bool), one) for one in wanted}
        return lambda value, _seen: (
            not isinstance(value, list | dict) and (isinstance(value, bool), value) in pairs
        )

    def _minlength(self, least: int) -> Check:
        return lambda value, _seen: not isinstance(value, str) or len(value) >= least

    def _minimum(self, least: float) -> Check:
        return lambda value, _seen: not _TYPES["number"](value) or not value < least

    def _pattern(self, pattern: str) -> Check:
        found = re.compile(pattern).search
        return lambda value, _seen: not isinstance(value, str) or found(value) is not None

    def _format(self, name: str) -> Check:
        test = FORMATS.get(name)
        if test is None:
            return lambda _value, _seen: True
        return lambda value, _seen: not isinstance(value, str) or test(value)

    def _required(self, keys: list[str]) -> Check:
        return lambda value, _seen: not isinstance(value, dict) or all(key in value for key in keys)

    def _propertynames(self, schema: Any) -> Check:
        check = self.check(schema)
        return lambda value, _seen: (
            not isinstance(value, dict) or all(check(key, set()) for key in value)
        )

    def _items(self, schema: Any) -> Check:
        check = self.check(schema)
        return lambda value, _seen: (
            not isinstance(value, list) or all(check(item, set()) for item in value)
        )

    def _ref(self, reference: str) -> Check:
        steps = reference.split("/")
        if steps[:2] != ["#", "$defs"] or len(steps) != 3:
            raise _UnknownError
        target = self.root.get("$defs", {}).get(steps[2])
        if target is None:
            raise _UnknownError
        return self.check(target)

    def _allof(self, schemas: list[Any]) -> Check:
        checks = [self.check(one) for one in schemas]
        return lambda value, seen: all(check(value, seen) for check in checks)

    def _anyof(self, schemas: list[Any]) -> Check:
        checks = [self.check(one) for one in schemas]
        return lambda value, seen: any([check(value, seen) for check in checks])  # noqa: C419 - each one tells which keys it has judged

    def _keys(self, schema: Mapping[str, Any]) -> Check:
        named = {key: self.check(one) for key, one in schema.get("properties", {}).items()}
        patterns = [
            (re.compile(pattern).search, self.check(one))
            for pattern, one in schema.get("patternProperties", {}).items()
        ]
        given = schema.get("additionalProperties")
        other = None if given is None else self.check(given)

        def check(value: Any, seen: set[str]) -> bool:
            if not isinstance(value, dict):
                return True
            for key, item in value.items():
                checks = [named[key]] if key in named else []
                checks += [one for found, one in patterns if found(key)]
                if not checks and other is not None:
                    checks = [other]
                if not all(one(item, set()) for one in checks):
                    return False
                if checks:
                    seen.add(key)
            return True

        return check

    def _rest(self, check: Check) -> Check:
        def rest(value: Any, seen: set[str]) -> bool:
            if not isinstance(value, dict):
                return True
            left = value.keys() - seen
            seen |= left
            return all(check(value[key], set()) for key in left)

        return rest


_TYPES: dict[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "integer": lambda value: (
        (isinstance(value, int) and not isinstance(value, bool))
        or (isinstance(value, float) and value.is_integer())
    ),
}
