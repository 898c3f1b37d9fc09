"""The audit: a knowledge base in, a report out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial

from kbaudit.engine.auditor import Auditor, history_of
from kbaudit.engine.baseline_file import baseline_of
from kbaudit.engine.garbage import loading, seldom_collected
from kbaudit.engine.load import config_in
from kbaudit.engine.loaded import Loaded
from kbaudit.engine.lockfile import lock_in
from kbaudit.engine.reading import check_root, read_pages
from kbaudit.engine.request import Outcome, Request
from kbaudit.engine.selection import Selection
from kbaudit.engine.settle import settled
from kbaudit.engine.since import change_of
from kbaudit.engine.targets import NO_TARGET, Targets, open_targets
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.rulekit.discovery import all_rules


def audit(request: Request) -> Outcome:
    """Judge the knowledge base that `request` names.

    Raises UsageError (ConfigError, TargetError) when the run cannot do what was asked; defects of
    pages are findings of the report, and defects of rules are its faults.
    """
    change = change_of(request)
    if change is not None and change.nothing:
        return change.outcome
    with prepared(change.now if change else request) as auditor:
        outcome = auditor.judge(auditor.kb, auditor.selection)
        if change is not None:
            return settled(auditor, outcome, partial(change.past, prepared=prepared))
        with loading():
            return settled(auditor, outcome)


@contextmanager
def prepared(
    request: Request, earlier: KnowledgeBase | None = None, *, targets: bool = True
) -> Iterator[Auditor]:
    """All that an audit needs, read and opened once; the targets are closed at the end.

    Without `targets` none is opened, and rules about code are skipped. What did not change since an
    `earlier` reading is taken over. Raises what `audit` raises.
    """
    watch = request.watch
    with ExitStack() as stack:
        stack.enter_context(seldom_collected())
        with watch.phase("reading the configuration and files"), loading():
            loaded, kb = read_alone(request, earlier)
        with watch.phase("finding the rules"):
            rules = all_rules(request.tables)
            selection = Selection(rules, loaded, request.select, request.ignore)
            lock = lock_in(request)
            baseline = baseline_of(request)
        with watch.phase("opening the target"):
            opened = (
                open_targets(kb.scopes, loaded, request, stack)
                if targets
                else Targets({}, dict.fromkeys(kb.scopes or ("",), NO_TARGET))
            )
        updates = history_of(request, stack)
        yield Auditor(request, loaded, rules, selection, kb, opened, lock, updates, baseline)


def read_alone(
    request: Request, earlier: KnowledgeBase | None = None
) -> tuple[Loaded, KnowledgeBase]:
    """The configuration and the knowledge base of `request`, for what needs no target.

    Raises UsageError (ConfigError) when there is none, or it cannot be read.
    """
    check_root(request)
    loaded = config_in(request)
    return loaded, read_pages(request, loaded, earlier)
