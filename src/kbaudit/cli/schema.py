"""``kbaudit schema``."""

import click

from kbaudit.cli import complete

_EXAMPLES = """\b
Examples:
  kbaudit schema                             the names of all schemas
  kbaudit schema config > config.schema.json for an editor
"""


@click.command(short_help="Print a JSON Schema that comes with kbaudit.", epilog=_EXAMPLES)
@click.argument("name", required=False, shell_complete=complete.schemas)
def schema(name: str | None) -> None:
    """Print the JSON Schema NAME; without NAME, list all.

    Give it to an editor, or to any validator: the schema of the configuration is `config`, that of
    `check --format json` is `report`, that of the front matter of Heuristics is `heuristic`.
    """
    from kbaudit.engine.schemas import read_schema, schema_titles

    if name is None:
        width = max(map(len, schema_titles()), default=0)
        for word, title in schema_titles().items():
            click.echo(f"{word:<{width}}  {title}")
    else:
        click.echo(read_schema(name), nl=False)
