"""``kbaudit completion``."""

import click

_EXAMPLES = """\b
Examples:
  kbaudit completion bash > ~/.local/share/bash-completion/completions/kbaudit
  kbaudit completion zsh > ~/.zfunc/_kbaudit       with ~/.zfunc in fpath
  kbaudit completion fish > ~/.config/fish/completions/kbaudit.fish
  eval "$(kbaudit completion bash)"                in this shell only
"""


@click.command(short_help="Print the script that completes commands in a shell.", epilog=_EXAMPLES)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the script that makes SHELL complete commands, options, rules and pages."""
    from click.shell_completion import get_completion_class

    from kbaudit.cli.group import cli

    made = get_completion_class(shell)
    if made is None:
        raise click.UsageError(f"there is no completion for {shell}")
    maker = made(cli, {}, "kbaudit", "_KBAUDIT_COMPLETE")
    # Not `source()`, which would run a bash to ask for its version.
    script = maker.source_template % maker.source_vars()
    # A list of rules is completed behind its last comma, which must not end the word in fish.
    click.echo(script.replace('string split ","', 'string split --max 1 ","'))
