"""Options that several commands share."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from kbaudit.cli import complete

Command = TypeVar("Command", bound=Callable[..., Any])


def _jobs(_ctx: click.Context, _param: click.Parameter, value: str) -> int:
    """The number of processes; 0 for `auto`."""
    if value == "auto":
        return 0
    if re.fullmatch("[1-9][0-9]{0,2}", value):
        return int(value)
    raise click.BadParameter(f"{value!r} is neither `auto` nor a number from 1 to 999")


knowledge_base = click.argument(
    "kb", required=False, metavar="[KB]", shell_complete=complete.folders
)
"""The argument KB of most commands; without it: the knowledge base around here."""

_REPO = (
    click.option(
        "--repo",
        multiple=True,
        shell_complete=complete.folders,
        metavar="PATH",
        help="A clone of the repository that the pages are about, or its URL if it is kept by "
        "`kbaudit target`. SCOPE=PATH where there are several.",
    ),
)

_FETCH = (
    click.option(
        "--fetch", is_flag=True, help="First download what is missing of a target that is a URL."
    ),
)

_REVISIONS = (
    click.option(
        "--rev",
        multiple=True,
        metavar="REV",
        help="The tag, branch or commit that the pages must agree with. [default: HEAD]",
    ),
    click.option(
        "--base",
        multiple=True,
        metavar="REV",
        help="The revision at which the citations were true. [default: found by evidence]",
    ),
)

_ONLINE = (
    click.option(
        "--online", is_flag=True, help="Ask servers whether the URLs on pages lead somewhere."
    ),
)

_RULES = (
    click.option(
        "--select",
        multiple=True,
        metavar="NAMES",
        shell_complete=complete.rules_and_tags,
        help="Run only these rules or tags.",
    ),
    click.option(
        "--ignore",
        multiple=True,
        metavar="NAMES",
        shell_complete=complete.rules_and_tags,
        help="Leave these rules or tags out.",
    ),
)

_READING = (
    click.option(
        "--exclude",
        multiple=True,
        metavar="PATTERN",
        help="Leave these files out, as .gitignore would.",
    ),
    click.option(
        "--config",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="The configuration, instead of kbaudit.yaml in the knowledge base.",
    ),
)

_BASELINE = (
    click.option(
        "--baseline",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="The baseline, instead of kbaudit.baseline in the knowledge base.",
    ),
)

_HEEDING = (
    click.option(
        "--no-baseline",
        "heeding_baseline",
        flag_value=False,
        default=True,
        help="Report what is in the baseline too.",
    ),
)

_JOBS = (
    click.option(
        "--jobs",
        callback=_jobs,
        default="auto",
        envvar="KBAUDIT_JOBS",
        metavar="N",
        help="How many processes judge. [default: auto, one for each processor where that pays]",
    ),
)

_CHANGED = (
    click.option(
        "--since",
        metavar="REV",
        help="Report only what changed since this revision of the pages' own repository, and what "
        "that causes.",
    ),
    click.option(
        "--staged",
        is_flag=True,
        help="Judge what is staged; report only what that changes, and causes.",
    ),
)

_FAILING = (
    click.option(
        "--fail-on",
        type=click.Choice(["error", "warning", "info"]),
        help="The lowest level that makes the exit status 1. [default: warning]",
    ),
    click.option("--strict", is_flag=True, help="Fail as well when a rule could not run."),
    click.option("--exit-zero", is_flag=True, help="End with 0 although there are findings."),
)

_LOOKS = (
    click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        help="When to colour. auto: on a terminal, heeding NO_COLOR and FORCE_COLOR.",
    ),
    click.option("--no-progress", is_flag=True, help="Never show progress."),
)

_DIFF = click.option(
    "--diff", is_flag=True, help="Change nothing; print a patch for `git apply` in KB."
)

_QUIET = (
    click.option("-q", "--quiet", is_flag=True, help="Print the findings without the summary."),
)

_CACHE = (
    click.option(
        "--cache-dir",
        type=click.Path(path_type=Path, file_okay=False),
        metavar="DIR",
        help="Where results are kept. [default: KBAUDIT_CACHE_DIR, or the user's cache folder]",
    ),
    click.option("--no-cache", is_flag=True, help="Neither use nor keep results of earlier runs."),
)


def auditing(command: Command) -> Command:
    """Options that say what is audited, against what, and when that fails."""
    target = (*_REPO, *_REVISIONS, *_FETCH, *_ONLINE)
    baseline = (*_BASELINE, *_HEEDING)
    return _with(command, (*target, *_RULES, *_READING, *baseline, *_FAILING, *_JOBS))


def changing(command: Command) -> Command:
    """Options that say which part of what is found is reported."""
    return _with(command, _CHANGED)


def selecting(command: Command) -> Command:
    """Options that say what is audited, and against what."""
    target = (*_REPO, *_REVISIONS, *_FETCH, *_ONLINE)
    return _with(command, (*target, *_RULES, *_READING, *_BASELINE, *_JOBS))


def locking(command: Command) -> Command:
    """Options that say what is read, and what it is held against."""
    return _with(command, (*_REPO, *_REVISIONS, *_FETCH, *_READING))


def counting(command: Command) -> Command:
    """Options that say what is audited and against what, of commands that never fail for it."""
    return _with(command, (*_REPO, *_REVISIONS, *_FETCH, *_RULES, *_READING, *_JOBS))


def comparing(command: Command) -> Command:
    """Options that say what is read, and which repository it is about."""
    return _with(command, (*_REPO, *_FETCH, *_READING))


def keeping(command: Command) -> Command:
    """Options that say which repository is downloaded, and which revisions of it."""
    return _with(command, (*_REPO, *_REVISIONS, *_READING))


def moving(command: Command) -> Command:
    """Options of commands that move or remove a page."""
    color, _ = _LOOKS
    return _with(command, (_DIFF, *_READING, color))


def reading(command: Command) -> Command:
    """Options that say what is read, of commands that need no repository."""
    return _with(command, _READING)


def showing(command: Command) -> Command:
    """Options that say how the outcome is shown."""
    return _with(command, (*_QUIET, *_LOOKS))


def caching(command: Command) -> Command:
    """Options that say whether and where results are kept."""
    return _with(command, _CACHE)


def printing(command: Command) -> Command:
    """Options that say how a table without a summary is shown."""
    return _with(command, _LOOKS)


def _with(command: Command, options: tuple[Callable[[Command], Command], ...]) -> Command:
    for option in reversed(options):
        command = option(command)
    return command
