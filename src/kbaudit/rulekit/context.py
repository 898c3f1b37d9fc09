"""What a rule is given besides its subject."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

from kbaudit.model.edit import Edit, Fix
from kbaudit.model.finding import Finding, Related
from kbaudit.model.fingerprint import fingerprint
from kbaudit.model.report import Skipped
from kbaudit.model.span import Span
from kbaudit.read.file import File
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.read.links import Url
from kbaudit.rulekit.facts import Facts
from kbaudit.rulekit.rule import Need, Rule
from kbaudit.rulekit.updates import NO_HISTORY, Updates
from kbaudit.rulekit.urls import NOBODY_ASKED, Answer, Answers, address, is_open

if TYPE_CHECKING:
    from kbaudit.rulekit.sources import Sources

Options = TypeVar("Options")


@dataclass(frozen=True)
class Policy:
    """What there is to know of rules other than the one that judges, for those that ask.

    `found` gives what a rule finds in the whole knowledge base, which is judged for that if it was
    not yet; `reports` tells whether a finding of a rule is reported: the configuration does not
    switch the rule off there, and no comment silences it.
    """

    found: Callable[[Rule], Iterable[Finding]] = lambda _rule: ()
    reports: Callable[[Rule, Finding], bool] = lambda _rule, _finding: True


@dataclass(frozen=True)
class Context:
    """The room of one rule while it judges one file.

    `facts` are conclusions about the whole knowledge base, made once for all rules. `sources`
    answers for the target, and is None where there is none: a rule that cannot do without it
    declares ``Need.REVISION`` and asks `target`, others take it as a help. `targets` are those of
    all scopes. `updates` answers for the history of the knowledge base itself. `policy` is for
    rules that ask what others find.
    """

    kb: KnowledgeBase
    facts: Facts
    rule: Rule
    file: File
    sources: Sources | None = None
    urls: Answers = NOBODY_ASKED
    settings: Any = field(default=None)
    updates: Updates = field(default_factory=Updates)
    targets: Mapping[str, Sources] = field(default_factory=dict)
    policy: Policy = field(default_factory=Policy)

    @property
    def target(self) -> Sources:
        """The target of this file's scope, for rules that declared that they need one."""
        if self.sources is None:
            raise LookupError(f"{self.rule.id} did not declare that it needs a revision")
        return self.sources

    def answer(self, url: Url) -> Answer | None:
        """What is known of an address of this file, if it was asked for."""
        return None if is_open(self.file, url) else self.urls.known.get(address(url))

    def for_rule(self, rule: Rule, settings: Any) -> Context:
        """The same room for another rule with its own settings, and no more than it needs.

        It is made for each rule in each file, and `dataclasses.replace` takes five times as long.
        """
        room = object.__new__(Context)
        updates = self.updates if Need.HISTORY in rule.needs else NO_HISTORY
        own = vars(room)
        own |= vars(self)
        own["rule"], own["settings"], own["updates"] = rule, settings, updates
        return room

    def for_file(self, file: File) -> Context:
        """The same room for another file, for rules that are about the whole knowledge base."""
        return replace(self, file=file)

    def options(self, model: type[Options]) -> Options:
        """The rule's own settings, of the model that it declared."""
        return self.settings if isinstance(self.settings, model) else model()

    def lacking(self, reason: str) -> Skipped:
        """That the rule could not judge its subject, and why."""
        return Skipped(self.rule.id, reason)

    def found(
        self,
        span: Span,
        message: str,
        *,
        help: str = "",  # noqa: A002
        fix: Fix | None = None,
        related: Sequence[Related] = (),
        key: str = "",
        secret: bool = False,
    ) -> Finding:
        """A finding of this rule at `span` of this file."""
        source = self.file.source
        key = key or span.of(source.text)[:200]
        return Finding(
            rule=self.rule.id,
            level=self.rule.level,
            path=self.file.path,
            span=span,
            start=source.position(span.start),
            end=source.position(span.end),
            message=message,
            tags=self.rule.tags,
            help=help,
            related=tuple(related),
            fix=fix,
            key=key,
            secret=secret,
            fingerprint=fingerprint(self.rule.id, key, self.file.path),
        )

    def edit(self, span: Span, replacement: str) -> Edit:
        """Replace `span` of this file."""
        return Edit(self.file.path, span, replacement)
