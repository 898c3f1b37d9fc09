"""Rules are found by walking the package `kbaudit.rules`: no list is kept anywhere.

Most rules have nothing to judge in a run that looks at one page. What they declare can be known
from an earlier run of the same program; the module of a rule is then imported when it judges.
"""

import importlib
import pkgutil
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from kbaudit.model.edit import Safety
from kbaudit.model.finding import Finding, Level
from kbaudit.model.report import Skipped
from kbaudit.rulekit.rule import Docs, Judge, Need, Rule
from kbaudit.target.tables import Tables


def all_rules(tables: Tables | None = None) -> tuple[Rule, ...]:
    """Every rule, in the order of names. Modules that start with an underscore are helpers.

    `tables` may know from earlier runs what rules declare. Raises TypeError when a module of the
    package does not declare the rule of its name.
    """
    if tables is None:
        return _walked()
    known: MutableMapping[str, _Declared] = tables.table("rules", _Declared)
    try:
        rules = tuple(known[name].rule(name) for name in sorted(known))
    except KeyError:  # it cannot be read
        rules = ()
    if not rules:
        rules = _walked()
        known.update({rule.id: _Declared.of(rule) for rule in rules})
    return rules


@cache
def _walked() -> tuple[Rule, ...]:
    package = importlib.import_module("kbaudit.rules")
    modules = (module.name for module in pkgutil.iter_modules(package.__path__))
    names = (name for name in modules if not name.startswith("_"))
    return tuple(sorted(map(_imported, names), key=lambda rule: rule.id))


def _imported(name: str) -> Rule:
    found = getattr(importlib.import_module(f"kbaudit.rules.{name}"), name, None)
    if not isinstance(found, Rule):
        raise TypeError(f"kbaudit.rules.{name} does not declare the rule of its name")
    return found


@dataclass(frozen=True, slots=True)
class _Declared:
    """What a rule declares; `subject` is the name of a class behind that of its module.

    Options are a class that only the module of the rule has.
    """

    level: Level
    tags: tuple[str, ...]
    subject: tuple[str, str]
    docs: Docs
    needs: tuple[Need, ...]
    fix: Safety | None
    has_options: bool

    @staticmethod
    def of(rule: Rule) -> "_Declared":
        """What `rule` declares."""
        subject = (rule.subject.__module__, rule.subject.__name__)
        needs = tuple(sorted(rule.needs, key=lambda need: need.name))
        has_options = rule.options is not None
        return _Declared(rule.level, rule.tags, subject, rule.docs, needs, rule.fix, has_options)

    def rule(self, name: str) -> Rule:
        """The rule of that name."""
        module = name.replace("-", "_")
        if self.has_options:
            return _imported(module)
        where, kind = self.subject
        subject = getattr(importlib.import_module(where), kind)
        needs = frozenset(self.needs)
        judge = _Imported(module)
        return Rule(name, self.level, self.tags, subject, judge, self.docs, needs, self.fix)


class _Imported:
    """The function of a rule, imported when it first judges."""

    def __init__(self, module: str) -> None:
        self._module = module

    def __call__(
        self, subject: Any, context: Any
    ) -> Iterator[Finding] | Iterator[Finding | Skipped]:
        return self._judge(subject, context)

    @cached_property
    def _judge(self) -> Judge:
        return _imported(self._module).judge
