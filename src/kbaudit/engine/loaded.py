"""What a configuration means, as plain values: a run without one imports nothing to read it."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from kbaudit.model.finding import Level
from kbaudit.read.decode import DEFAULT_LIMIT
from kbaudit.read.vocabulary import Vocabulary
from kbaudit.rulekit.shape.shapes import Shapes

if TYPE_CHECKING:
    from pydantic import BaseModel


@dataclass(frozen=True, slots=True)
class TargetChoice:
    """The target that a configuration names; `scope` is empty where it is that of all pages."""

    url: str | None = None
    path: str | None = None
    rev: str | None = None
    base: str | None = None
    scope: str = ""


@dataclass(frozen=True)
class OnlineChoice:
    """How servers are asked about addresses: `timeout` in seconds, `max_age` in hours."""

    exclude: tuple[str, ...] = ()
    accept: tuple[int, ...] = ()
    timeout: int = 20
    max_age: int = 24
    private: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """What a configuration says of a rule or tag; what is None is left as it is."""

    level: Level | None = None
    off: bool = False
    options: "BaseModel | None" = None

    def over(self, base: "Setting") -> "Setting":
        """This setting where it says something, `base` elsewhere."""
        options = self.options or base.options
        if self.options is not None and base.options is not None:
            given = {name: getattr(self.options, name) for name in self.options.model_fields_set}
            options = base.options.model_copy(update=given)
        if self.level is None and not self.off:
            return Setting(base.level, base.off, options)
        return Setting(self.level, self.off, options)


Overrides = tuple[tuple[tuple[str, ...], dict[str, Setting]], ...]
"""Patterns of paths, each with the settings of rules for the files that they mean."""


@dataclass(frozen=True)
class Loaded:
    """A configuration. See `kbaudit.engine.config` for what its parts mean.

    `path` is None without a file. `file_size` is in bytes. `settings` are those of rules and tags,
    `shapes` the schemas that pages are held to.
    """

    path: Path | None = None
    target: TargetChoice = TargetChoice()
    targets: tuple[TargetChoice, ...] = ()
    scopes: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    fail_on: Level = Level.WARNING
    file_size: int = DEFAULT_LIMIT
    online: OnlineChoice = OnlineChoice()
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    settings: dict[str, Setting] = field(default_factory=dict)
    overrides: Overrides = ()
    shapes: Shapes = field(default_factory=Shapes)

    @property
    def folder(self) -> Path:
        """Where relative paths of the configuration start."""
        return self.path.parent if self.path else Path()
