"""What ``kbaudit.yaml`` may say: the models that validate it and give its schema."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StringConstraints

from kbaudit.engine.loaded import OnlineChoice
from kbaudit.read.decode import DEFAULT_LIMIT

LevelWord = Literal["error", "warning", "info"]
Word = Annotated[str, StringConstraints(min_length=1)]


def _kebab(name: str) -> str:
    return name.strip("_").replace("_", "-")


class Part(BaseModel):
    """A part of the configuration: unknown keys are errors, keys are written with hyphens."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        alias_generator=_kebab,
        populate_by_name=True,
        use_attribute_docstrings=True,
    )


class TargetSettings(Part):
    """The git repository that the pages are about."""

    url: Word | None = None
    """Where the repository lives. `kbaudit target fetch` keeps a copy; nothing else fetches it."""
    path: Word | None = None
    """A clone of the repository; a relative path starts at the folder of this file. It counts more
    than the copy of `url`."""
    rev: Word | None = None
    """The tag, branch or commit that the pages must agree with. The default is HEAD."""
    base: Word | None = None
    """The revision at which the citations were true. Without it kbaudit looks for evidence."""


class ScopedTarget(TargetSettings):
    """The target of the pages of one scope."""

    scope: Word
    """The scope, the common start of the page names: `huggingface_peft`."""
    links: tuple[Word, ...] | None = None
    """The other scopes to which pages of this one may link. Without it they may link to all."""


class SectionSettings(Part):
    """A section that pages of a type must have, with the subsections it must have."""

    name: Word
    """The heading. Several that will do are separated by `|`: `Usage|Use`."""
    parts: tuple[Word, ...] = ()
    """Headings of required subsections."""


class TypeSettings(Part):
    """A page type besides the five that are built in, or in place of one of them."""

    name: Word
    """The long name, as in `[[relation::Name:Page]]`."""
    folder: Word
    """The folder in which the pages of this type live."""
    short: tuple[Word, ...] = ()
    """Short names that mean this type in index files."""
    sections: tuple[SectionSettings, ...] = ()
    """The sections that pages of this type must have."""


class EdgeSettings(Part):
    """A relation that pages may state, and between which types of pages."""

    from_: Word
    """The type of the page that states it."""
    relation: Word
    """The name of the relation."""
    to: Word
    """The type of the page that it leads to."""
    inverse: str = ""
    """The relation that leads back, if pages state that instead."""


class RelationSettings(Part):
    """Relations besides those that are built in."""

    edges: tuple[EdgeSettings, ...] = ()
    """Relations with a meaning: they take part in the graph of pages."""
    tolerated: tuple[Word, ...] = ()
    """Relations that may stand anywhere and mean nothing."""


class Override(Part):
    """Other settings of rules for some files."""

    paths: Annotated[tuple[Word, ...], Field(min_length=1)]
    """Patterns with the meaning of `.gitignore`, from the root of the knowledge base."""
    rules: dict[str, Any]
    """Settings of rules for these files, as in the main `rules`."""


class OnlineSettings(Part):
    """How `--online` asks servers about the addresses on pages."""

    exclude: tuple[Word, ...] = ()
    """Addresses that are not asked for; `*` stands for anything: `https://wiki.example.org/*`."""
    accept: tuple[StrictInt, ...] = ()
    """Status codes with which an address counts as one that leads somewhere: `[403, 404]`."""
    timeout: Annotated[StrictInt, Field(ge=1)] = OnlineChoice.timeout
    """Seconds to wait for an answer."""
    max_age: Annotated[StrictInt, Field(ge=0)] = OnlineChoice.max_age
    """Hours for which a good answer is remembered."""
    private: bool = False
    """Ask servers of private networks and of this machine as well."""


class Limits(Part):
    """Bounds on what is read."""

    file_size: Annotated[StrictInt, Field(ge=1)] = DEFAULT_LIMIT
    """Larger files (in bytes) are not read; the rule `unreadable-page` reports them. Indexes and
    maps may have twenty times as much."""


class Config(Part):
    """The configuration of kbaudit for one knowledge base. All of it can be left out."""

    target: TargetSettings = TargetSettings()
    """The repository and the revision that the pages must agree with."""
    targets: tuple[ScopedTarget, ...] = ()
    """One target for each scope, for a knowledge base about several repositories."""
    scopes: tuple[Word, ...] = ()
    """The scopes of this knowledge base. Without it they are found from the names of its files."""
    types: tuple[TypeSettings, ...] = ()
    """Page types besides the five that are built in."""
    relations: RelationSettings = RelationSettings()
    """Relations besides those that are built in."""
    schemas: dict[Word, Word] = {}
    """JSON Schemas of your own for front matter, by page type; they can build on those of kbaudit.
    A relative path starts at the folder of this file."""
    domains: tuple[Word, ...] = ()
    """The domains that pages may name. Without it they may name any."""
    rules: dict[str, Any] = {}
    """Levels and options of rules, by name or by tag. A name counts more than a tag."""
    overrides: tuple[Override, ...] = ()
    """Other settings of rules for some files. Later entries count more than earlier ones."""
    select: tuple[Word, ...] = ()
    """Run only these rules, named by name or by tag."""
    ignore: tuple[Word, ...] = ()
    """Do not run these rules, named by name or by tag, even if they are selected."""
    exclude: tuple[Word, ...] = ()
    """Files that are not part of the knowledge base: patterns with the meaning of `.gitignore`."""
    fail_on: LevelWord = "warning"
    """The lowest level of findings that makes `kbaudit check` fail."""
    online: OnlineSettings = OnlineSettings()
    """How `--online` asks servers about the addresses on pages."""
    limits: Limits = Limits()
    """Bounds on what is read."""
