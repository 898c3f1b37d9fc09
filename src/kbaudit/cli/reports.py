"""Reports on their way to standard output and to files, for the commands that audit."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kbaudit.output.formats import FORMATS, writer

if TYPE_CHECKING:
    from kbaudit.engine.request import Outcome
    from kbaudit.model.report import Skipped

Command = TypeVar("Command", bound=Callable[..., Any])
Destinations = tuple[tuple[str, str], ...]


_FEW = 8
"""So many rules are named at most."""
_TELLING = ("sarif",)
"""The formats that say from which repository the knowledge base comes."""


def reporting(command: Command) -> Command:
    """The option that says which reports are written, and where to."""
    option = click.option(
        "--format",
        "formats",
        callback=_destinations,
        multiple=True,
        default=("text",),
        metavar="FORMAT[=FILE]",
        help=f"One of {', '.join(FORMATS)}; on standard output or in a file. Can be given several "
        "times.",
    )
    return option(command)


def _destinations(
    ctx: click.Context,  # noqa: ARG001
    param: click.Parameter,
    values: tuple[str, ...],
) -> Destinations:
    """Formats with the files to write, as in ``json=report.json``; no file is standard output."""
    found = []
    for value in values:
        word, equals, path = value.partition("=")
        if word not in FORMATS:
            from kbaudit.rulekit.wording import closest

            near = closest(word, FORMATS)
            hint = f"did you mean `{near}`?" if near else f"choose {' or '.join(FORMATS)}"
            raise click.BadParameter(f"there is no format `{word}`: {hint}", param=param)
        if equals and not path:
            raise click.BadParameter(f"`{value}` names no file", param=param)
        found.append((word, "" if path == "-" else path))
    places = [path for _, path in found]
    for path in places:
        if places.count(path) > 1:
            where = path or "standard output"
            raise click.UsageError(f"--format: two reports would go to {where}: use FORMAT=FILE")
    return tuple(found)


def write_reports(
    outcome: "Outcome", formats: Destinations, fail_on: str | None, *, color: str, quiet: bool
) -> None:
    """Write `outcome`, which shows no secrets, in all `formats`."""
    from dataclasses import replace
    from pathlib import Path

    from kbaudit.cli.streams import file_output, options_for, standard_output

    report = outcome.report
    if any(name in _TELLING for name, _ in formats):
        from kbaudit.engine.own_repository import own_repository

        report = replace(report, home=own_repository(Path(report.root)))
    # Files first: a reader of standard output may go away.
    for name, path in sorted(formats, key=lambda item: not item[1]):
        options = options_for(color, to_file=bool(path), quiet=quiet)
        options = replace(options, fail_on=_bound(outcome, fail_on))
        with file_output(path) if path else standard_output() as stream:
            writer(name)(report, outcome.texts, stream, options)


def status_of(outcome: "Outcome", fail_on: str | None, *, strict: bool, exit_zero: bool) -> int:
    """The exit status that an audit comes to."""
    if outcome.report.faults:
        return 3
    bound = _bound(outcome, fail_on)
    failed = any(finding.level >= bound for finding in outcome.report.findings)
    lacking = strict and not exit_zero and told_strict(outcome.report.skipped)
    return int((failed or lacking) and not exit_zero)


def told_strict(skipped: "Iterable[Skipped]") -> bool:
    """Whether --strict fails for `skipped` rules; then people are told what to do about it."""
    rules = sorted({one.rule for one in skipped})
    if not rules:
        return False
    from kbaudit.cli.boundary import say
    from kbaudit.rulekit.wording import count

    names = f" {','.join(rules)}" if len(rules) <= _FEW else ""
    say(
        f"--strict: {count(len(rules), 'rule')} could not run: give what is lacking, "
        f"or leave {'it' if len(rules) == 1 else 'them'} out with `--ignore{names}`"
    )
    return True


def _bound(outcome: "Outcome", fail_on: str | None) -> Any:
    from kbaudit.model.finding import Level

    return Level[fail_on.upper()] if fail_on else outcome.fail_on
