"""Which pages an edit names, or names no longer, and what others then learn of these.

Of links and relations rules mostly ask which page names which. That can be told for a page and
those that it names, or named, without a look at any other.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from kbaudit.engine.reuse.answers import Question, in_words
from kbaudit.read.leads import Leads
from kbaudit.read.names import words_of
from kbaudit.read.page import Page
from kbaudit.read.part import followed

if TYPE_CHECKING:
    from kbaudit.read.file import File
    from kbaudit.rulekit.facts import Facts


@dataclass(frozen=True)
class NamedOtherwise:
    """What pages that lead elsewhere now, by their path, name that they did not, and no longer do.

    `words` are the names, folded, that links on them use, or did, but not both.
    """

    facts: Facts
    more: Mapping[str, frozenset[str]]
    fewer: Mapping[str, frozenset[str]]
    words: frozenset[str]

    @cached_property
    def ends(self) -> frozenset[str]:
        """The paths of all that name others now, or are named by others."""
        changed = {path: self.more[path] | self.fewer[path] for path in self.more}
        return frozenset(
            end for path, others in changed.items() if others for end in (path, *others)
        )

    def answer(self, question: Question, before: str) -> str:
        """The answer to `question`, in words, where `before` is what it was."""
        if question[0] == "connected" and not self.more.keys().isdisjoint(question[1:]):
            return in_words(self._connected(*question[1:]))
        if question[0] == "near" and question[1] in self.ends:
            return in_words(self._near(question[1], json.loads(before)))
        return before

    def _near(self, path: str, before: Iterable[str]) -> list[str]:
        """The neighbours of a page that had those of `before`."""
        others = {*before, *self.more, *self.more.get(path, ())}
        return sorted(
            other
            for other in others
            if (path not in self.more and other not in self.more) or self._connected(path, other)
        )

    def _connected(self, one: str, other: str) -> bool:
        return other in self._named(one) or one in self._named(other)

    def _named(self, path: str) -> set[str]:
        page = self.facts.kb.by_path[path]
        if not isinstance(page, Page):
            return set()
        with followed(None):
            return self.facts.named(page, page.leads)


def named_otherwise(
    changed: Iterable[File], before: Callable[[File], Leads], facts: Facts
) -> NamedOtherwise:
    """What comes of it that files are `changed`; `before` tells where they led.

    All files are where they were. Raises LookupError where `before` does.
    """
    more: dict[str, frozenset[str]] = {}
    fewer: dict[str, frozenset[str]] = {}
    words: set[str] = set()
    for page in changed:
        if not isinstance(page, Page):
            continue
        led, leads = before(page), page.leads
        if led != leads:
            named, now = facts.named(page, led), facts.named(page, leads)
            more[page.path], fewer[page.path] = frozenset(now - named), frozenset(named - now)
            words |= words_of(led) ^ words_of(leads)
    return NamedOtherwise(facts, more, fewer, frozenset(words))
