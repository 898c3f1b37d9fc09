"""Which schema a page is held to, and what it says of an instance.

The schemas are ours, and those that a configuration names for page types. References are resolved
among these alone: nothing is fetched.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from kbaudit.read.vocabulary import PageType
from kbaudit.rulekit.shape.quick import compiled
from kbaudit.rulekit.shape.schemas import COMMON, front_matter_schemas, schema_name

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from referencing import Registry

    from kbaudit.rulekit.shape.violations import Violation


@dataclass(frozen=True)
class Shapes:
    """The schemas of one knowledge base.

    `own` are schemas of the configuration by page type, each with the URI at which it lies; `more`
    has these, and all others to which they refer, by the URIs of their files.
    """

    own: Mapping[str, tuple[str, Any]] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)
    _made: dict[str, "_Shape"] = field(default_factory=dict, compare=False, repr=False)

    @property
    def places(self) -> tuple[Path, ...]:
        """The files in which the schemas of the configuration lie."""
        return tuple(Path(unquote(urlsplit(uri).path)) for uri in self.more)

    def violations(self, data: Mapping[str, Any], kind: PageType) -> "list[Violation]":
        """What the schema of pages of type `kind` does not admit in the instance `data`."""
        shape = self._made.get(kind.name)
        if shape is None:
            shape = self._made[kind.name] = self._shape(kind)
        return shape.violations(data)

    def check(self, name: str) -> None:
        """Try the schema of the configuration for the page type `name` on an instance.

        Raises RecursionError when it leads back to itself without end.
        """
        uri, schema = self.own[name]
        _Shape(schema, uri, self).try_out()

    def _shape(self, kind: PageType) -> "_Shape":
        if kind.name in self.own:
            uri, schema = self.own[kind.name]
            return _Shape(schema, uri, self)
        ours = front_matter_schemas()
        schema = ours.get(schema_name(kind), ours[COMMON])
        return _Shape(schema, schema["$id"], self)

    @cached_property
    def registry(self) -> "Registry[Any]":
        """Ours, and those of the configuration. It fetches nothing."""
        from referencing import Registry
        from referencing.jsonschema import DRAFT202012

        texts = {schema["$id"]: schema for schema in front_matter_schemas().values()}
        texts |= dict(self.own.values()) | dict(self.more)
        pairs = ((uri, DRAFT202012.create_resource(_placed(one))) for uri, one in texts.items())
        return Registry().with_resources(pairs).crawl()


@dataclass(frozen=True)
class _Shape:
    """One schema, made ready when it is first asked."""

    schema: Any
    uri: str
    shapes: Shapes

    def violations(self, data: Mapping[str, Any]) -> "list[Violation]":
        if self._quick is not None and self._quick(data):
            return []
        from kbaudit.rulekit.shape.violations import violations

        return violations(self._validator.iter_errors(data), self._keys)

    def try_out(self) -> None:
        for _ in self._validator.iter_errors({}):
            pass

    @cached_property
    def _quick(self) -> Callable[[Any], bool] | None:
        return compiled(self.schema)

    @cached_property
    def _validator(self) -> "Draft202012Validator":
        from jsonschema import Draft202012Validator, FormatChecker

        from kbaudit.rulekit.shape.formats import FORMATS

        checker = FormatChecker(formats=())
        for name, test in FORMATS.items():
            checker.checks(name)(_of_text(test))
        # A reference needs a place to start from, which a schema without an identifier lacks.
        whole = {"$ref": self.uri}
        return Draft202012Validator(whole, registry=self.shapes.registry, format_checker=checker)

    def _keys(self, schema: Any) -> tuple[set[str], set[str]]:
        """Keys and patterns of keys that `schema` and those which it is made of name."""
        resolver = self.shapes.registry.resolver(self.uri)
        names: set[str] = set()
        patterns: set[str] = set()
        pending, seen = [(schema, resolver)], set()
        while pending:
            one, base = pending.pop()
            if not isinstance(one, Mapping) or id(one) in seen:
                continue
            seen.add(id(one))
            names |= set(one.get("properties", ()))
            patterns |= set(one.get("patternProperties", ()))
            for word in ("allOf", "anyOf", "oneOf"):
                pending += [(part, base) for part in one.get(word, ())]
            pending += [(one[word], base) for word in ("if", "then", "else") if word in one]
            if isinstance(reference := one.get("$ref"), str):
                found = base.lookup(reference)
                pending.append((found.contents, found.resolver))
        return names, patterns


def _placed(schema: Any) -> Any:
    """`schema` with ``{"not": {}}`` for properties that are ``false``.

    Both admit nothing; jsonschema does not tell where it was that it refused for ``false``.
    """
    if isinstance(schema, list):
        return [_placed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: _placed(one) for key, one in schema.items()}
    for word in ("properties", "patternProperties"):
        if isinstance(named := made.get(word), dict):
            made[word] = {key: {"not": {}} if one is False else one for key, one in named.items()}
    return made


def _of_text(test: Callable[[str], bool]) -> Callable[[object], bool]:
    return lambda value: not isinstance(value, str) or test(value)
