"""See the docstring of the rule."""

from collections.abc import Iterator

from packaging.specifiers import SpecifierSet

from kbaudit.model.finding import Finding, Level, Related
from kbaudit.read.file import File, Page
from kbaudit.read.pins import Pin
from kbaudit.rulekit import Context, code, rule
from kbaudit.rulekit.pins import is_statement
from kbaudit.target.requirements import distribution
from kbaudit.target.requirements.meaning import meaning, satisfiable

_FORMS = frozenset({"item", "table", "command"})


@rule(level=Level.ERROR, tags=("pin",))
def conflicting_pins(page: Page, ctx: Context) -> Iterator[Finding]:
    """No version satisfies all that a page, and the pages it inherits from, ask of a package.

    Why:
        Nobody can install what the page describes.

    Example:
        A page asks for ``torch < 2.2`` and takes over all dependencies of a page that asks for
        ``torch >= 2.6``.

    Remedy:
        Correct the pin that is wrong; the target says which.
    """
    seen: dict[str, list[tuple[File, Pin, SpecifierSet]]] = {}
    for file in [*reversed(_ancestors(page, ctx)), page]:
        for pin in file.pins.pins:
            counts = pin.specifier and pin.form in _FORMS and is_statement(file, pin)
            specifier = meaning(pin.specifier) if counts else None
            if specifier is None:
                continue
            name = distribution(pin.package)
            others = seen.setdefault(name, [])
            against = next((o for o in others if not satisfiable(o[2], specifier)), None)
            others.append((file, pin, specifier))
            if file is page and against is not None:
                yield _finding(pin, against[0], against[1], ctx)


def _finding(pin: Pin, other: File, against: Pin, ctx: Context) -> Finding:
    line = other.source.position(against.span.start).line
    where = f"line {line}" if other is ctx.file else code(other.path)
    return ctx.found(
        pin.specifier_span,
        f"no version is {code(f'{pin.package} {pin.specifier}')} and "
        f"{code(f'{against.package} {against.specifier}')} of {where} at once",
        related=(Related("the other pin", other.path, line, line),),
        key=f"{distribution(pin.package)} {against.specifier}",
    )


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
