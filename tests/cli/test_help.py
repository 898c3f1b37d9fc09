"""Every command shows how it is used, in examples that are right."""

import inspect
import re
import shlex
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from kbaudit.cli.group import cli
from kbaudit.rulekit.discovery import all_rules
from kbaudit.rulekit.rule import TAGS

_END = re.compile(r"\s{2,}|\s[|>]|\)\"")
"""What follows a command: words about it, another program, a file, a quotation mark."""


def commands(
    group: click.Group = cli, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command with the words that call it, groups as well."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


ALL = dict(commands())


def examples(text: str) -> list[str]:
    """The commands under the heading, without what is said of them."""
    block = re.search(r"^Examples:\n((?:  .*\n?)+)", text, re.MULTILINE)
    lines = block[1].splitlines() if block else []
    starts = [line.find("kbaudit ") for line in lines if not line.startswith(" " * 8)]
    assert -1 not in starts
    shown = [line for line in lines if not line.startswith(" " * 8)]
    return [_END.split(line[start:])[0] for line, start in zip(shown, starts, strict=True)]


def parsed(line: str) -> list[str]:
    """The words of a command that the program takes; raises for one that it does not."""
    words = shlex.split(line)
    command: click.Command = cli
    args = words[1:]
    while isinstance(command, click.Group) and args and not args[0].startswith("-"):
        inner = command.get_command(click.Context(command), args[0])
        assert inner is not None, line
        command, args = inner, args[1:]
    command.make_context(words[0], args)
    return words


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_each_command_has_examples_that_it_takes(path: tuple[str, ...]) -> None:
    help_text = inspect.cleandoc(ALL[path].help or "")
    shown = examples(f"{help_text}\n{ALL[path].epilog}")
    assert shown, f"{' '.join(path)} has no examples"
    names = {*TAGS, *(rule.id for rule in all_rules())}
    called = [parsed(line) for line in shown]
    assert any(words[1 : 1 + len(path)] == list(path) for words in called), shown
    for words in called:
        for option in ("--select", "--ignore"):
            if option in words:
                assert set(words[words.index(option) + 1].split(",")) <= names


def test_those_of_the_program_itself_are_right() -> None:
    shown = examples(cli.epilog or "")
    assert len(shown) > 3
    for line in shown:
        parsed(line)


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_help_fits_a_terminal_and_shows_the_examples(path: tuple[str, ...]) -> None:
    result = CliRunner().invoke(cli, [*path, "--help"])
    assert result.exit_code == 0
    assert "Examples:\n" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_help_says_something_of_each_option(path: tuple[str, ...]) -> None:
    for option in ALL[path].params:
        if isinstance(option, click.Option):
            assert option.help, f"{' '.join(path)} {option.opts[0]}"
