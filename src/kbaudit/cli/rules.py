"""``kbaudit rules`` and ``kbaudit rules explain``."""

import click

from kbaudit.cli import complete
from kbaudit.cli.forms import printed_as
from kbaudit.cli.lazy import Group

_EXAMPLES = """\b
Examples:
  kbaudit rules                              all rules in a table
  kbaudit rules explain dead-link            what it means, how to repair
  kbaudit rules --format json
"""


@click.group(
    cls=Group,
    invoke_without_command=True,
    short_help="List all rules, or explain one.",
    epilog=_EXAMPLES,
    subcommand_metavar="[COMMAND]",
)
@printed_as("text", "json")
@click.pass_context
def rules(ctx: click.Context, form: str) -> None:
    """List all rules: name, level, tags, the repairs a rule can make, what it needs."""
    if ctx.invoked_subcommand is not None:
        return
    from kbaudit.cli.streams import standard_output
    from kbaudit.output.rules import write_rules_json, write_rules_text
    from kbaudit.rulekit.discovery import all_rules

    write = write_rules_json if form == "json" else write_rules_text
    with standard_output() as stream:
        write(all_rules(), stream)


@rules.command(
    short_help="Explain a rule.",
    epilog="\b\nExamples:\n  kbaudit rules explain stale-lines\n",
)
@click.argument("name", shell_complete=complete.rules)
def explain(name: str) -> None:
    """Explain the rule NAME: why it matters, an example, the remedy."""
    from kbaudit.cli.streams import standard_output
    from kbaudit.model.errors import UsageError
    from kbaudit.output.rules import rule_page
    from kbaudit.rulekit.discovery import all_rules
    from kbaudit.rulekit.wording import closest, code

    found = {rule.id: rule for rule in all_rules()}
    if name not in found:
        near = closest(name, found)
        hint = f"did you mean {code(near)}?" if near else "`kbaudit rules` lists all"
        raise UsageError(f"there is no rule {code(name)}: {hint}")
    with standard_output() as stream:
        stream.write(rule_page(found[name]))
