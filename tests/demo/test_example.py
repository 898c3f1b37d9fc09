"""The example itself: what is planted in it, what is found, and that all the rest is true."""

import re
import subprocess
from pathlib import Path

import pytest

from kbaudit.engine.audit import audit
from kbaudit.engine.fixer.fixer import fix
from kbaudit.engine.load import load_config
from kbaudit.engine.request import Outcome, Request
from kbaudit.engine.survey import survey
from kbaudit.engine.template import template
from kbaudit.example import FAULTS, URL, VERSIONS, Example, lay_out
from kbaudit.read.kind import Kind
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.read.page import Page
from kbaudit.read.tree import read_tree

FOR_A_PERSON = {"dead-link"}
RUN = "implementations/acme_jobq_Worker_run.md"
TO_READ = [("edited-source", RUN), ("edited-source", RUN), ("stale-quote", RUN)]
"""What stays to be read where the numbers of code that was edited are repaired."""

MAP = "_RepoMap_acme_jobq.md"
NEWEST = VERSIONS[-1].tag
WRITTEN = VERSIONS[-2].tag
"""The release at which the pages were written, and all that they say of the code was true."""


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Example:
    return lay_out(tmp_path_factory.mktemp("demo") / "made")


def judged(example: Example, rev: str) -> Outcome:
    return audit(Request(example.wiki, repo=(str(example.code),), rev=(rev,)))


def found(outcome: Outcome) -> list[tuple[str, str]]:
    return sorted((finding.rule, finding.path) for finding in outcome.report.findings)


def git(example: Example, *arguments: str) -> str:
    return subprocess.run(
        ["git", "-C", str(example.code), *arguments], capture_output=True, check=True, text=True
    ).stdout


def test_each_planted_fault_is_found_by_its_rule_and_nothing_else_is(example: Example) -> None:
    assert found(judged(example, NEWEST)) == sorted((f.rule, f.path) for f in FAULTS)


def test_the_faults_are_all_different_and_stand_in_the_order_of_the_report() -> None:
    assert len({fault.rule for fault in FAULTS}) == len(FAULTS)
    assert [fault.path for fault in FAULTS] == sorted(fault.path for fault in FAULTS)


def test_what_came_with_the_code_is_gone_at_the_release_before(example: Example) -> None:
    """But for the map, which was made at the newest release."""
    before = [(rule, path) for rule, path in found(judged(example, WRITTEN)) if path != MAP]
    assert before == sorted((f.rule, f.path) for f in FAULTS if not f.code_moved)


def test_every_citation_is_decided_and_only_what_asks_servers_is_skipped(example: Example) -> None:
    report = judged(example, NEWEST).report
    assert [one.undecided for one in report.coverage] == [()] * len(report.coverage)
    assert sum(one.total for one in report.coverage if one.what == "citations") >= 6
    assert [skip.rule for skip in report.skipped] == ["dead-url", "moved-url"]
    assert (report.faults, report.suppressed) == ((), ())


def test_repairs_leave_only_what_is_for_a_person(tmp_path: Path) -> None:
    repaired = lay_out(tmp_path / "repaired")
    fix(Request(repaired.wiki, repo=(str(repaired.code),), rev=(NEWEST,)))
    rest = sorted((f.rule, f.path) for f in FAULTS if f.rule in FOR_A_PERSON)
    assert found(judged(repaired, NEWEST)) == sorted([*rest, *TO_READ])


def test_it_shows_both_dialects_all_types_their_indexes_and_a_map(example: Example) -> None:
    kb = KnowledgeBase.build(read_tree(example.wiki))
    dialects = {page.front_matter.dialect for page in kb.pages if page.front_matter}
    assert dialects == {"infobox", "yaml"}
    assert all(page.front_matter for page in kb.pages)
    types = {kind.name for kind in kb.vocabulary.types}
    assert {page.type.name for page in kb.pages} == types
    assert {index.type.name for index in kb.indexes} == types
    assert [file.path for file in kb.maps] == ["_RepoMap_acme_jobq.md"]
    assert kb.scopes == ("acme_jobq",)
    assert not [file.path for file in kb.files if file.kind is Kind.STRAY]


def test_quotes_are_the_lines_that_they_claim_to_be(example: Example) -> None:
    quotes = 0
    for page in KnowledgeBase.build(read_tree(example.wiki)).pages:
        quotes += _true_quotes(example, page)
    assert quotes >= 4


def _true_quotes(example: Example, page: Page) -> int:
    quotes = 0
    for citation in page.citations:
        if citation.quote is None or not citation.ranges:
            continue
        path = "src/" + citation.path.rsplit("/src/", 1)[-1].removeprefix("src/")
        lines = git(example, "show", f"{WRITTEN}:{path}").splitlines()
        (cited,) = citation.ranges
        quote = citation.quote.content.of(page.text).strip("\n").splitlines()
        assert lines[cited.first - 1 : cited.last] == quote, page.path
        quotes += 1
    return quotes


def test_signatures_stand_where_the_pages_say(example: Example) -> None:
    for page in KnowledgeBase.build(read_tree(example.wiki)).pages:
        signature = re.search(r"^def .*:$", page.text, re.MULTILINE)
        if page.type.name == "Implementation":
            citation = next(c for c in page.citations if c.ranges and c.quote is None)
            lines = git(example, "show", f"{WRITTEN}:{citation.path}").splitlines()
            assert signature is not None
            assert signature[0] == lines[citation.ranges[0].first - 1].strip()


def test_the_map_counts_the_lines_of_the_newest_release(example: Example) -> None:
    (file,) = KnowledgeBase.build(read_tree(example.wiki)).maps
    listed = {row.path: row.lines for row in file.rows}
    paths = [p for p in git(example, "ls-tree", "-r", "--name-only", NEWEST).split() if "src/" in p]
    there = {path: len(git(example, "show", f"{NEWEST}:{path}").splitlines()) for path in paths}
    assert listed == there
    assert file.property("total lines") == str(sum(there.values()))
    for path in paths:
        detail = re.sub(r"[/.]", "_", path) + ".md"
        text = (example.wiki / "_files" / detail).read_text("utf-8")
        assert text.startswith(f"# File: `{path}`\n")
        assert f"| Lines | {there[path]} |" in text


def test_its_code_is_python_and_moves_between_releases(example: Example) -> None:
    for version in VERSIONS:
        for path in git(example, "ls-tree", "-r", "--name-only", version.tag).split():
            if path.endswith(".py"):
                compile(git(example, "show", f"{version.tag}:{path}"), path, "exec")
    renamed = git(example, "diff", "-M", "--diff-filter=R", "--name-status", "v1.1", "v2.0").split()
    assert renamed[1:] == ["src/jobq/backoff.py", "src/jobq/retry.py"]


def test_init_finds_the_repository_beside_the_wiki(example: Example) -> None:
    (subject,) = survey(example.wiki).subjects
    assert (subject.url, subject.clone) == (URL, "../jobq")


def test_the_configuration_that_init_writes_finds_the_same(tmp_path: Path) -> None:
    example = lay_out(tmp_path / "made")
    (example.wiki / "kbaudit.yaml").write_text(template(survey(example.wiki)), encoding="utf-8")
    assert load_config(example.wiki).target.path == "../jobq"
    assert found(audit(Request(example.wiki))) == sorted((f.rule, f.path) for f in FAULTS)
