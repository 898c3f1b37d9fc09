from datetime import date
from pathlib import Path

import pytest

from kbaudit.engine.audit import audit
from kbaudit.engine.request import Request
from kbaudit.model.edit import Safety, apply_edits
from kbaudit.model.finding import Finding
from kbaudit.model.report import Report
from support import lay_out

pytestmark = pytest.mark.usefixtures("zz")

TODAY = date(2026, 6, 1)
NAMES = "zz-word,zz-boom,unused-suppression,invalid-suppression"


def report(root: Path, text: str, select: str = NAMES, config: str = "") -> Report:
    files: dict[str, str | bytes] = {"heuristics/o_r_X.md": text.encode()}
    if config:
        files["kbaudit.yaml"] = config
    lay_out(root, files)
    outcome = audit(Request(root, select=(select,) if select else (), today=TODAY))
    assert not outcome.report.faults
    return outcome.report


def found(root: Path, text: str, select: str = NAMES) -> list[tuple[int, str]]:
    return [(f.start.line, f.rule) for f in report(root, text, select).findings]


def one(root: Path, text: str, select: str = NAMES) -> Finding:
    [finding] = report(root, text, select).findings
    return finding


@pytest.mark.parametrize(
    "text",
    [
        "TODO <!-- kbaudit: ignore[zz-word] later -->\n",
        "<!-- kbaudit: ignore[zz-word] later -->\nTODO\n",
        "<!-- kbaudit: ignore[zz-word] later -->\r\n\r\n\r\nTODO\r\n",
        "  <!-- kbaudit: ignore[zz-word] later -->  \n\nTODO TODO\n",
        "\ufeff<!-- kbaudit: ignore[zz-word] later -->\nTODO\n",
        "<!-- kbaudit: ignore[page] later -->\nTODO\n",
        "<!-- kbaudit: ignore[page, zz-word] later -->\nTODO\n",
        "<!--kbaudit:ignore[ zz-word ,zz-word]later-->\nTODO\n",
        "<!-- kbaudit: ignore[zz-word]\n  a reason of\n  several lines -->\nTODO\n",
        "TODO\n\nTODO\n<!-- kbaudit: ignore-file[zz-word] later -->\n",
        "<!-- kbaudit: ignore[zz-word] later (until 2026-06-01) -->\nTODO\n",
        "<!-- kbaudit: ignore[zz-word] later until 2027-01-31 -->\nTODO\n",
        "| TODO | <!-- kbaudit: ignore[zz-word] later --> |\n",
        "<!-- kbaudit: ignore[zz-word] a -->\n<!-- kbaudit: ignore[zz-word] b -->\nTODO\n",
    ],
)
def test_silenced(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, text) == []
    assert report(tmp_path, text).suppressed


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("TODO\n<!-- kbaudit: ignore[zz-word] x -->\nTODO\n", [(1, "zz-word")]),
        ("<!-- kbaudit: ignore[zz-word] x -->\nTODO\nTODO\n", [(3, "zz-word")]),
        (
            "y <!-- kbaudit: ignore[zz-word] x -->\nTODO\n",
            [(1, "unused-suppression"), (2, "zz-word")],
        ),
        ("```\n<!-- kbaudit: ignore[zz-word] x -->\n```\nTODO\n", [(4, "zz-word")]),
        ("<!-- something about kbaudit -->\nTODO\n", [(2, "zz-word")]),
    ],
)
def test_not_silenced(tmp_path: Path, text: str, left: list[tuple[int, str]]) -> None:
    assert found(tmp_path, text) == left


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("<!-- kbaudit: ignore[zz-word] -->", 1, "gives no reason"),
        ("<!-- kbaudit: ignore[zz-word] (until 2027-01-31) -->", 1, "gives no reason"),
        ("<!-- kbaudit: ignore[] later -->", 1, "names no rule"),
        ("<!-- kbaudit: ignore[zz-word] x (until soon) -->", 1, "`soon` is not a date"),
        ("<!-- kbaudit: ignore[zz-word] x (until) -->", 1, "`until` is not a date"),
        ("<!-- kbaudit: ignore[zz-word] x (until 2027-02-31) -->", 1, "`2027-02-31` is not a date"),
        ("<!-- kbaudit: ignore[zz-word] x until 31.1.2027 -->", 1, "`31.1.2027` is not a date"),
        ("<!-- kbaudit: ignore[zz-wrod] x -->", 22, "no rule or tag `zz-wrod`"),
        ("<!-- kbaudit: ignore zz-word -->", 1, "not understood"),
        ("<!-- KBAUDIT-ignore zz-word -->", 1, "not understood"),
        ("<!-- kbaudit: disable[zz-word] x -->", 1, "not understood"),
        ("<!-- kbaudit: ignore[unused-suppression] x -->", 22, "cannot be silenced from a page"),
    ],
)
def test_invalid(tmp_path: Path, text: str, column: int, message: str) -> None:
    finding = one(tmp_path, f"{text}\n", "invalid-suppression")
    assert (finding.start.line, finding.start.column) == (1, column)
    assert message in finding.message
    assert finding.help


