"""What a rule is, how rules are found, and the facts and words that they share."""

from kbaudit.rulekit.context import Context
from kbaudit.rulekit.rule import Docs, Need, Rule, rule
from kbaudit.rulekit.wording import closest, code, count, listing

__all__ = [
    "Context",
    "Docs",
    "Need",
    "Rule",
    "closest",
    "code",
    "count",
    "listing",
    "rule",
]
