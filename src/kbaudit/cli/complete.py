"""What a shell can complete: names of rules, pages and schemas. Nothing heavy is loaded."""

import pkgutil
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

import click
from click.shell_completion import CompletionItem

Items = list[CompletionItem]


def folders(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:  # noqa: ARG001
    """Folders, by the shell itself."""
    return [CompletionItem(incomplete, type="dir")]


def rules(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:  # noqa: ARG001
    """One name of a rule."""
    return _items(_rules(), incomplete)


def rules_and_tags(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:  # noqa: ARG001
    """Names of rules and tags, of which several can stand behind each other with commas."""
    from kbaudit.rulekit.rule import TAGS

    before, comma, last = incomplete.rpartition(",")
    return _items((*TAGS, *_rules()), last, before + comma)


def pages(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:  # noqa: ARG001
    """Names of pages of the knowledge base that the command line names, or of that around here."""
    from kbaudit.cli.places import around_here
    from kbaudit.read.tree import PAGE_SUFFIXES

    # An option that still lacks its value leaves arguments unread.
    named = next((word for word in ctx.args if Path(word).is_dir()), None)
    root = Path(ctx.params.get("kb") or named or around_here())
    places = (path for path in root.glob("[!_.]*/[!_.]*") if path.suffix in PAGE_SUFFIXES)
    return _items(sorted({path.stem for path in places}), incomplete)


def schemas(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:  # noqa: ARG001
    """Names of the JSON Schemas."""
    from kbaudit.engine.schemas import schema_titles

    return _items(schema_titles(), incomplete)


def _rules() -> list[str]:
    """By the files: to import all rules would take longer than a person wants to wait."""
    spec = find_spec("kbaudit.rules")
    places = spec.submodule_search_locations if spec is not None else None
    names = (module.name for module in pkgutil.iter_modules(places))
    return sorted(name.replace("_", "-") for name in names if not name.startswith("_"))


def _items(words: Iterable[str], incomplete: str, before: str = "") -> Items:
    return [CompletionItem(before + word) for word in words if word.startswith(incomplete)]
