"""The declaration of a rule. Function, module and rule id are one name."""

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from kbaudit.model.edit import Safety
from kbaudit.model.finding import Finding, Level
from kbaudit.model.report import Skipped

if TYPE_CHECKING:
    from pydantic import BaseModel

TAGS = ("page", "index", "link", "graph", "citation", "pin", "map", "report")
"""The families of rules."""


Judge = Callable[[Any, Any], Iterator[Finding] | Iterator[Finding | Skipped]]


class Need(Enum):
    """An input that a rule cannot do without; a rule that lacks it is listed as skipped."""

    REVISION = "a target revision"
    BASE = "a base revision"
    REQUIREMENTS = "all files in which the target states what it needs"
    ONLINE = "the network"
    HISTORY = "the history of the knowledge base"
    """What it finds follows from the one page that it is about, and when that was changed."""

    __hash__ = object.__hash__  # each is asked for with each rule on each page


@dataclass(frozen=True, slots=True)
class Docs:
    """The parts of a rule's docstring."""

    summary: str
    why: str
    example: str
    remedy: str
    fix_safety: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its name, what it is about, what it needs, and the function that judges.

    ``judge(subject, context)`` yields findings, and `Skipped` where only some subjects lacked what
    it needs. `subject` is the class of the values it is about.
    `fix` is the best safety that its repairs can have, None when it never repairs.
    """

    id: str
    level: Level
    tags: tuple[str, ...]
    subject: type
    judge: Judge
    docs: Docs
    needs: frozenset[Need] = frozenset()
    fix: Safety | None = None
    options: "type[BaseModel] | None" = None


_HEADINGS = ("Why", "Example", "Remedy", "Fix safety")


def rule(
    *,
    level: Level,
    tags: tuple[str, ...],
    needs: tuple[Need, ...] = (),
    fix: Safety | None = None,
    options: "type[BaseModel] | None" = None,
) -> Callable[[Judge], Rule]:
    """Declare the decorated function a rule.

    The first parameter's annotation says what the rule is about; the docstring, with the headings
    Why, Example, Remedy and (for a rule that repairs) Fix safety, is its documentation.
    `options` is a pydantic model of the rule's own settings.

    Raises TypeError when the declaration is incomplete: a rule without documentation is not done.
    """

    def declare(judge: Judge) -> Rule:
        name = judge.__name__
        subject = next(iter(judge.__annotations__.values()))
        if isinstance(subject, str):
            subject = judge.__globals__[subject]
        unknown = set(tags) - set(TAGS)
        if unknown or not tags:
            raise TypeError(f"{name}: unknown tags {sorted(unknown)}")
        docs = _read_docs(name, inspect.getdoc(judge) or "", repairs=fix is not None)
        return Rule(
            id=name.replace("_", "-"),
            level=level,
            tags=tags,
            subject=subject,
            judge=judge,
            docs=docs,
            needs=frozenset(needs),
            fix=fix,
            options=options,
        )

    return declare


def _read_docs(name: str, text: str, *, repairs: bool) -> Docs:
    pieces = re.split(rf"^({'|'.join(_HEADINGS)}):[ ]*\n?", text, flags=re.MULTILINE)
    parts = {
        heading: inspect.cleandoc(body).strip()
        for heading, body in zip(pieces[1::2], pieces[2::2], strict=True)
    }
    wanted = _HEADINGS if repairs else _HEADINGS[:3]
    missing = [heading for heading in wanted if not parts.get(heading)]
    if missing or not pieces[0].strip():
        raise TypeError(f"{name}: the docstring lacks {', '.join(missing) or 'a summary'}")
    return Docs(
        summary=" ".join(pieces[0].split()),
        why=parts["Why"],
        example=parts["Example"],
        remedy=parts["Remedy"],
        fix_safety=parts.get("Fix safety", ""),
    )
