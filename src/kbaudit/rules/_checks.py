"""The rules of the audit phase, and the rules of kbaudit that cover them: docs/audit-phase.md."""

from collections import Counter
from dataclasses import replace

from kbaudit.model.finding import Finding
from kbaudit.read.file import File, Index
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
    """What the rules find that cover a check. Each rule is run once, when it is asked about.

    What the configuration switches off, or a comment on a page silences, is not found.

    Of several scopes each is held against its own target, and answers for itself.
    """

    def __init__(self, kb: KnowledgeBase, ctx: Context) -> None:
        self.kb = kb
        self.ctx = ctx
        self._numbers: dict[str, Counter[str | None]] = {}

    def by_rule(self, check: Check, scope: str) -> dict[str, int]:
        """How often each rule finds the check broken in a scope, without those that do not."""
        if check is Check.ALL:
            rules = (*(one for part in _GRAPH for one in COVERED_BY[part]), relation_cycle)
        else:
            rules = COVERED_BY[check]
        numbers = {one.id: self._number(one) for one in rules}
        counts = {name: number[scope] + number[None] for name, number in numbers.items()}
        return {name: number for name, number in counts.items() if number}

    def _number(self, rule: Rule) -> Counter[str | None]:
        """How often a rule finds something in each scope; None: in a file that is not there."""
        if rule.id not in self._numbers:
            about_indexes = rule is unscoped_name
            found = (
                finding
                for file, subject in subjects_of(self.kb, rule.subject)
                for finding in rule.judge(subject, self._inside(rule, file))
                if isinstance(finding, Finding) and self.ctx.policy.reports(rule, finding)
            )
            places = ((self.kb.by_path.get(one.path), one.span) for one in found)
            self._numbers[rule.id] = Counter(
                self.ctx.facts.scope_at(file, span) if file is not None else None
                for file, span in places
                if not about_indexes or isinstance(file, Index)
            )
        return self._numbers[rule.id]

    def _inside(self, rule: Rule, file: File) -> Context:
        sources = self.ctx.sources
        if len(self.kb.scopes) > 1:
            sources = self.ctx.targets.get(self.kb.scope_of(file))
        settings = self.ctx.policy.options(rule, file.path)
        return replace(self.ctx, rule=rule, file=file, sources=sources, settings=settings)
