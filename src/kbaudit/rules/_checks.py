"""What the rules find that cover a rule of the audit phase."""

from collections import Counter

from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.read.lists import Index
from kbaudit.read.report import Check
from kbaudit.rulekit import Context, Rule
from kbaudit.rulekit.audit_phase import covering
from kbaudit.rulekit.discovery import all_rules

_OF_INDEXES = "unscoped-name"
"""The rule of which the audit phase asks only in indexes."""


class Broken:
    """What the rules find that cover a check. Whether it was selected does not matter.

    What the configuration switches off, or a comment on a page silences, is not found.

    Of several scopes each is held against its own target, and answers for itself.
    """

    def __init__(self, kb: KnowledgeBase, ctx: Context) -> None:
        self.kb = kb
        self.ctx = ctx
        self._numbers: dict[str, Counter[str | None]] = {}

    def by_rule(self, check: Check, scope: str) -> dict[str, int]:
        """How often each rule finds the check broken in a scope, without those that do not."""
        by_name = {rule.id: rule for rule in all_rules()}
        numbers = {name: self._number(by_name[name]) for name in covering(check)}
        counts = {name: number[scope] + number[None] for name, number in numbers.items()}
        return {name: number for name, number in counts.items() if number}

    def _number(self, rule: Rule) -> Counter[str | None]:
        """How often a rule finds something in each scope; None: in a file that is not there."""
        if rule.id not in self._numbers:
            about_indexes = rule.id == _OF_INDEXES
            places = (
                (self.kb.by_path.get(one.path), one.span)
                for one in self.ctx.policy.found(rule)
                if self.ctx.policy.reports(rule, one)
            )
            self._numbers[rule.id] = Counter(
                self.ctx.facts.scope_at(file, span) if file is not None else None
                for file, span in places
                if not about_indexes or isinstance(file, Index)
            )
        return self._numbers[rule.id]