def test_what_is_meant_is_named(tmp_path: Path) -> None:
    text = "<!-- kbaudit: ignore[zz-word, zz-bom] x -->\nTODO\n"
    finding = one(tmp_path, text)
    assert finding.rule == "invalid-suppression"
    assert "did you mean `zz-boom`?" in finding.help


def test_an_invalid_comment_silences_nothing(tmp_path: Path) -> None:
    text = "<!-- kbaudit: ignore[zz-word] -->\nTODO\n"
    assert found(tmp_path, text) == [(1, "invalid-suppression"), (2, "zz-word")]


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        ("a\n<!-- kbaudit: ignore[zz-word] x -->\nb\n", "a\nb\n"),
        ("a\r\n  <!-- kbaudit: ignore[zz-word] x --> \r\nb\r\n", "a\r\nb\r\n"),
        ("a <!-- kbaudit: ignore[zz-word] x -->\nb\n", "a\nb\n"),
        ("a <!-- kbaudit: ignore[zz-word] x --> b\n", "a b\n"),
        ("<!-- kbaudit: ignore[zz-word] x --> b\n", "b\n"),
        ("\ufeff<!-- kbaudit: ignore[zz-word] x -->\nb\n", "\ufeffb\n"),
        ("b\n<!-- kbaudit: ignore-file[zz-word] x -->", "b\n"),
        (
            "TODO <!-- kbaudit: ignore[zz-boom, zz-word,zz-boom] x -->\n",
            "TODO <!-- kbaudit: ignore[zz-word] x -->\n",
        ),
    ],
)
def test_unused_is_removed(tmp_path: Path, text: str, fixed: str) -> None:
    finding = next(f for f in report(tmp_path, text).findings if "unused" in f.rule)
    assert finding.fix is not None
    assert finding.fix.safety is Safety.SAFE
    assert apply_edits(text, finding.fix.edits) == fixed


def test_expired_silences_nothing_and_is_said(tmp_path: Path) -> None:
    text = "<!-- kbaudit: ignore[zz-word] later (until 2026-05-31) -->\nTODO\n"
    result = report(tmp_path, text)
    assert [f.rule for f in result.findings] == ["unused-suppression", "zz-word"]
    assert "ended on 2026-05-31" in result.findings[0].message
    assert result.findings[0].fix is not None
    assert result.findings[0].fix.safety is Safety.UNSAFE


@pytest.mark.parametrize(
    ("select", "names"),
    [
        ("zz-boom,unused-suppression", "zz-word"),
        ("zz-word,unused-suppression", "zz-word, zz-code"),
        ("zz-code,unused-suppression", "zz-code"),
        ("zz-word,unused-suppression", "citation"),
    ],
)
def test_of_rules_that_did_not_run_nothing_is_known(
    tmp_path: Path, select: str, names: str
) -> None:
    text = f"TODO <!-- kbaudit: ignore[{names}] x -->\n"
    assert "unused-suppression" not in [rule for _, rule in found(tmp_path, text, select)]


def test_a_tag_is_unused_when_the_rules_that_it_can_silence_are_silent(tmp_path: Path) -> None:
    # `graph` is all of zz-boom and some real rules; one of `page` cannot be silenced at all
    for tag, ignored in (("graph", ()), ("page", ("invalid-suppression",))):
        text = f"<!-- kbaudit: ignore[{tag}] x -->\nplain\n"
        lay_out(tmp_path, {"heuristics/o_r_X.md": text})
        select = (tag, "unused-suppression")
        result = audit(Request(tmp_path, select=select, ignore=ignored, today=TODAY)).report
        lines = [(f.path[-8:], f.start.line) for f in result.findings if "unused" in f.rule]
        assert lines == [("o_r_X.md", 1)]


def test_a_rule_that_is_off_here_did_not_run(tmp_path: Path) -> None:
    config = "overrides: [{paths: [heuristics/], rules: {zz-word: off}}]\n"
    text = "<!-- kbaudit: ignore[zz-word] x -->\nTODO\n"
    assert report(tmp_path, text, NAMES, config).findings == ()


def test_a_rule_that_failed_did_not_run(tmp_path: Path) -> None:
    text = "<!-- kbaudit: ignore[zz-boom] x -->\nBOOM\n"
    lay_out(tmp_path, {"heuristics/o_r_X.md": text})
    outcome = audit(Request(tmp_path, select=(NAMES,), today=TODAY))
    assert outcome.report.findings == ()
    assert len(outcome.report.faults) == 1


def test_reasons_are_kept(tmp_path: Path) -> None:
    text = "<!-- kbaudit: ignore[zz-word]  the   page\nmoves -->\nTODO\n"
    [suppressed] = report(tmp_path, text).suppressed
    assert suppressed.reason == "the page moves"
    assert suppressed.finding.rule == "zz-word"
