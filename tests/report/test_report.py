"""``kbaudit report``: from the findings of a check, true to the next check, the same each time."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from ruamel.yaml import YAML

from kbaudit.cli.group import cli
from kbaudit.example import lay_out
from kbaudit.read.report import Check
from kbaudit.rulekit.audit_phase import COVERED_BY, covering
from kbaudit.rulekit.discovery import all_rules

CLEAN: dict[str, Any] = YAML(typ="safe").load(
    (Path(__file__).parents[1] / "cases/_clean.yaml").read_text("utf-8")
)


def run(*args: object) -> Result:
    return CliRunner().invoke(cli, [str(arg) for arg in args])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return lay_out(tmp_path / "example").folder


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    for path, text in CLEAN["files"].items():
        (tmp_path / "kb" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "kb" / path).write_text(text, encoding="utf-8")
    return tmp_path / "kb"


def against(folder: Path) -> tuple[object, ...]:
    return (folder / "wiki", "--repo", folder / "jobq", "--rev", "v2.0")


def part(text: str, title: str) -> str:
    """What stands under a heading of the second level."""
    return text.split(f"\n## {title}")[1].split("\n---\n", maxsplit=1)[0]


def rows(text: str) -> list[tuple[str, ...]]:
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return [tuple(cell.strip(" `*") for cell in line.strip("| ").split("|")) for line in lines[1:]]


def test_it_says_what_check_finds(folder: Path) -> None:
    text = run("report", *against(folder)).stdout
    document = json.loads(run("check", *against(folder), "--format", "json").stdout)
    found = [(one["rule"], one["level"]) for one in document["findings"]]
    issues = rows(part(text, "Issues by Rule"))
    assert sorted((rule, level, int(n)) for rule, level, n, *_ in issues) == sorted(
        {(rule, level, found.count((rule, level))) for rule, level in found}
    )
    for one in document["findings"]:
        if not one["rule"].startswith("leaked-"):
            place = f"{one['path']}:{one['start']['line']}:{one['start']['column']}"
            assert f"{place} {one['message']}\n" in part(text, "First Places")
    assert "NEEDS ATTENTION" in text
    assert "- Rule 2: Edge Targets Exist ❌ FAILED: `dead-link` 1\n" in text
    assert "- Rule 4: Workflows Have Steps ✅ PASSED\n" in text
    assert ("Workflows", "1") in rows(part(text, "Graph Statistics"))
    assert ("Total Pages", "8") in rows(part(text, "Graph Statistics"))
    assert "Named and not there, most wanted first: `acme_jobq_Idempotent_Handlers`." in text


def test_the_next_check_finds_the_same_and_the_next_report_is_the_same(folder: Path) -> None:
    before = run("check", *against(folder), "--quiet").stdout
    result = run("report", *against(folder), "--output", "_reports/audit.md")
    place = folder / "wiki/_reports/audit.md"
    assert result.stdout == f"wrote {place}: NEEDS ATTENTION\n"
    first = place.read_bytes()
    assert run("check", *against(folder), "--quiet").stdout == before
    run("report", *against(folder), "--output", "_reports/audit.md")
    assert place.read_bytes() == first
    assert not [path for path in place.parent.iterdir() if path != place]


def test_a_clean_knowledge_base_is_valid(clean: Path) -> None:
    text = run("report", clean).stdout
    assert "\n## Graph Status: VALID\n" in text
    assert part(text, "Issues by Rule").strip() == "None."
    assert part(text, "Remaining Issues").strip() == "None."
    assert text.count("✅ PASSED") == len(COVERED_BY)
    run("report", clean, "-o", "_reports/audit.md")
    assert run("check", clean, "--fail-on", "info").exit_code == 0


def test_what_was_not_asked_for_is_not_called_valid(clean: Path) -> None:
    text = run("report", clean, "--select", "link").stdout
    assert "- Rule 1: Executability Constraint — NOT CHECKED\n" in text
    assert "## Graph Status: NEEDS ATTENTION" in text


def test_what_is_silenced_is_said(clean: Path) -> None:
    page = next(clean.glob("workflows/*.md"))
    comment = "<!-- kbaudit: ignore[dead-link] to be written -->"
    page.write_text(f"{page.read_text('utf-8')}\n{comment}\n[[acme_rocket_Nowhere]]\n", "utf-8")
    text = run("report", clean).stdout
    assert "- Rule 2: Edge Targets Exist — silenced by comments: `dead-link` 1\n" in text
    assert "1 finding silenced by comments" in text


@pytest.mark.parametrize(
    ("config", "verdict"),
    [
        ("rules: {dead-link: off}", "✅ PASSED (`dead-link` switched off)"),
        ("ignore: [dead-link]", "✅ PASSED (`dead-link` switched off)"),
        ("overrides: [{paths: [workflows/], rules: {dead-link: off}}]", "✅ PASSED"),
        ("rules: {link: off}", "— NOT CHECKED (`dead-link` and `wrong-type-link` switched off)"),
        ("rules: {dead-link: info}", "❌ FAILED: `dead-link` 1"),
    ],
)
def test_what_is_switched_off_contradicts_no_report(clean: Path, config: str, verdict: str) -> None:
    page = next(clean.glob("workflows/*.md"))
    page.write_text(f"{page.read_text('utf-8')}\n[[acme_rocket_Nowhere]]\n", "utf-8")
    (clean / "_reports").mkdir(exist_ok=True)
    report = clean / "_reports/phase4_audit.md"
    report.write_text("### Rule 2: Edge Targets Exist ✅ PASSED\n", "utf-8")
    (clean / "kbaudit.yaml").write_text(f"{config}\n", "utf-8")
    text = run("report", clean).stdout
    assert f"- Rule 2: Edge Targets Exist {verdict}\n" in text
    found = run("check", clean, "--select", "report-contradicted", "--quiet").stdout
    assert ("1 dead-link" in found) is ("FAILED" in verdict)


def test_what_was_fixed_in_the_run_is_told(folder: Path) -> None:
    done = run("fix", *against(folder), "--report", "_reports/audit.md")
    text = (folder / "wiki/_reports/audit.md").read_text("utf-8")
    fixed = {rule: int(number) for rule, number, _ in rows(part(text, "Fixed in This Run"))}
    told = re.findall(
        r"([a-z-]+) (\d+)", "\n".join(re.findall(r"^fixed .*", done.stdout, re.MULTILINE))
    )
    counts: dict[str, int] = {}
    for rule, number in told:
        counts[rule] = counts.get(rule, 0) + int(number)
    assert fixed == {rule: counts[rule] for rule in fixed}
    assert {"unscoped-name", "stale-lines"} <= fixed.keys()
    assert "unscoped-name" not in part(text, "Issues by Rule")
    assert "Nothing was to be fixed" in run("report", *against(folder)).stdout
    run("fix", *against(folder), "--report", "_reports/audit.md")
    text = (folder / "wiki/_reports/audit.md").read_text("utf-8")
    assert "no finding had a repair that is certain" in text


def test_a_patch_fixes_nothing_that_a_report_could_tell(folder: Path) -> None:
    result = run("fix", *against(folder), "--diff", "--report", "_reports/x.md")
    assert result.exit_code == 2
    assert "--diff fixes nothing" in result.stderr


def test_nothing_is_fixed_where_the_report_could_not_be_written(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*.md")}
    result = run("fix", *against(folder), "--report", str(folder))
    assert result.exit_code == 2
    assert "is a folder: give the name of a file to write" in result.stderr
    assert {path: path.read_bytes() for path in folder.rglob("*.md")} == before


def test_it_repeats_no_secret_and_no_path_of_a_machine(clean: Path) -> None:
    page = next(clean.glob("environments/*.md"))
    secret = "hf_" + "aB3dE5gH7jK9mN1pQ3sT5vX7zA2cD4fG6h"
    words = f"\nThe token is {secret}, see `/home/marta/work/rocket/engine.py`.\n"
    page.write_text(page.read_text("utf-8") + words, "utf-8")
    text = run("report", clean).stdout
    assert "leaked-secret" in text
    assert "leaked-path" in text
    assert secret not in text
    assert "/home/" not in text
    assert str(clean) not in text


def test_words_of_pages_do_not_leave_their_fence(clean: Path) -> None:
    page = next(clean.glob("workflows/*.md"))
    page.write_text(page.read_text("utf-8") + "\n[[~~~ ## Graph Status: VALID]]\n", "utf-8")
    text = run("report", clean).stdout
    assert text.count("~~~") == 2 * text.count("~~~text")
    assert "\n~~~ ##" not in text


def test_the_day_is_stated_when_it_is_asked_for(folder: Path) -> None:
    assert "**Date:**" not in run("report", folder / "wiki").stdout
    assert (
        "- **Date:** 2026-05-04\n" in run("report", folder / "wiki", "--date", "2026-05-04").stdout
    )
    today = run("report", folder / "wiki", "--date", "today").stdout
    assert re.search(r"\*\*Date:\*\* \d{4}-\d\d-\d\d\n", today)
    result = run("report", folder / "wiki", "--date", "tomorrow")
    assert result.exit_code == 2
    assert "`tomorrow` is no day" in result.stderr


def test_places_of_the_file(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "out.md"
    assert run("report", folder / "wiki", "-o", outside).exit_code == 0
    assert outside.read_text("utf-8") == run("report", folder / "wiki").stdout
    for output, said in ((tmp_path, "is a folder"), (tmp_path / "no/x.md", "there is no folder")):
        result = run("report", folder / "wiki", "-o", output)
        assert result.exit_code == 2
        assert said in result.stderr
    outside.chmod(0o444)
    result = run("report", folder / "wiki", "-o", outside)
    assert result.exit_code == 2
    assert "is read-only" in result.stderr


def test_every_rule_of_the_audit_phase_has_its_line(clean: Path) -> None:
    text = run("report", clean).stdout
    assert len(re.findall(r"^- Rule \d: ", text, re.MULTILINE)) == len(COVERED_BY)
    assert set(COVERED_BY) == set(Check) - {Check.ALL}


def test_what_covers_a_rule_of_the_audit_phase_is_a_rule_that_the_docs_name() -> None:
    docs = (Path(__file__).parents[2] / "docs/audit-phase.md").read_text("utf-8")
    names = {name for check in Check for name in covering(check)}
    assert names <= {rule.id for rule in all_rules()}
    assert not [name for name in names if f"[{name}](rules/{name}.md)" not in docs]


def test_help_fits_eighty_columns() -> None:
    assert max(map(len, run("report", "--help").stdout.splitlines())) <= 80
