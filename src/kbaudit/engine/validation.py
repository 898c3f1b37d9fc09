"""A configuration as a file has it, held against what may be in it: every error with its place."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from kbaudit.engine.complaints import complaints
from kbaudit.engine.config import Config
from kbaudit.engine.expected import expected, unknown
from kbaudit.engine.loaded import Loaded
from kbaudit.engine.located import Loc, Located
from kbaudit.engine.meaning import meaning
from kbaudit.engine.own_schemas import own_shapes
from kbaudit.engine.patterns import wrong_pattern
from kbaudit.model.errors import ConfigError
from kbaudit.model.regex import regex
from kbaudit.rulekit.discovery import all_rules
from kbaudit.rulekit.wording import code, count

_MOST_ERRORS = 20
_PLACE = regex(r".*?:(\d+):(\d+): ")


def validate(located: Located, path: Path) -> Loaded:
    """The configuration that `located` holds, which is that of the file `path`.

    Raises ConfigError with one line for each thing that is wrong.
    """
    _, loaded = validated(located, path)
    return loaded


def validated(located: Located, path: Path) -> tuple[dict[str, Any], Loaded]:
    """As `validate`, with the values of all keys, those that were left out too."""
    value = {} if located.value is None else located.value
    if not isinstance(value, dict):
        raise ConfigError(located.error((), f"the configuration {expected('a mapping', value)}"))
    try:
        config = Config.model_validate(value)
    except ValidationError as error:
        raise _error(list(complaints(error, Config, located))) from None
    errors: list[str] = []
    values = config.model_dump()
    loaded = meaning(values, path, located, errors, all_rules())
    errors += _disagreements(config, loaded, located)
    if config.schemas:
        shapes = own_shapes(config.schemas, loaded.vocabulary, located, path.parent, errors)
        loaded = replace(loaded, shapes=shapes)
    if errors:
        raise _error(errors)
    return values, loaded


def _disagreements(config: Config, loaded: Loaded, located: Located) -> Iterator[str]:
    """What is well-formed by itself and wrong in its company."""
    if config.targets and located.value.get("target"):
        message = "`target` and `targets` exclude each other: give each target its scope"
        yield located.error(("targets",), message, of_key=True)
    seen: set[str] = set()
    for i, target in enumerate(config.targets):
        if target.scope in seen:
            message = f"the scope {code(target.scope)} has a target already"
            yield located.error(("targets", i, "scope"), message)
        seen.add(target.scope)
    scopes = {*config.scopes, *(target.scope for target in config.targets)}
    for i, target in enumerate(config.targets):
        for j, scope in enumerate(target.links or ()):
            if scope not in scopes:
                at: Loc = ("targets", i, "links", j)
                yield located.error(at, unknown("scope", scope, scopes))
    types = {kind.name for kind in loaded.vocabulary.types}
    for i, edge in enumerate(config.relations.edges):
        for key, name in (("from", edge.from_), ("to", edge.to)):
            if name not in types:
                loc: Loc = ("relations", "edges", i, key)
                yield located.error(loc, unknown("page type", name, types))
    names = {name for rule in all_rules() for name in (rule.id, *rule.tags)}
    for key, words in (("select", config.select), ("ignore", config.ignore)):
        for i, word in enumerate(words):
            if word not in names:
                yield located.error((key, i), unknown("rule or tag", word, names))
    patterns: list[tuple[Loc, tuple[str, ...]]] = [(("exclude",), config.exclude)]
    patterns += [(("overrides", i, "paths"), o.paths) for i, o in enumerate(config.overrides)]
    for loc, lines in patterns:
        for i, line in enumerate(lines):
            if (wrong := wrong_pattern(line)) is not None:
                yield located.error((*loc, i), f"{code(line)} is no pattern: {wrong}")


def _error(errors: list[str]) -> ConfigError:
    errors.sort(key=_place)
    more = len(errors) - _MOST_ERRORS
    if more > 0:
        errors[_MOST_ERRORS:] = [f"and {count(more, 'error')} more"]
    return ConfigError("\n".join(errors))


def _place(error: str) -> tuple[int, int, str]:
    match = _PLACE.match(error)
    return (int(match[1]), int(match[2]), error) if match else (0, 0, error)
