"""``kbaudit init``."""

from pathlib import Path

import click

from kbaudit.cli.options import knowledge_base

_EXAMPLES = """\b
Examples:
  kbaudit init kb                            look at kb, write kb/kbaudit.yaml
  kbaudit init kb --force                    again, in place of the old one
"""


@click.command(short_help="Write a commented kbaudit.yaml for a knowledge base.", epilog=_EXAMPLES)
@knowledge_base
@click.option("--force", is_flag=True, help="Replace a kbaudit.yaml that is there already.")
def init(kb: str | None, force: bool) -> None:
    """Look at the knowledge base KB and write a commented kbaudit.yaml into it.

    The scope and the repository come from its map and its pages; a clone that lies around or beside
    it becomes the target.
    """
    from kbaudit.cli.places import around_here
    from kbaudit.engine.locate import CONFIG_NAME
    from kbaudit.engine.survey import survey
    from kbaudit.engine.template import template
    from kbaudit.engine.validation import validate
    from kbaudit.engine.whole_file import write_whole
    from kbaudit.engine.yaml_values import parse_yaml

    root = Path(kb) if kb is not None else around_here()
    path = root / CONFIG_NAME
    if (path.exists() or path.is_symlink()) and not force:
        raise click.UsageError(f"{path} is there already: --force replaces it")
    text = template(survey(root))
    validate(parse_yaml(text, str(path)), path)
    write_whole(root, path, text)
    click.echo(f"wrote {click.format_filename(path)}")
