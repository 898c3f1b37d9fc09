"""See the docstring of the rule."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kbaudit.model.finding import Finding, Level, Related
from kbaudit.read.file import File
from kbaudit.read.page import Page
from kbaudit.read.pins import Pin
from kbaudit.rulekit import Context, code, rule
from kbaudit.rulekit.pin_statements import is_conditional, is_statement
from kbaudit.rules._pins import floor
from kbaudit.target.requirements import distribution
from kbaudit.target.requirements.meaning import Relation, meaning, relation, satisfiable

if TYPE_CHECKING:
    from packaging.specifiers import SpecifierSet

_FORMS = frozenset({"item", "table", "command", "field"})


@rule(level=Level.ERROR, tags=("pin",))
def conflicting_pins(page: Page, ctx: Context) -> Iterator[Finding]:
    """No version satisfies all that a page, and the pages it inherits from, ask of a package.

    Two places of one page that ask for different versions conflict as well, unless one of them says
    for what it holds. Install commands are for ``incomplete-install``.

    Why:
        Nobody can install what the page describes, or nobody knows which of its words to trust.

    Example:
        A page asks for ``torch < 2.2`` and takes over all dependencies of a page that asks for
        ``torch >= 2.6``.

    Remedy:
        Correct the pin that is wrong; the target says which.
    """
    said: set[tuple[bool, bool, str, SpecifierSet]] = set()
    seen: dict[str, list[tuple[File, Pin, SpecifierSet]]] = {}
    for file in [*reversed(_ancestors(page, ctx)), page]:
        for pin in file.pins.pins:
            counts = pin.specifier and pin.form in _FORMS and is_statement(file, pin)
            specifier = meaning(pin.specifier) if counts else None
            if specifier is None or is_conditional(file, pin):
                continue
            others = seen.setdefault(distribution(pin.package), [])
            if file is page:
                yield from _compared(pin, specifier, others, ctx)
            # One that says the same again conflicts with nothing that the first does not.
            again = (file is page, pin.form == "command", distribution(pin.package), specifier)
            if again not in said:
                said.add(again)
                others.append((file, pin, specifier))


def _compared(
    pin: Pin,
    specifier: SpecifierSet,
    others: list[tuple[File, Pin, SpecifierSet]],
    ctx: Context,
) -> Iterator[Finding]:
    """The first of `others` that cannot stand beside `pin`."""
    for file, other, held in others:
        where = _where(file, other, ctx)
        pins = f"{code(f'{pin.package} {pin.specifier}')}", f"{code(_said(other))} {where}"
        if not satisfiable(held, specifier):
            message = f"no version is {pins[0]} and {pins[1]} at once"
        elif file is ctx.file and _disagree(pin, specifier, other, held):
            message = f"{pins[0]} is not what the page says elsewhere: {pins[1]}"
        else:
            continue
        line = file.source.position(other.span.start).line
        yield ctx.found(
            pin.specifier_span,
            message,
            related=(Related("the other pin", file.path, line, line),),
            key=f"{distribution(pin.package)} {other.specifier}",
        )
        return


def _disagree(pin: Pin, specifier: SpecifierSet, other: Pin, held: SpecifierSet) -> bool:
    """Whether two pins of one page differ in the lowest version that they take."""
    if "command" in (pin.form, other.form) or relation(specifier, held) is Relation.EQUAL:
        return False
    one, two = floor(specifier), floor(held)
    return one is not None and two is not None and relation(one, two) is not Relation.EQUAL


def _said(pin: Pin) -> str:
    return f"{pin.package} {pin.specifier}"


def _where(file: File, pin: Pin, ctx: Context) -> str:
    line = file.source.position(pin.span.start).line
    return f"of line {line}" if file is ctx.file else f"of {code(file.path)}"


def _ancestors(page: Page, ctx: Context) -> list[Page]:
    """The pages whose dependencies a page takes over, the nearest first; circles are cut."""
    found: list[Page] = []
    pending = [page]
    while pending:
        current = pending.pop(0)
        for inherited in current.pins.inherited:
            other = ctx.kb.find(inherited.name, current.type, ctx.kb.scope_of(current)).file
            if isinstance(other, Page) and other is not page and other not in found:
                found.append(other)
                pending.append(other)
    return found
