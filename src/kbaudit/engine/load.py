"""The configuration as read from a file: validated, every error with its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from kbaudit.engine.complaints import complaints, expected, unknown
from kbaudit.engine.config import Config
from kbaudit.engine.locate import CONFIG_NAME
from kbaudit.engine.located import Loc, Located, read_yaml, yaml_of
from kbaudit.engine.own_schemas import own_shapes
from kbaudit.engine.patterns import wrong_pattern
from kbaudit.engine.request import Request
from kbaudit.engine.settings import Setting, read_settings
from kbaudit.model.errors import ConfigError
from kbaudit.rulekit.discovery import all_rules
from kbaudit.rulekit.shape.shapes import Shapes
from kbaudit.rulekit.wording import code, count

_MOST_ERRORS = 20
_PLACE = re.compile(r".*?:(\d+):(\d+): ")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A configuration, what its settings of rules mean, and the schemas that pages are held to.

    `path` is None without a file.
    """

    config: Config = field(default_factory=Config)
    path: Path | None = None
    settings: dict[str, Setting] = field(default_factory=dict)
    overrides: tuple[tuple[tuple[str, ...], dict[str, Setting]], ...] = ()
    shapes: Shapes = field(default_factory=Shapes)

    @property
    def folder(self) -> Path:
        """Where relative paths of the configuration start."""
        return self.path.parent if self.path else Path()


def load_config(root: Path, explicit: Path | None = None) -> Loaded:
    """The configuration `explicit`, else that of the knowledge base `root`, else the default one.

    Raises ConfigError with one line for each thing that is wrong.
    """
    path = explicit or root / CONFIG_NAME
    other = root / "kbaudit.yml"
    if explicit is None and not path.exists() and other.exists():
        raise ConfigError(f"{other}:1:1: the configuration is named {CONFIG_NAME}: rename the file")
    if explicit is None and not (path.exists() or path.is_symlink()):
        return Loaded()
    return validate(read_yaml(path), path)


def config_in(request: Request) -> Loaded:
    """The configuration of `request`: of the disk, or as git has it; one that was named is read.

    Raises ConfigError with one line for each thing that is wrong.
    """
    if request.recorded is None or request.config is not None:
        return load_config(request.root, request.config)
    data = request.recorded.read(CONFIG_NAME)
    path = request.root / CONFIG_NAME
    return Loaded() if data is None else validate(yaml_of(data, path), path)


def validate(located: Located, path: Path) -> Loaded:
    """The configuration that `located` holds."""
    value = located.value
    if value is None:
        return Loaded(path=path)
    if not isinstance(value, dict):
        raise ConfigError(located.error((), f"the configuration {expected('a mapping', value)}"))
    try:
        config = Config.model_validate(value)
    except ValidationError as error:
        raise _error(list(complaints(error, Config, located))) from None
    errors = list(_disagreements(config, located))
    settings = read_settings(config.rules, ("rules",), located, errors)
    overrides = tuple(
        (entry.paths, read_settings(entry.rules, ("overrides", i, "rules"), located, errors))
        for i, entry in enumerate(config.overrides)
    )
    shapes = own_shapes(config, located, path.parent, errors) if config.schemas else Shapes()
    if errors:
        raise _error(errors)
    return Loaded(config, path, settings, overrides, shapes)


def _disagreements(config: Config, located: Located) -> Iterator[str]:
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
    types = {kind.name for kind in config.vocabulary().types}
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
