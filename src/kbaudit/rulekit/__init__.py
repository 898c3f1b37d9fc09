"""What a rule is, how rules are found, and the facts and words that they share."""

from typing import TYPE_CHECKING, Any

from kbaudit.rulekit.rule import Docs, Need, Rule, rule
from kbaudit.rulekit.wording import closest, code, count, listing

if TYPE_CHECKING:
    from kbaudit.rulekit.context import Context

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


def __getattr__(name: str) -> Any:
    """The context, imported when a rule asks for it: everything that rules know hangs on it."""
    if name != "Context":
        raise AttributeError(name)
    from kbaudit.rulekit.context import Context

    return Context
