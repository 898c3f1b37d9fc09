"""Front matter as a repair: judged in memory like all others, and written by the same hand."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from kbaudit.engine.auditor import Auditor
from kbaudit.engine.fixer.check import Verdict
from kbaudit.engine.fixer.edits import touch
from kbaudit.engine.fixer.report import Repair
from kbaudit.engine.fixer.round import State, rewritten
from kbaudit.engine.migration import NAME, Migration, original_path, to_migrate
from kbaudit.engine.selection import Selection
from kbaudit.model.finding import Finding
from kbaudit.model.regex import regex
from kbaudit.model.report import Report
from kbaudit.model.span import Span
from kbaudit.read.instance import Path
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.read.page import Page
from kbaudit.read.page_instance import page_instance

_MOST_PASSES = 6
_OF_A_MACHINE = regex(r"[/~\\]|[A-Za-z]:[\\/]")


@dataclass
class FrontMatterBench:
    """Where pages that lack YAML front matter are what is found and repaired.

    `left_out` are values of pages that rules would speak up about if they were written: what the
    text of a page does not say rightly is not repeated.
    """

    auditor: Auditor
    migration: Migration
    wanted: frozenset[str] = frozenset({NAME})
    left_out: dict[str, dict[Path, str]] = field(default_factory=dict)

    def judge(self, kb: KnowledgeBase) -> Verdict:
        """The pages of `kb` to be migrated, beside all that the rules find in it."""
        rules = [rule.id for rule in self.auditor.rules]
        everything = Selection(self.auditor.rules, self.auditor.loaded, rules)
        report = self.auditor.judge(kb, everything).report
        found = self._proposals(kb)
        return Verdict(Report(report.root, found, faults=report.faults), report)

    def findings(self, state: State) -> tuple[Finding, ...]:
        """What is to be repaired in a state of the files."""
        return state.verdict.asked.findings

    def begin(self) -> State:
        """The first state, after finding out what is to be left out."""
        kb = self.auditor.kb
        self.left_out = {page.path: own for page in kb.pages if (own := _not_of_target(page, kb))}
        start = State(kb, self.judge(kb))
        for _ in range(_MOST_PASSES):
            found = self._proposals(kb)
            repairs = [Repair(one, one.fix) for one in found if one.fix is not None]
            after, _ = rewritten(kb, repairs, self.auditor.loaded.file_size)
            if not self._learn(start.verdict, after, self.judge(after)):
                break
        asked = self._proposals(kb)
        report = Report(start.verdict.asked.root, asked, faults=start.verdict.asked.faults)
        return State(kb, Verdict(report, start.verdict.everything))

    def _proposals(self, kb: KnowledgeBase) -> tuple[Finding, ...]:
        return tuple(to_migrate(kb, self.left_out, drop_infobox=self.migration.drop_infobox))

    def _learn(self, before: Verdict, kb: KnowledgeBase, after: Verdict) -> bool:
        """Leave out the values of new front matter at which something new is found.

        Tells whether there were any.
        """
        old, new = (
            Counter(map(_identity, verdict.everything.findings)) for verdict in (before, after)
        )
        learnt = False
        written = {path: frozenset(values) for path, values in self.left_out.items()}
        for finding in after.everything.findings:
            page = kb.by_path.get(finding.path)
            if new[_identity(finding)] <= old[_identity(finding)] or not isinstance(page, Page):
                continue
            path = _value_at(page, finding.span)
            if path is not None:
                self._leave_out(page, path, finding.rule, written.get(page.path, frozenset()))
                learnt = True
        return learnt

    def _leave_out(self, page: Page, path: Path, rule: str, before: frozenset[Path]) -> None:
        """Leave out what stands at `path` of what was written without the values `before`."""
        was = self.auditor.kb.by_path[page.path]
        if isinstance(was, Page):
            original = original_path(was, self.auditor.kb.scope_of(was), path, before)
            self.left_out.setdefault(page.path, {})[original] = rule


def _not_of_target(page: Page, kb: KnowledgeBase) -> dict[Path, str]:
    """What looks like a citation of `page` and is none of the target, with the reason.

    Files of the knowledge base are not, nor is what only the machine of the author has.
    """
    names = {path.rpartition("/")[2] for path in kb.paths}
    left: dict[Path, str] = {}
    for number, one in enumerate(page_instance(page, kb.scope_of(page)).data.get("citations", [])):
        path = str(one.get("path", "")) if isinstance(one, Mapping) else ""
        if _OF_A_MACHINE.match(path):
            left["citations", number] = "of somebody's machine"
        elif path.rpartition("/")[2] in names:
            left["citations", number] = "of the knowledge base"
    return left


def _identity(finding: Finding) -> tuple[str, str, str]:
    return finding.rule, finding.path, finding.key


def _value_at(page: Page, span: Span) -> Path | None:
    """The value in the front matter of `page` that stands at `span`, or whose key does.

    Of a citation it is all of it.
    """
    matter = page.front_matter
    if matter is None or matter.dialect != "yaml" or not matter.span.contains(span):
        return None
    near = [
        (where != span, len(where), len(path), path)
        for path, place in matter.instance.places.items()
        for where in (place.value, place.key)
        if where is not None and touch(where, span)
    ]
    path = min(near)[3] if near else ()
    return path[:2] if path[:1] == ("citations",) else path or None
