"""See the docstring of the rule."""

import re
from collections.abc import Iterator

from kbaudit.model.finding import Finding, Level
from kbaudit.model.regex import regex
from kbaudit.read.install import read_commands
from kbaudit.read.page import Page
from kbaudit.read.pins import Pin
from kbaudit.rulekit import Context, code, listing, rule
from kbaudit.rules._pins import no_package
from kbaudit.target.requirements import distribution
from kbaudit.target.requirements.meaning import Relation, meaning, relation

_OPTIONAL = regex(
    r"optional|recommended|extra|development|testing|dependency of|system|if you", re.IGNORECASE
)
_UNSEEN = regex(r"-r|--requirement|-e\b|--editable|\.|/|git\+|https?:|.*\.(?:whl|txt|tar\.gz)$")


@rule(level=Level.INFO, tags=("pin",))
def incomplete_install(page: Page, ctx: Context) -> Iterator[Finding]:
    """The install commands of a page lack a package that the page requires, or pin it otherwise.

    Why:
        Readers copy the command and believe that they have what the page describes.

    Example:
        Dependencies names ``scipy`` as required, and Quick Install does not install it.

    Remedy:
        Add the package to the command, or move it to the optional ones. What comes with another
        package of the command is let pass where the target says so.
    """
    if page.type.name != "Environment" or page.unreadable is not None:
        return
    install = next(
        (s for s in page.sections if s.key in ("quick install", "installation", "install")), None
    )
    needs = next((s for s in page.sections if s.key == "dependencies"), None)
    if install is None or needs is None:
        return
    commands = [
        p
        for p in page.pins.pins
        if p.form == "command" and _within(p, install.body.start, install.body.end)
    ]
    words = [
        word.text
        for command in read_commands(page.scan)
        if install.body.contains(command.span)
        for word in command.words
    ]
    if not commands or any(_UNSEEN.match(word) for word in words):
        return  # nothing is installed, or what a file or a folder asks for
    installed = {distribution(pin.package): pin for pin in commands}
    if ctx.sources is not None and _project(ctx) & set(installed):
        brought = ctx.sources.requirements.core
    else:
        brought = frozenset()
    required = [
        pin
        for pin in page.pins.pins
        if pin.form == "item"
        and _within(pin, needs.body.start, needs.body.end)
        and not _is_optional(page, pin)
    ]
    missing = [
        p
        for p in required
        if distribution(p.package) not in installed and distribution(p.package) not in brought
    ]
    if missing and len(missing) < len(required):
        yield ctx.found(
            install.title_span,
            f"the install commands lack {listing([code(pin.package) for pin in missing])}, "
            "which the page requires",
            key="missing " + " ".join(sorted(distribution(p.package) for p in missing)),
        )
    for pin in required:
        command = installed.get(distribution(pin.package))
        if command is not None and command.specifier and pin.specifier and _differ(pin, command):
            yield ctx.found(
                command.specifier_span,
                f"the command asks for {code(command.package + command.specifier)}, "
                f"the page for {code(f'{pin.package} {pin.specifier}')}",
                key=f"pin {distribution(pin.package)}",
            )


def _within(pin: Pin, start: int, end: int) -> bool:
    return start <= pin.span.start < end


def _is_optional(page: Page, pin: Pin) -> bool:
    """Whether a package is optional, comes with another one, or is no package at all."""
    if no_package(pin):
        return True
    line = page.source.line_span(page.source.position(pin.span.start).line).of(page.text)
    if _OPTIONAL.search(line):
        return True
    return any(
        _OPTIONAL.search(s.title)
        for s in page.sections
        if s.body.start <= pin.span.start < s.body.end
    )


def _differ(pin: Pin, command: Pin) -> bool:
    one, other = meaning(pin.specifier), meaning(command.specifier)
    if one is None or other is None:
        return False
    exact = any(clause.operator == "==" for clause in other)
    # One version of those that the page allows is a choice, not a contradiction.
    chosen = exact and relation(other, one) is Relation.TIGHTER
    return relation(one, other) is not Relation.EQUAL and not chosen


def _project(ctx: Context) -> set[str]:
    """Names by which an installer may know the target itself."""
    if ctx.sources is None:
        return set()
    return {distribution(ctx.sources.repository.rsplit("/", 1)[-1])} - {""}
