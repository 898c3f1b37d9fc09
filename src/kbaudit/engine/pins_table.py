"""The table of all pins of a knowledge base, held against one revision or several."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace

from kbaudit.engine.audit import prepared
from kbaudit.engine.auditor import Auditor
from kbaudit.engine.request import Request
from kbaudit.engine.targets import Targets, open_targets
from kbaudit.read.file import File
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.read.pins import Pin
from kbaudit.rulekit.pin_statements import is_statement
from kbaudit.rulekit.pins import judge_pin
from kbaudit.target.requirements import Requirements, distribution
from kbaudit.target.requirements.meaning import in_order

NOT_CHECKED = "not checked"
"""The verdict on a pin for which there is no target."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A pin at one revision: the word of `PinState`, what the target states, and where."""

    word: str
    stated: str = ""
    path: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One pin of one page, with a verdict for each column."""

    path: str
    line: int
    column: int
    package: str
    name: str
    specifier: str
    form: str
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A revision as it was asked for, and the commits that it is, one for each target."""

    asked: str
    commits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PinTable:
    """All pins in the order of files; without `columns` there was no target to check them."""

    root: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...]


def pins_table(request: Request, revisions: Sequence[str], *, passing: bool = False) -> PinTable:
    """The pins of the knowledge base that `request` names, at each of `revisions`.

    Without revisions it is the configured one, else HEAD. Pins that only tell of a version in
    passing are left out unless `passing`. Raises what `audit` raises.
    """
    first = replace(request, rev=tuple(revisions[:1]))
    with prepared(first) as auditor, ExitStack() as stack:
        opened = [auditor.targets]
        for name in revisions[1:]:
            asked = replace(request, rev=(name,))
            opened.append(open_targets(auditor.kb.scopes, auditor.loaded, asked, stack))
        return _table(auditor, opened, revisions, passing=passing)


def _table(
    auditor: Auditor, opened: Sequence[Targets], revisions: Sequence[str], *, passing: bool
) -> PinTable:
    kb = auditor.kb
    stated = [
        {scope: Requirements(one.revision) for scope, one in targets.opened.items()}
        for targets in opened
        if targets.opened
    ]
    columns = tuple(
        Column(name, tuple(one.revision.commit for _, one in sorted(targets.opened.items())))
        for name, targets in zip(revisions or _asked(opened[0]), opened, strict=False)
        if targets.opened
    )
    rows = tuple(
        _row(kb, file, pin, stated)
        for file in kb.files
        for pin in file.pins.pins
        if passing or is_statement(file, pin)
    )
    problems = [p for column in stated for _, one in sorted(column.items()) for p in one.noted]
    notes = [f"{problem.path} {problem.reason}" for problem in problems]
    missing = [reason for _, reason in sorted(opened[0].missing.items())]
    return PinTable(auditor.request.name, columns, rows, tuple(dict.fromkeys([*missing, *notes])))


def _asked(targets: Targets) -> list[str]:
    """The revision that the configuration asks for, the same for all scopes or named for each."""
    names = [one.info.asked for _, one in sorted(targets.opened.items())]
    return [", ".join(dict.fromkeys(names))]


def _row(kb: KnowledgeBase, file: File, pin: Pin, stated: Sequence[dict[str, Requirements]]) -> Row:
    place = file.source.position(pin.specifier_span.start if pin.specifier else pin.span.start)
    return Row(
        path=file.path,
        line=place.line,
        column=place.column,
        package=pin.package,
        name=distribution(pin.package),
        specifier=pin.specifier,
        form=pin.form,
        verdicts=tuple(_verdicts(kb, file, pin, stated)),
    )


def _verdicts(
    kb: KnowledgeBase, file: File, pin: Pin, stated: Sequence[dict[str, Requirements]]
) -> Iterator[Verdict]:
    for column in stated or [{}]:
        scope = kb.scope_of(file) if len(kb.scopes) > 1 else next(iter(column), "")
        if scope not in column:
            yield Verdict(NOT_CHECKED)
            continue
        found = judge_pin(pin, column[scope])
        place = found.place
        if place is None:
            yield Verdict(found.state.value)
        else:
            specifier = in_order(place.specifier)
            yield Verdict(found.state.value, specifier, place.path, place.line)
