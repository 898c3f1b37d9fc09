"""Rules are found by walking the package `kbaudit.rules`: no list is kept anywhere."""

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache

from kbaudit.rulekit.rule import Rule


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, in the order of names. Modules that start with an underscore are helpers.

    Raises TypeError when a module of the package does not declare the rule of its name.
    """
    return tuple(sorted(_walk(), key=lambda rule: rule.id))


def _walk() -> Iterator[Rule]:
    package = importlib.import_module("kbaudit.rules")
    for module in pkgutil.iter_modules(package.__path__):
        if module.name.startswith("_"):
            continue
        found = getattr(importlib.import_module(f"kbaudit.rules.{module.name}"), module.name, None)
        if not isinstance(found, Rule):
            raise TypeError(f"kbaudit.rules.{module.name} does not declare the rule of its name")
        yield found
