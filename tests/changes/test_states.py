"""The state before a commit is not judged once more, and the answer is the same as if it were."""

from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from changes.conftest import ONLY, Repository, run, told
from kbaudit.engine import states
from kbaudit.engine.auditor import Auditor
from kbaudit.engine.judge import Judge
from kbaudit.read.file import File
from kbaudit.read.report import Check
from kbaudit.rulekit.audit_phase import covering
from kbaudit.rulekit.discovery import all_rules
from kbaudit.rulekit.rule import Need

PAGE = "---\nlast_updated: {day}\n---\n# {name}\n\n## Overview\n\n{words}\n"
A, B = "workflows/o_r_A.md", "principles/o_r_B.md"


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The last commit of the history of all that is judged."""
    found: list[str] = []
    real = Auditor.judge

    def judge(self: Auditor, *args: Any, **options: Any) -> object:
        found.append(self.request.recorded.commit if self.request.recorded else "")
        return real(self, *args, **options)

    monkeypatch.setattr(Auditor, "judge", judge)
    return found


def hooked(repository: Repository, *args: str) -> list[str]:
    repository.git("add", "-A")
    found = told(run("hook", *args))
    repository.commit()
    return found


def test_the_state_before_is_judged_once(repository: Repository, judged: list[str]) -> None:
    repository.put(A, "one\n")
    assert hooked(repository, *ONLY) == []
    assert len(judged) == 2
    repository.put(A, "two TODO\n")
    assert hooked(repository, *ONLY) == [f"{A}:1:5 warning zz-word"]
    assert len(judged) == 3
    repository.put(B, "nothing\n")
    assert hooked(repository, *ONLY) == []
    assert len(judged) == 4


def test_another_configuration_is_another_setting(
    repository: Repository, judged: list[str]
) -> None:
    repository.put(A, "one\n")
    hooked(repository, *ONLY)
    assert len(judged) == 2
    repository.put("kbaudit.yaml", "rules: {zz-word: {level: error}}\n")
    hooked(repository, *ONLY)
    assert len(judged) == 3
    repository.put("kbaudit.yaml", "rules: {zz-word: {level: info}}\n")
    repository.put(A, "three\n")
    repository.commit()
    repository.put(A, "four\n")
    hooked(repository, *ONLY)
    assert len(judged) == 5


def test_a_date_that_the_last_commit_made_stale_was_stale_before(
    repository: Repository, judged: list[str]
) -> None:
    """What history tells of a page is not what it told when that commit was judged."""
    only = ("--select", "stale-date", "--fail-on", "info")
    repository.put(A, PAGE.format(day="2020-01-02", name="A", words="one"))
    hooked(repository, *only)
    repository.put(A, PAGE.format(day="2020-01-02", name="A", words="quite other words"))
    hooked(repository, *only)
    count = len(judged)
    repository.put(B, "nothing\n")
    assert hooked(repository, *only) == []
    assert len(judged) == count + 1
    repository.put(A, PAGE.format(day="2020-01-02", name="A", words="words\n\nand more"))
    assert hooked(repository, *only) == []


def test_a_page_that_comes_to_be_stale_with_the_commit(repository: Repository) -> None:
    """The date is moved back: it was true before."""
    only = ("--select", "stale-date", "--fail-on", "info")
    for words in ("one", "one more", "two"):
        repository.put(A, PAGE.format(day="2020-01-02", name="A", words=words))
        hooked(repository, *only)
    repository.put(A, PAGE.format(day="2999-02-01", name="A", words="two"))
    assert hooked(repository, *only) == [
        f"{A}:2:15 warning stale-date the last update, 2999-02-01, lies in the future"
    ]
    repository.put(A, PAGE.format(day="2020-01-02", name="A", words="two"))
    assert hooked(repository, *only) == []


def test_a_commit_costs_what_it_changed_and_the_one_before(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged: set[str] = set()
    real = Judge.of_file

    def judge(self: Judge, rules: Any, file: File, *more: Any) -> Any:
        judged.add(file.path)
        return real(self, rules, file, *more)

    monkeypatch.setattr(Judge, "of_file", judge)
    repository.put("_WorkflowIndex.md", "# Index\n\n| Page | File |\n|---|---|\n")
    pages = [f"principles/o_r_{name}.md" for name in "CDEFG"]
    for page in pages:
        repository.put(page, PAGE.format(day="2020-01-02", name=page[-4], words="one"))
    hooked(repository)
    found = []
    for number, page in enumerate(pages):
        repository.put(page, PAGE.format(day="2020-01-02", name=page[-4], words=f"other {number}"))
        judged.clear()
        found.append(hooked(repository))
        stale = {path for path in judged if not path.startswith("_")}
        assert number < 2 or stale == {page, pages[number - 1]}
    assert found[1:] == [[]] * 4


def test_a_commit_alone_makes_a_date_stale(repository: Repository) -> None:
    """No file is another one, and history tells more of one page."""
    page = PAGE.format(day="2020-01-02", name="A", words="one [[step::Principle:o_r_B]]")
    repository.put(A, page)
    repository.commit()
    for words in ("two", "three", "four"):
        repository.put(A, page.replace("one", words))
        run("check", "docs/kb")
        repository.commit()
        shown = run("check", "docs/kb").stdout
        assert f"commit {repository.git('rev-parse', 'HEAD')[:10]}" in shown
        assert shown == run("check", "docs/kb", "--no-cache").stdout


def test_no_rule_that_needs_history_is_asked_about_by_others() -> None:
    """What such a rule finds changes with each commit: no other finding may follow from it."""
    historic = {rule.id for rule in all_rules() if Need.HISTORY in rule.needs}
    assert historic
    assert not historic & {name for check in Check for name in covering(check)}


@pytest.mark.parametrize("seed", range(3))
def test_the_answer_is_that_of_a_run_without_cache(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Commits of all kinds, one after the other, taken back, and left out of what is checked."""
    taken: list[bool] = []
    real = states.entries_before

    def entries_before(then: Auditor, now: states.Present) -> object:
        before = then.request.shelf.state(states._name(then))
        taken.append(before is not None)
        return real(then, now)

    monkeypatch.setattr("kbaudit.engine.states.entries_before", entries_before)
    random = Random(seed)
    step = 0
    for step in range(16):
        random.choice(EDITS)(repository, random)
        repository.git("add", "-A")
        ask = ("check", "docs/kb", "--staged", "--format", "json")
        assert run(*ask).stdout == run(*ask, "--no-cache").stdout, step
        match random.choice(("commit", "commit", "commit", "amend", "leave", "back")):
            case "commit":
                repository.git("commit", "-q", "--allow-empty", "-mx")
            case "amend":
                repository.git("commit", "-q", "--amend", "--allow-empty", "-mx")
            case "back" if step > 4:
                repository.git("reset", "-q", "--hard", "HEAD~1")
    assert sum(taken) > step // 3


