"""What rules declare is known from run to run; their modules are imported when they judge."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import BaseModel

from kbaudit.engine.cache.store import Store
from kbaudit.engine.cache.tables import KeptTables
from kbaudit.model.finding import Finding
from kbaudit.rulekit import discovery
from kbaudit.rulekit.discovery import all_rules
from kbaudit.rulekit.rule import Rule


def known(folder: Path) -> tuple[Rule, ...]:
    """The rules as the second of two runs knows them."""
    first = KeptTables(Store(folder), "1")
    all_rules(first)
    first.save()
    return all_rules(KeptTables(Store(folder), "1"))


def test_what_is_known_is_what_the_modules_declare(tmp_path: Path) -> None:
    kept = known(tmp_path)
    assert [one.id for one in kept] == [one.id for one in all_rules()]
    for one, other in zip(kept, all_rules(), strict=True):
        assert one.judge is not other.judge
        assert replace(one, judge=other.judge) == other


def test_no_module_is_imported_for_what_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = known(tmp_path)
    imported: list[str] = []
    monkeypatch.setattr(discovery, "_imported", imported.append)
    again = all_rules(KeptTables(Store(tmp_path), "1"))
    assert [one.id for one in again] == [one.id for one in expected]
    assert imported == []


def test_a_rule_judges_as_its_module_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    by_id = {one.id: one for one in all_rules()}
    judged: list[tuple[str, str]] = []
    asked: list[str] = []

    def judge(subject: str, context: str) -> Iterator[Finding]:
        judged.append((subject, context))
        return iter(())

    def imported(name: str) -> Rule:
        asked.append(name)
        return replace(by_id["dead-link"], judge=judge)

    rules = known(tmp_path)
    monkeypatch.setattr(discovery, "_imported", imported)
    (one,) = [rule for rule in rules if rule.id == "dead-link"]
    assert [*one.judge("a link", "here"), *one.judge("a link", "there")] == []
    assert judged == [("a link", "here"), ("a link", "there")]
    assert asked == ["dead_link"]


def test_a_rule_with_options_is_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_options = replace(all_rules()[0], options=BaseModel)
    monkeypatch.setattr(discovery, "_walked", lambda: (with_options,))
    monkeypatch.setattr(discovery, "_imported", lambda _name: with_options)
    assert known(tmp_path) == (with_options,)


def test_what_cannot_be_read_counts_as_not_being_there(tmp_path: Path) -> None:
    first = KeptTables(Store(tmp_path), "1")
    first.table("rules", str)["dead-link"] = "no rule"
    first.save()
    assert all_rules(KeptTables(Store(tmp_path), "1")) == all_rules()
