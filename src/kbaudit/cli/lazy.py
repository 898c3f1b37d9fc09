"""Click groups that guess what was meant, and import commands only when they run."""

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

import click
from click.shell_completion import CompletionItem

from kbaudit.cli.boundary import run


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a command is (`module:name`), and what the list of commands says of it."""

    place: str
    help: str


class Group(click.Group):
    """Says which command was probably meant by a name that there is not."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that `args` begin with, or what was probably meant."""
        name = args[0] if args else ""
        if name and not name.startswith("-") and name not in self.list_commands(ctx):
            from kbaudit.rulekit.wording import closest

            near = closest(name, self.list_commands(ctx))
            hint = f"did you mean `{near}`?" if near else f"`{ctx.command_path} --help` lists all"
            ctx.fail(f"there is no command `{name}`: {hint}")
        return super().resolve_command(ctx, args)


class LazyGroup(Group):
    """Knows its commands by sections; a command's module is imported when it is asked for.

    Runs inside the boundary, where exceptions become messages and exit statuses.
    """

    def __init__(
        self, *args: Any, sections: Mapping[str, Mapping[str, Entry]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sections = sections
        self.table = {name: one for part in sections.values() for name, one in part.items()}

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The names, in the order of the table."""
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command `cmd_name`, None when there is none."""
        entry = self.table.get(cmd_name)
        if entry is None:
            return None
        module, _, name = entry.place.partition(":")
        command = getattr(importlib.import_module(module), name)
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without importing them."""
        width = max(map(len, self.table))
        for title, part in self.sections.items():
            with formatter.section(title):
                formatter.write_dl([(f"{name:<{width}}", one.help) for name, one in part.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The commands that begin with `incomplete`, without importing them."""
        if incomplete.startswith("-"):
            return super().shell_complete(ctx, incomplete)
        return [
            CompletionItem(name, help=entry.help)
            for name, entry in self.table.items()
            if name.startswith(incomplete)
        ]

    def main(self, *args: Any, standalone_mode: bool = True, **extra: Any) -> NoReturn:
        """Run and exit with the status of what happened, whatever happens."""
        del standalone_mode
        inner: Callable[..., object] = super().main
        run(lambda: inner(*args, standalone_mode=False, **extra))