def _words(repository: Repository, random: Random) -> None:
    path = random.choice((A, B, "principles/o_r_C.md"))
    day = random.choice((*("2020-01-02",) * 6, "2020-01-03", "2999-01-01"))
    words = random.choice(("one TODO", "two", "[[step::Principle:o_r_C]]", "[x](gone.md)"))
    repository.put(path, PAGE.format(day=day, name=path[-4], words=f"{words} {random.random()}"))


def _comment(repository: Repository, random: Random) -> None:
    rule = random.choice(("stale-date", "page", "dead-link"))
    text = f"<!-- kbaudit: ignore[{rule}] it is so -->\n\n# A\n\n{random.random()}\n"
    repository.put(A, "---\nlast_updated: 2020-01-02\n---\n" + text)


def _gone(repository: Repository, random: Random) -> None:
    (repository.kb / random.choice((B, "principles/o_r_C.md"))).unlink(missing_ok=True)


def _moved(repository: Repository, _random: Random) -> None:
    place = repository.kb / B
    if place.exists():
        place.rename(repository.kb / "principles/o_r_C.md")


def _configured(repository: Repository, random: Random) -> None:
    level = random.choice(("error", "info", "off"))
    repository.put("kbaudit.yaml", f"rules:\n  stale-date: {{level: {level}}}\n")


def _linked(repository: Repository, _random: Random) -> None:
    place: Path = repository.kb / "principles/o_r_D.md"
    if not place.is_symlink():
        place.symlink_to("o_r_B.md")


EDITS: tuple[Callable[[Repository, Random], None], ...] = (
    *(_words,) * 5,
    _comment,
    _gone,
    _moved,
    _configured,
    _linked,
)
