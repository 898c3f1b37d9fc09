"""The one runner of ``tests/cases/<rule-id>.yaml``. CONTRIBUTING.md says how to write a case.

A case is a knowledge base, the target where one matters, and all that its rule finds there. Each
is run as it stands, with CRLF line ends, with byte order marks, and with its files in another
order. Where findings come with repairs, the repaired text is compared, audited by every rule, and
repaired again.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from auditing import Revisions, Texts, audit, fixed
from kbaudit.engine.loaded import Loaded
from kbaudit.engine.located import Located
from kbaudit.engine.validation import validate
from kbaudit.model.edit import Safety
from kbaudit.model.finding import Finding
from kbaudit.rulekit.discovery import all_rules

FOLDER = Path(__file__).parent / "cases"
RULES = {rule.id: rule for rule in all_rules()}
KEYS = {"name", "base", "files", "append", "replace", "target", "config", "history", "urls"}
KEYS |= {"expect", "fixed"}
FINDING_KEYS = {"finding", "help", "fix", "safety", "related"}


@dataclass(frozen=True)
class Case:
    """One case: `files` are complete, with those of the base. `fixed` holds what repairs change."""

    rule: str
    name: str
    files: Texts
    expect: tuple[Mapping[str, Any], ...]
    fixed: Texts = field(default_factory=dict)
    target: Revisions | None = None
    config: Loaded | None = None
    history: tuple[Mapping[str, Any], ...] = ()
    urls: Mapping[str, str] | None = None

    def audit(self, files: Texts, select: str = "") -> tuple[Finding, ...]:
        return audit(
            files,
            select=select,
            target=self.target,
            config=self.config,
            history=self.history,
            urls=self.urls,
        )


@cache
def load(name: str) -> Any:
    text = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    return YAML(typ="safe", pure=True).load(text)


def read_case(rule: str, given: Mapping[str, Any]) -> Case:
    """Raises AssertionError for keys that mean nothing and overlays that do not fit."""
    assert given.keys() <= KEYS, f"{rule}: unknown keys {sorted(given.keys() - KEYS)}"
    base = load(f"_{given['base']}") if "base" in given else {}
    files = {**base.get("files", {}), **given.get("files", {})}
    for path, pairs in given.get("replace", {}).items():
        for old, new in pairs.items():
            assert files[path].count(old) == 1, f"{path} has no single {old!r}"
            files[path] = files[path].replace(old, new)
    for path, more in given.get("append", {}).items():
        files[path] += more
    expect = [{"finding": one} if isinstance(one, str) else one for one in given["expect"]]
    assert all(one.keys() <= FINDING_KEYS for one in expect)
    path = Path("kbaudit.yaml")
    config = Located(str(path), given.get("config"), {}, {})
    return Case(
        rule,
        given["name"],
        {path: content for path, content in files.items() if content is not None},
        tuple(expect),
        given.get("fixed", {}),
        given.get("target", base.get("target")),
        validate(config, path),
        tuple(given.get("history", ())),
        given.get("urls"),
    )


def cases() -> Iterator[Case]:
    for path in sorted(FOLDER.glob("[!_]*.yaml")):
        for given in load(path.stem):
            yield read_case(path.stem, given)


CASES = tuple(cases())

Change = Callable[[Texts], Texts]


def each_text(change: Callable[[str], str]) -> Change:
    """Bytes are left as they are: a case that gives bytes means just those."""
    return lambda files: {
        path: change(content) if isinstance(content, str) else content
        for path, content in files.items()
    }


VARIANTS: dict[str, Change] = {
    "as written": dict,
    "crlf": each_text(lambda text: text.replace("\n", "\r\n")),
    "bom": each_text(lambda text: f"\ufeff{text}"),
    "another order": lambda files: dict(reversed(list(files.items()))),
}


def shown(finding: Finding) -> str:
    return f"{finding.path}:{finding.start.line}:{finding.start.column} {finding.message}"


def details(finding: Finding) -> dict[str, Any]:
    fix = finding.fix
    return {
        "finding": shown(finding),
        "help": finding.help,
        "fix": fix.title if fix else "",
        "safety": fix.safety.name.lower() if fix else "",
        "related": [
            f"{one.path}:{one.first}-{one.last} {one.message}" if one.first else
            f"{one.path} {one.message}"
            for one in finding.related
        ],
    }  # fmt: skip


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}: {case.name}")
def test_case(case: Case, variant: str) -> None:
    change = VARIANTS[variant]
    files = change(case.files)
    found = case.audit(files, case.rule)
    assert [shown(one) for one in found] == [one["finding"] for one in case.expect]
    for one, expected in zip(found, case.expect, strict=True):
        actual = details(one)
        assert {key: actual[key] for key in expected} == dict(expected)
    repaired = fixed(files, found)
    after = change(case.fixed)
    # A file that is made has no byte order mark, whatever the others have.
    made = {path: str(after[path]).removeprefix("\ufeff") for path in after.keys() - files.keys()}
    assert repaired == {**files, **after, **made}
    if repaired != files:
        check_repair(case, files, repaired)


def check_repair(case: Case, files: Texts, repaired: Texts) -> None:
    """The findings with repairs are gone, no rule finds anything new, and nothing is left to do.

    New may be what a repair says that it leaves.
    """
    found = case.audit(files, case.rule)
    leaves = {rule for one in found if one.fix is not None for rule in one.fix.leaves}
    again = case.audit(repaired, case.rule)
    assert fixed(repaired, again) == repaired
    assert not [one for one in again if one.fix is not None and one.fix.safety > Safety.HINT]
    before, after = (
        Counter((one.rule, one.path, one.message) for one in case.audit(each))
        for each in (files, repaired)
    )
    assert not [key for key in after - before if key[0] not in leaves]


@pytest.mark.parametrize("target", [True, False], ids=["with target", "without"])
@pytest.mark.parametrize("variant", VARIANTS)
def test_the_clean_base_is_clean(variant: str, target: bool) -> None:
    base = load("_clean")
    files = VARIANTS[variant](base["files"])
    found = audit(files, target=base["target"] if target else None)
    assert [f"{shown(one)} [{one.rule}]" for one in found] == []


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_cases(rule: str) -> None:
    """As many that stay silent as those that hit: a linter lives by its false positives."""
    own = [case for case in CASES if case.rule == rule]
    hits = sum(1 for case in own if case.expect)
    assert hits >= 3
    assert len(own) - hits >= max(4, hits)
    assert len({case.name for case in own}) == len(own)


def test_every_case_file_is_of_a_rule() -> None:
    assert {case.rule for case in CASES} <= RULES.keys()


@pytest.mark.parametrize("rule", [rule for rule in RULES.values() if rule.fix is not None])
def test_every_repair_has_a_case(rule: Any) -> None:
    assert any(case.fixed for case in CASES if case.rule == rule.id)


def test_help_never_repeats_the_message() -> None:
    """A finding stands alone on its line, in one sentence without an end."""
    for case in CASES:
        for one in case.audit(case.files, case.rule):
            assert not re.search(r"[.\n]$|\n", one.message), one.message
            assert one.help != one.message
