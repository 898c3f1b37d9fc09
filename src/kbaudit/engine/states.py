"""What was found in a whole state of a knowledge base, so that it is not judged once more.

A commit is compared with the state before, which is the one that the commit before has left: that
was judged then. What is found follows from all that the files hold, the setting and the day; but
for rules that need history, which grows with each commit. What these find is not kept: in a file
that did not change since, it is what they find now.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

from kbaudit.engine.baseline import entries_of
from kbaudit.engine.redact import masked_keys
from kbaudit.engine.reuse.room import Room
from kbaudit.model.report import BaselineEntry, Report
from kbaudit.rulekit.facts import Facts
from kbaudit.rulekit.rule import Need, Rule

if TYPE_CHECKING:
    from kbaudit.engine.auditor import Auditor
    from kbaudit.engine.request import Outcome
    from kbaudit.model.finding import Finding


@dataclass(frozen=True, slots=True)
class State:
    """The findings of a state as a baseline has them, but for those that follow from history."""

    entries: tuple[BaselineEntry, ...]


@dataclass(frozen=True, slots=True)
class Present:
    """The knowledge base as it is now, and the report of it, without secrets in its keys."""

    auditor: Auditor
    report: Report


def entries_before(then: Auditor, now: Present) -> tuple[BaselineEntry, ...]:
    """All findings of the state of `then`, which is judged if it never was before."""
    name = _name(then)
    known = then.request.shelf.state(name) if name else None
    if known is not None and (found := _of_history(then, now)) is not None:
        return tuple(sorted((*known.entries, *entries_of(found))))
    outcome = then.judge(then.kb, then.selection, counting=False)
    report = masked_keys(outcome.report, outcome.texts)
    keep(then, outcome, report)
    return entries_of(report.findings)


def keep(auditor: Auditor, outcome: Outcome, report: Report) -> None:
    """Take up what was found; `report` is that of `outcome`, without secrets in keys.

    Nothing is where comments speak of rules that need history: whether they are of use follows
    from history as well.
    """
    historic = {rule.id for rule in _historic(auditor)}
    name = "" if report.faults or historic & outcome.commented else _name(auditor)
    if name:
        lasting = [finding for finding in report.findings if finding.rule not in historic]
        auditor.request.shelf.keep_state(name, State(entries_of(lasting)))


def _of_history(then: Auditor, now: Present) -> list[Finding] | None:
    """What the rules that need history find `then`; None where that cannot be told from `now`."""
    rules = _historic(then)
    here, there = now.auditor.kb, then.kb
    if rules and (then.updates is not now.auditor.updates or len(here.pages) != len(there.pages)):
        return None
    changed = [file for file in there.files if here.by_path.get(file.path) is not file]
    same = there.by_path.keys() - {file.path for file in changed}
    told = {rule.id for rule in rules}
    still = [one for one in now.report.findings if one.rule in told and one.path in same]
    found = then.found_by(rules, changed)
    if found.faults:
        return None
    texts = {file.path: file.source for file in changed}
    return [*still, *masked_keys(found, texts).findings]


def _historic(auditor: Auditor) -> list[Rule]:
    return [rule for rule in auditor.selection.rules if Need.HISTORY in rule.needs]


def _name(auditor: Auditor) -> str:
    """What tells a state from others; empty where that cannot be told."""
    setting = auditor.setting(auditor.kb, auditor.selection, auditor.sources(auditor.kb))
    if setting is None:
        return ""
    held = Room(auditor.kb, Facts(auditor.kb), {}, auditor.updates).everything
    whole = f"{setting} {held} {auditor.request.today.isoformat()}".encode()
    return blake2b(whole, digest_size=16).hexdigest()
