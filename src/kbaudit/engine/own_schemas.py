"""Schemas of front matter that a configuration names, with all to which they refer.

They lie in files, and refer to each other, to further files beside them, and to ours. A reference
that leads nowhere, and a file that is no schema, are errors of the configuration.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from kbaudit.engine.expected import unknown
from kbaudit.engine.located import Loc, Located
from kbaudit.engine.yaml_values import parse_yaml
from kbaudit.model.errors import ConfigError
from kbaudit.read.vocabulary import Vocabulary
from kbaudit.rulekit.shape.schemas import DIALECT, front_matter_schemas
from kbaudit.rulekit.shape.shapes import Shapes
from kbaudit.rulekit.wording import closest, code

_VALUES = frozenset({"const", "enum", "examples", "default"})
"""Keywords whose values are no schemas, whatever they look like."""


def own_shapes(
    schemas: Mapping[str, str],
    vocabulary: Vocabulary,
    located: Located,
    folder: Path,
    errors: list[str],
) -> Shapes:
    """The schemas whose paths `schemas` gives by page type, from `folder` on.

    Adds what is wrong to `errors`, at its place in `located`.
    """
    reader = _Reader(errors, located)
    types = {kind.name for kind in vocabulary.types}
    own: dict[str, tuple[str, Any]] = {}
    for name, written in schemas.items():
        loc: Loc = ("schemas", name)
        path = folder / written
        if name not in types:
            errors.append(located.error(loc, unknown("page type", name, types), of_key=True))
        elif not path.is_file():
            where = "is a folder" if path.is_dir() else "is not there"
            errors.append(located.error(loc, f"the schema {code(str(path))} {where}"))
        elif (read := reader.read(path)) is not None:
            own[name] = (urljoin(path.resolve().as_uri(), read.get("$id", "")), read)
    if errors or not own:
        return Shapes()
    return _resolved(own, reader)


@dataclass
class _Reader:
    """Reads files of schemas, each once, and those to which they refer."""

    errors: list[str]
    located: Located
    files: dict[str, Any] = field(default_factory=dict)
    known: set[str] = field(
        default_factory=lambda: {one["$id"] for one in front_matter_schemas().values()}
    )

    def read(self, path: Path) -> Any:
        """The schema in a file; None, with an error noted, when it holds none."""
        uri = path.resolve().as_uri()
        if uri in self.files:
            return self.files[uri]
        self.files[uri] = None
        try:
            text = path.read_bytes().decode("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "this is not UTF-8 text"
            self.errors.append(f"{path}:1:1: {reason or 'cannot be read'}")
            return None
        try:
            schema, places = _parsed(text, path)
        except ConfigError as error:
            self.errors.append(str(error))
            return None
        if (wrong := _no_schema(schema)) is not None:
            self.errors.append(places.error(*wrong))
            return None
        self.files[uri] = schema
        self.known |= {uri, *_identifiers(schema, uri)}
        for _, base, reference in _references(schema, (), uri):
            self._follow(urldefrag(urljoin(base, reference))[0])
        return schema

    def _follow(self, uri: str) -> None:
        """Read the file to which a reference leads, if it is one that is there."""
        parts = urlsplit(uri)
        path = Path(unquote(parts.path))
        if parts.scheme == "file" and not parts.netloc and uri not in self.known and path.is_file():
            self.read(path)


def _resolved(own: Mapping[str, tuple[str, Any]], reader: _Reader) -> Shapes:
    """The schemas, when all their references lead somewhere."""
    from referencing.exceptions import Unresolvable

    shapes = Shapes(own, {uri: one for uri, one in reader.files.items() if one is not None})
    for uri, schema in sorted(shapes.more.items()):
        path = Path(unquote(urlsplit(uri).path))
        for loc, base, reference in _references(schema, (), uri):
            try:
                shapes.registry.resolver(base).lookup(reference)
            except (Unresolvable, ValueError):
                _, places = _parsed(path.read_bytes().decode("utf-8-sig"), path)
                reader.errors.append(places.error(loc, _nowhere(base, reference, reader.known)))
    for name in () if reader.errors else own:
        try:
            shapes.check(name)
        except RecursionError:
            message = f"the schema of {name} refers to itself without end"
            reader.errors.append(reader.located.error(("schemas", name), message))
    return shapes


def _nowhere(base: str, reference: str, known: set[str]) -> str:
    whole = urldefrag(urljoin(base, reference))[0]
    if whole in known or not reference.partition("#")[0]:
        return f"the reference {code(reference)} names nothing in that schema"
    near = closest(whole, known)
    hint = f"; did you mean {code(near)}?" if near else ""
    return f"the reference {code(reference)} leads to no schema at hand, and none is fetched{hint}"


def _parsed(text: str, path: Path) -> tuple[Any, Located]:
    """A schema in JSON or YAML, and the places in it. Raises ConfigError where it is neither."""
    if path.suffix.lower() in (".yaml", ".yml"):
        located = parse_yaml(text, str(path))
        return located.value, located
    try:
        schema = json.loads(text)
    except json.JSONDecodeError as error:
        place = f"{path}:{error.lineno}:{error.colno}"
        raise ConfigError(f"{place}: this is not JSON: {error.msg.lower()}") from None
    except RecursionError:
        raise ConfigError(f"{path}:1:1: this is nested too deep") from None
    try:
        return schema, parse_yaml(text.replace("\t", " "), str(path))
    except ConfigError:  # JSON that YAML reads otherwise: the error is told without a place
        return schema, Located(str(path), schema, {}, {})


def _no_schema(schema: Any) -> tuple[Loc, str] | None:
    """Why something is no JSON Schema of the dialect in use, and where."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import SchemaError

    if not isinstance(schema, dict):
        return (), "a JSON Schema is a mapping of keywords"
    dialect = schema.get("$schema", DIALECT)
    if not isinstance(dialect, str) or dialect.rstrip("#") != DIALECT:
        return ("$schema",), f"the schema must be of the dialect {code(DIALECT)}"
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        says = " ".join(str(error.message).split())[:160]
        return tuple(error.absolute_path), f"this is no JSON Schema: {says}"
    return None


def _references(schema: Any, loc: Loc, base: str) -> Iterator[tuple[Loc, str, str]]:
    """All references inside `schema`: where they stand, from where they lead, and where to."""
    if isinstance(schema, list):
        for i, one in enumerate(schema):
            yield from _references(one, (*loc, i), base)
    if not isinstance(schema, dict):
        return
    if isinstance(own := schema.get("$id"), str):
        base = urljoin(base, own)
    for key, value in schema.items():
        if key in ("$ref", "$dynamicRef") and isinstance(value, str):
            yield (*loc, key), base, value
        elif key not in _VALUES:
            yield from _references(value, (*loc, key), base)


def _identifiers(schema: Any, base: str) -> Iterator[str]:
    """The identifiers of a schema and of those inside it."""
    if isinstance(schema, list):
        for one in schema:
            yield from _identifiers(one, base)
    if isinstance(schema, dict):
        if isinstance(own := schema.get("$id"), str):
            base = urljoin(base, own)
            yield urldefrag(base)[0]
        for key, value in schema.items():
            if key not in _VALUES:
                yield from _identifiers(value, base)
