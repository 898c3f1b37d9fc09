"""The front matter of a page as one value, whichever dialect it was written in.

An instance is plain data, shaped by ``schemas/page.schema.json``, and knows where each key and
value of it stands. These keys have a meaning, in the order in which they are written:

====================  ==========================================================================
``schema``            the version of the shape: 1
``type``              the page type: ``Environment``
``name``              the name of the page, which is that of its file
``scope``             the scope: ``owner_repo``
``sources``           where the knowledge comes from: ``kind``, ``title`` and ``url`` or ``path``
``domains``           what the page is about: a list of words
``last_updated``      a date, or a time with its zone, as text
``verified``          the revision of the target at which all of the page was true
``relations``         lists of page names by relation: ``step``, ``implemented_by``, …
``requirements``      version specifiers by package; ``*`` for any version
``citations``         references to the target: ``path``, ``lines``, ``symbol``, ``verified``
``category``          of a Heuristic: the kind of rule
``insight``           of a Heuristic: the rule in a sentence
``hardware``          of an Environment: what is needed by kind: ``VRAM``: ``8GB+``
``credentials``       of an Environment: names of environment variables
``extra``             whatever else people need
====================  ==========================================================================

All values under these keys but ``schema`` and ``extra`` are text, lists or mappings of text: a date
stays as it was written, and so does ``3.10``. Under ``extra`` and unknown keys values have the type
that YAML 1.2 gives them; only dates stay text.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kbaudit.model.span import Span

Path = tuple[str | int, ...]
"""Keys and indexes that lead to a value: ``("relations", "step", 2)``."""

KEYS = (
    "schema", "type", "name", "scope", "sources", "domains", "last_updated", "verified",
    "relations", "requirements", "citations", "category", "insight", "hardware", "credentials",
    "extra",
)  # fmt: skip
"""The keys of an instance in the order in which they are written."""

ITEM_KEYS = {
    "sources": ("kind", "title", "url", "path"),
    "citations": ("path", "lines", "symbol", "verified"),
}
"""The keys of each item of these lists, in the order in which they are written."""

TYPED = frozenset({"schema", "extra"})
"""Of these keys, those whose values need not be text."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands, and its key where it has one of its own."""

    value: Span
    key: Span | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with the way in which front matter is written, and what to do about it."""

    span: Span
    message: str
    help: str = ""


@dataclass(frozen=True)
class Instance:
    """`data` holds what is stated, `places` where: a place for each path that was written.

    `problems` are those of syntax, in the order of the text. When `readable` is false the front
    matter says nothing, and `data` is empty.
    """

    data: Mapping[str, Any] = field(default_factory=dict)
    places: Mapping[Path, Place] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    readable: bool = True

    def place(self, path: Path, *, of_key: bool = False) -> Span | None:
        """Where the value (or the key) at `path` stands, or the nearest thing around it."""
        while path:
            if found := self.places.get(path):
                return found.key if of_key and found.key is not None else found.value
            path = path[:-1]
        return None


def path_text(path: Path) -> str:
    """A path as people read it: ``relations.step[2]``."""
    parts = (f"[{key}]" if isinstance(key, int) else f".{key}" for key in path)
    return "".join(parts).removeprefix(".")
