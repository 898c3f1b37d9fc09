"""The rules of the audit phase, and the rules of kbaudit that cover them: docs/audit-phase.md."""

from collections import Counter
from dataclasses import replace

from kbaudit.model.finding import Finding
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.read.report import Check
from kbaudit.rulekit import Context, Rule
from kbaudit.rulekit.subjects import subjects_of
from kbaudit.rules.dead_connection import dead_connection
from kbaudit.rules.dead_link import dead_link
from kbaudit.rules.dead_row_link import dead_row_link
from kbaudit.rules.missing_index import missing_index
from kbaudit.rules.open_connection import open_connection
from kbaudit.rules.orphan_principle import orphan_principle
from kbaudit.rules.page_not_indexed import page_not_indexed
from kbaudit.rules.relation_cycle import relation_cycle
from kbaudit.rules.row_without_page import row_without_page
from kbaudit.rules.short_workflow import short_workflow
from kbaudit.rules.stale_connection import stale_connection
from kbaudit.rules.stale_coverage import stale_coverage
from kbaudit.rules.unimplemented_principle import unimplemented_principle
from kbaudit.rules.unscoped_name import unscoped_name
from kbaudit.rules.wrong_row_link import wrong_row_link
from kbaudit.rules.wrong_type_link import wrong_type_link

COVERED_BY: dict[Check, tuple[Rule, ...]] = {
    Check.IMPLEMENTED: (unimplemented_principle,),
    Check.TARGETS: (dead_link, wrong_type_link),
    Check.ORPHANS: (orphan_principle,),
    Check.STEPS: (short_workflow,),
    Check.REFERENCES: (dead_connection, unscoped_name),
    Check.INDEXED: (
        page_not_indexed,
        row_without_page,
        dead_row_link,
        wrong_row_link,
        missing_index,
    ),
    Check.OPEN: (open_connection, stale_connection),
    Check.COVERAGE: (stale_coverage,),
}
"""The rules that cover each check; the check of the whole graph is covered by those of all."""

_GRAPH = (
    Check.IMPLEMENTED,
    Check.TARGETS,
    Check.ORPHANS,
    Check.STEPS,
    Check.REFERENCES,
    Check.INDEXED,
)


class Broken:
    """What the rules find that cover a check. Each rule is run once, when it is asked about."""

    def __init__(self, kb: KnowledgeBase, ctx: Context) -> None:
        self.kb = kb
        self.ctx = ctx
        self._numbers: dict[str, int] = {}

    def by_rule(self, check: Check) -> dict[str, int]:
        """How often each rule finds the check broken, without those that do not."""
        if check is Check.ALL:
            rules = (*(one for part in _GRAPH for one in COVERED_BY[part]), relation_cycle)
        else:
            rules = COVERED_BY[check]
        counts = Counter({one.id: self._number(one) for one in rules})
        return {name: number for name, number in counts.items() if number}

    def _number(self, rule: Rule) -> int:
        if rule.id not in self._numbers:
            # The target at hand is that of one scope; with several, paths are compared as written.
            sources = self.ctx.sources if len(self.kb.scopes) < 2 else None
            inside = replace(self.ctx, rule=rule, sources=sources)
            found = [
                finding
                for file, subject in subjects_of(self.kb, rule.subject)
                for finding in rule.judge(subject, inside.for_file(file))
                if isinstance(finding, Finding)
            ]
            about_indexes = rule is unscoped_name
            paths = {index.path for index in self.kb.indexes}
            self._numbers[rule.id] = sum(
                not about_indexes or finding.path in paths for finding in found
            )
        return self._numbers[rule.id]
