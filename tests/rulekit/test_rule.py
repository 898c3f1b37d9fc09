from collections.abc import Iterator

import pytest

from kbaudit.model.edit import Safety
from kbaudit.model.finding import Finding, Level
from kbaudit.read.file import File
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.read.tree import Tree
from kbaudit.rulekit.context import Context
from kbaudit.rulekit.discovery import all_rules
from kbaudit.rulekit.rule import TAGS, Rule, rule
from kbaudit.rulekit.subjects import subjects_of
from kbaudit.rulekit.suppression import Suppression

RULES = all_rules()


def test_rules_come_by_name_and_once() -> None:
    names = [one.id for one in RULES]
    assert names == sorted(set(names))


@pytest.mark.parametrize("one", RULES, ids=lambda one: one.id)
def test_a_rule_is_declared_whole(one: Rule) -> None:
    assert one.tags
    assert set(one.tags) <= set(TAGS)
    assert one.judge.__name__ == one.judge.__module__.rpartition(".")[2]
    assert one.id == one.judge.__name__.replace("_", "-")
    assert one.docs.summary.endswith(".")
    assert bool(one.docs.fix_safety) == (one.fix is not None)


@pytest.mark.parametrize("one", RULES, ids=lambda one: one.id)
def test_every_subject_can_be_found(one: Rule) -> None:
    if one.subject is not Suppression:
        empty = KnowledgeBase.build(_tree())
        assert list(subjects_of(empty, one.subject)) == []


def _tree() -> Tree:
    return Tree("", frozenset(), frozenset(), {}, {})


def test_a_rule_without_documentation_is_refused() -> None:
    def undocumented(file: File, ctx: Context) -> Iterator[Finding]:
        """Only a summary."""
        yield from ()

    with pytest.raises(TypeError, match="lacks Why, Example, Remedy"):
        rule(level=Level.INFO, tags=("page",))(undocumented)
    with pytest.raises(TypeError, match="unknown tags"):
        rule(level=Level.INFO, tags=("pages",))(undocumented)
    with pytest.raises(TypeError, match="Fix safety"):
        rule(level=Level.INFO, tags=("page",), fix=Safety.SAFE)(undocumented)


def test_a_class_that_is_no_subject_is_refused() -> None:
    with pytest.raises(KeyError):
        list(subjects_of(KnowledgeBase.build(_tree()), str))
