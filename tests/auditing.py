"""Knowledge bases in memory, and what the audit says of them. No disk, no git."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import PurePosixPath

from kbaudit.engine.config import Config
from kbaudit.engine.judge import Bench
from kbaudit.engine.load import Loaded
from kbaudit.engine.patterns import matcher
from kbaudit.engine.selection import Selection
from kbaudit.engine.silence import Silencer
from kbaudit.model.edit import Edit, Safety, apply_edits
from kbaudit.model.finding import Finding
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.read.tree import PAGE_SUFFIXES, Tree
from kbaudit.rulekit.discovery import all_rules
from kbaudit.rulekit.facts import Facts
from kbaudit.rulekit.sources import Sources
from kbaudit.rulekit.subjects import subjects_of
from kbaudit.rulekit.suppression import Suppression
from kbaudit.target.memory import MemoryTarget
from kbaudit.target.revision import Revision

TODAY = date(2026, 6, 1)

Texts = Mapping[str, str | bytes]
Revisions = Mapping[str, Mapping[str, str | bytes]]


class History(MemoryTarget):
    """Revisions in memory that know the commit before each, as git does."""

    def __init__(self, revisions: Revisions) -> None:
        super().__init__(revisions)
        self.commits = [super(History, self).revision(name).commit for name in revisions]

    def revision(self, rev: str = "HEAD") -> Revision:
        if rev.endswith("^"):
            rev = self.commits[self.commits.index(rev.removesuffix("^")) - 1]
        return super().revision(rev)


def knowledge_base(files: Texts, config: Config | None = None) -> KnowledgeBase:
    """The knowledge base that holds `files`; the order of the mapping is that of the disk."""
    config = config or Config()
    excluded = matcher(config.exclude)
    above = {f"{parent}/" for path in files for parent in PurePosixPath(path).parents}
    left = frozenset(path for path in {*files, *above} if excluded(path))
    data = {
        path: content.encode() if isinstance(content, str) else content
        for path, content in files.items()
        if not excluded(path)
    }
    folders = {str(parent) for path in data for parent in PurePosixPath(path).parents}
    pages = {path: content for path, content in data.items() if path.endswith(PAGE_SUFFIXES)}
    tree = Tree("kb", frozenset(data), frozenset(folders - {"."}), pages, {}, left)
    expected = tuple(target.scope for target in config.targets)
    words, limit = config.vocabulary(), config.limits.file_size
    return KnowledgeBase.build(tree, words, config.scopes, limit, expected)


def audit(
    files: Texts,
    *,
    select: str = "",
    target: Revisions | None = None,
    config: Config | None = None,
) -> tuple[Finding, ...]:
    """The findings of all rules, or of the one named `select`, in the order of reports.

    What is unused of a suppression shows only when the rules that it names have run.
    """
    kb = knowledge_base(files, config)
    rules = all_rules()
    alone = any(rule.id == select and rule.subject is not Suppression for rule in rules)
    selection = Selection(rules, Loaded(config or Config()), [select] if alone else [])
    sources: dict[str, Sources] = {}
    if target is not None:
        memory = History(target)
        for scope in kb.scopes or ("",):
            sources[scope] = Sources(kb, memory, memory.revision(), scope=scope)
    missing = {} if sources else dict.fromkeys(kb.scopes or ("",), "no target")
    bench = Bench(kb, Facts(kb), selection, sources, missing)
    silencer = Silencer(kb.files, rules, TODAY)
    for rule in selection.rules:
        if rule.subject is not Suppression:
            bench.run(rule, partial(subjects_of, kb, rule.subject))
    bench.findings, _ = silencer.split(bench.findings)
    for rule in selection.rules:
        if rule.subject is Suppression:
            bench.run(rule, partial(silencer.comments, bench.judged))
    assert not bench.faults, sorted(bench.faults)
    found = {finding for finding in bench.findings if select in ("", finding.rule)}
    return tuple(sorted(found, key=lambda finding: finding.order))


def fixed(files: Texts, findings: tuple[Finding, ...]) -> dict[str, str | bytes]:
    """`files` after all repairs that can be applied, the unsafe ones as well."""
    edits: dict[str, list[Edit]] = {}
    for finding in findings:
        if finding.fix is not None and finding.fix.safety > Safety.HINT:
            for edit in finding.fix.edits:
                edits.setdefault(edit.path, []).append(edit)
    result = dict(files)
    for path, changes in edits.items():
        text = result[path]
        assert isinstance(text, str)
        result[path] = apply_edits(text, changes)
    return result
