"""Which symbols a move of the target breaks: what the rules about symbols say before and after."""

from collections.abc import Iterator
from dataclasses import replace

from kbaudit.engine.auditor import Auditor
from kbaudit.engine.movement_report import Affected
from kbaudit.engine.selection import Selection
from kbaudit.engine.targets import Opened, Targets
from kbaudit.model.finding import Finding
from kbaudit.target.revision import Revision

_RULES = ("changed-signature", "missing-symbol")

_Identity = tuple[str, str, str]


def symbols_between(
    auditor: Auditor, scope: str, opened: Opened, base: Revision
) -> Iterator[Affected]:
    """The symbols of which something is to be said at one of two revisions only."""
    before = _found(auditor, scope, replace(opened, revision=base))
    after = _found(auditor, scope, opened)
    for what, here, there in (("broken", after, before), ("mended", before, after)):
        for identity, finding in here.items():
            if identity not in there:
                name = finding.key.partition(": ")[0]
                yield Affected(finding.path, finding.start, "symbol", what, name, finding.message)


def _found(auditor: Auditor, scope: str, opened: Opened) -> dict[_Identity, Finding]:
    rules = [rule.id for rule in auditor.rules if rule.id in _RULES]
    if not rules:
        return {}
    selection = Selection(auditor.rules, auditor.loaded, rules)
    alone = replace(auditor, targets=Targets({scope: opened}, auditor.targets.missing))
    report = alone.judge(auditor.kb, selection).report
    return {(f.path, f.rule, f.key): f for f in report.findings if f.rule in rules}
