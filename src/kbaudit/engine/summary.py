"""The report of what rules found: ordered, summed up, with what there is to say beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kbaudit.engine.bench import Bench
from kbaudit.engine.loaded import Loaded
from kbaudit.model.finding import Finding
from kbaudit.model.report import Coverage, Suppressed
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.rulekit.urls import Answers
from kbaudit.rulekit.wording import code


def covered(kb: KnowledgeBase, urls: Answers) -> Iterator[Coverage]:
    """How many addresses servers answered for."""
    if not urls.missing:
        from kbaudit.engine.online import covered as answered

        yield answered(kb, urls)


def of_targets(bench: Bench) -> Iterator[str]:
    """What there is to say of each target."""
    for scope, sources in sorted(bench.sources.items()):
        yield from sources.notes(bench.verified.get(scope, ()))


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings in the order of reports, each once."""
    # Equal ones are of one file, and most files have few: to sort them all together takes longer.
    files: dict[str, list[Finding]] = {}
    for finding in findings:
        files.setdefault(finding.path, []).append(finding)
    return tuple(one for path in sorted(files) for one in _of_file(files[path]))


def _of_file(findings: list[Finding]) -> Iterable[Finding]:
    several = len({finding.order for finding in findings}) < len(findings)
    return sorted(dict.fromkeys(findings) if several else findings, key=lambda one: one.order)


def ordered_suppressed(suppressed: Iterable[Suppressed]) -> tuple[Suppressed, ...]:
    """The same of findings that comments silence."""
    return tuple(sorted(dict.fromkeys(suppressed), key=lambda one: one.finding.order))


def notes(kb: KnowledgeBase, loaded: Loaded) -> Iterable[str]:
    """What there is to say of the knowledge base as a whole."""
    if len(kb.scopes) > 1:
        yield f"scopes: {', '.join(kb.scopes)}"
    for target in loaded.targets:
        if target.scope not in kb.scopes:
            yield f"the configuration has a target for {code(target.scope)}, a scope without pages"
